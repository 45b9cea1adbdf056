#include "dataset/splits.h"

#include "common/error.h"
#include "common/hash.h"
#include "common/seeded_random.h"
#include "dataset/picture_numbers.h"

#include <algorithm>
#include <numeric>
#include <string_view>

namespace crossview {

namespace {

constexpr std::size_t kLeastTraining = 2; // a ranking loss needs a negative
constexpr std::size_t kLargestShare = 5;  // at most the fifth part is held out

/// Held-out counts: what is asked for, at most a fifth of `available` each.
struct HeldOut {
    std::size_t test;
    std::size_t validation;
    HeldOut(const SplitOptions& options, std::size_t available)
        : test(std::min(options.testCount, available / kLargestShare)),
          validation(std::min(options.validationCount, available / kLargestShare)) {}
    Split splitAt(std::size_t rank) const {
        return rank < test ? Split::test : rank < test + validation ? Split::validation : Split::train;
    }
};

std::vector<Split> splitByConcept(const Dataset& dataset, const SplitOptions& options) {
    if (!dataset.hasConcepts())
        throw Error("The data set \"" + dataset.name() +
                    "\" names no concepts, so it cannot be split by concept: choose the random split, or the "
                    "file's own.");
    if (dataset.hasRegions())
        throw Error(
            "The regions of \"" + dataset.name() +
            "\" cannot be split by concept, which would divide the regions of one picture: choose the "
            "random split, or the file's own.");
    std::vector<std::vector<std::size_t>> members(dataset.concepts().size());
    for (std::size_t i = 0; i < dataset.images().size(); ++i)
        if (dataset.images()[i].conceptId >= 0)
            members[static_cast<std::size_t>(dataset.images()[i].conceptId)].push_back(i);
    members.erase(std::remove_if(members.begin(), members.end(), [](const auto& m) { return m.empty(); }),
                  members.end());

    SeededRandom random(options.seed);
    random.shuffle(members);
    const HeldOut heldOut(options, members.size());
    // Images without a concept cannot leak into a held-out one by name: they always train.
    std::vector<Split> splits(dataset.images().size(), Split::train);
    for (std::size_t rank = 0; rank < heldOut.test + heldOut.validation; ++rank) {
        for (const std::size_t image : members[rank])
            splits[image] = Split::unused;
        const std::size_t query = static_cast<std::size_t>(random.below(members[rank].size()));
        splits[members[rank][query]] = heldOut.splitAt(rank);
    }
    return splits;
}

std::vector<Split> splitAtRandom(const Dataset& dataset, const SplitOptions& options) {
    const bool byPicture = dataset.hasRegions();
    std::vector<std::int32_t> units(dataset.images().size());
    std::iota(units.begin(), units.end(), 0);
    if (byPicture)
        units = pictureNumbers(dataset);
    std::vector<std::size_t> order(units.empty() ? 0 : 1 + static_cast<std::size_t>(std::ranges::max(units)));
    std::iota(order.begin(), order.end(), std::size_t{0});
    SeededRandom random(options.seed);
    random.shuffle(order);
    const HeldOut heldOut(options, order.size());
    std::vector<Split> splitOfUnit(order.size());
    for (std::size_t rank = 0; rank < order.size(); ++rank)
        splitOfUnit[order[rank]] = heldOut.splitAt(rank);
    std::vector<Split> splits;
    splits.reserve(units.size());
    for (const std::int32_t unit : units)
        splits.push_back(splitOfUnit[static_cast<std::size_t>(unit)]);
    return splits;
}

std::vector<Split> splitFromFile(const Dataset& dataset) {
    if (!dataset.hasFileSplits())
        throw Error("The imported file of the data set \"" + dataset.name() +
                    "\" names no splits: choose the random split or the split by concept.");
    std::vector<Split> splits;
    splits.reserve(dataset.images().size());
    for (const ImageItem& image : dataset.images())
        splits.push_back(image.fileSplit);
    return splits;
}

} // namespace

Split splitFromString(std::string_view word) {
    for (const Split split : {Split::train, Split::validation, Split::test})
        if (word == toString(split))
            return split;
    throw Error("There is no split '" + std::string(word) + "': use train, validation or test.");
}

const char* toString(SplitMethod method) {
    switch (method) {
    case SplitMethod::byConcept:
        return "concept";
    case SplitMethod::random:
        return "random";
    case SplitMethod::fromFile:
        break;
    }
    return "file";
}

SplitMethod splitMethodFromString(std::string_view word) {
    for (const SplitMethod method : {SplitMethod::byConcept, SplitMethod::random, SplitMethod::fromFile})
        if (word == toString(method))
            return method;
    throw Error("There is no split method \"" + std::string(word) + "\": it is concept, random or file.");
}

std::vector<std::int32_t> SplitAssignment::imagesIn(Split split) const {
    std::vector<std::int32_t> chosen;
    for (std::size_t i = 0; i < images.size(); ++i)
        if (images[i] == split)
            chosen.push_back(static_cast<std::int32_t>(i));
    return chosen;
}

std::vector<std::int32_t> SplitAssignment::sentencesIn(Split split, const Relation& relation) const {
    std::vector<std::int32_t> chosen;
    for (std::size_t s = 0; s < relation.sentenceCount(); ++s) {
        const auto described = relation.imagesOf(s);
        if (std::any_of(described.begin(), described.end(), [&](std::int32_t image) {
                return images.at(static_cast<std::size_t>(image)) == split;
            }))
            chosen.push_back(static_cast<std::int32_t>(s));
    }
    return chosen;
}

std::string SplitAssignment::hash() const {
    // Only who is where: options that lead to the same division share their fitted features.
    Hash hash;
    hash.add("splits-1").add(static_cast<long long>(images.size()));
    hash.addBytes(std::as_bytes(std::span(images)));
    return hash.hex();
}

SplitAssignment assignSplits(const Dataset& dataset, const SplitOptions& options) {
    SplitAssignment assignment;
    assignment.options = options;
    switch (options.method) {
    case SplitMethod::byConcept:
        assignment.images = splitByConcept(dataset, options);
        break;
    case SplitMethod::random:
        assignment.images = splitAtRandom(dataset, options);
        break;
    case SplitMethod::fromFile:
        assignment.images = splitFromFile(dataset);
        break;
    }
    for (std::size_t image = 0; image < assignment.images.size(); ++image)
        if (dataset.isProposal(image))
            assignment.images[image] = Split::unused;
    const auto training = std::count(assignment.images.begin(), assignment.images.end(), Split::train);
    if (static_cast<std::size_t>(training) < kLeastTraining)
        throw Error("The " + std::string(toString(options.method)) + " split of \"" + dataset.name() +
                    "\" leaves " + std::to_string(training) +
                    " training images, but two are needed: add images, or divide in another way "
                    "(the option Split, --split.method random).");
    return assignment;
}

std::size_t heldOutConcepts(const Dataset& dataset) {
    std::vector<bool> used(dataset.concepts().size());
    for (const ImageItem& image : dataset.images())
        if (image.conceptId >= 0)
            used[static_cast<std::size_t>(image.conceptId)] = true;
    return static_cast<std::size_t>(std::count(used.begin(), used.end(), true)) / kLargestShare;
}

std::string fewQueriesRemark(const SplitAssignment& splits) {
    std::string few;
    for (const Split split : {Split::validation, Split::test}) {
        const std::size_t count = splits.imagesIn(split).size();
        if (count == 0 || count >= kFewQueries)
            continue;
        few += (few.empty() ? "" : " and ") + ("the " + std::string(toString(split)) + " split holds " +
                                               std::to_string(count) + (count == 1 ? " image" : " images"));
    }
    if (few.empty())
        return few;
    few.front() = 'T';
    return few + ", over which recall says little: add images, or divide in another way (the option Split, "
                 "--split.method).";
}

} // namespace crossview
