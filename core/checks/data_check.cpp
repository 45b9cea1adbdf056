#include "checks/data_check.h"

#include "checks/picture_signature.h"
#include "checks/sentence_twins.h"
#include "common/error.h"
#include "common/ordered_pipeline.h"
#include "dataset/captions.h"
#include "files/atomic_file.h"
#include "pictures/image_reader.h"

#include <algorithm>
#include <fmt/format.h>

namespace crossview {
namespace {

constexpr int kDecoded = 64; // pixels of the longer side that a signature needs at least

/// Splits in which what is learned is asked again.
class SplitsOf {
public:
    SplitsOf(const Dataset& dataset, const SplitAssignment* splits) : m_dataset(dataset), m_splits(splits) {}

    bool areSeveral(std::span<const ItemRef> items) const {
        unsigned seen = 0;
        for (const ItemRef& item : items)
            seen |= maskOf(item);
        return (seen & (seen - 1)) != 0;
    }

private:
    unsigned maskOf(ItemRef item) const {
        const auto index = static_cast<std::size_t>(item.index);
        if (item.view == View::image)
            return bitOf(index);
        unsigned mask = 0;
        for (const std::int32_t image : m_dataset.relation().imagesOf(index))
            mask |= bitOf(static_cast<std::size_t>(image));
        return mask;
    }
    unsigned bitOf(std::size_t image) const {
        if (!m_splits || m_splits->images[image] == Split::unused)
            return 0;
        return 1U << static_cast<unsigned>(m_splits->images[image]);
    }

    const Dataset& m_dataset;
    const SplitAssignment* m_splits;
};

std::vector<ItemRef> refsOf(View view, const std::vector<std::int32_t>& items) {
    std::vector<ItemRef> refs;
    for (const std::int32_t item : items)
        refs.push_back({view, item});
    return refs;
}

/// A picture as its signature, or why it has none.
struct ReadPicture {
    std::optional<PictureSignature> signature;
    std::string reason;
};

ReadPicture readOne(const Dataset& dataset, std::size_t image) {
    ReadPicture read;
    if (!dataset.hasPicture(image))
        return read;
    const std::string name = dataset.imagePath(image).string();
    try {
        read.signature = signatureOf(decodePicture(readPictureBytes(name), name, kDecoded).bgr);
    } catch (const Error& error) {
        read.reason = error.what();
    }
    return read;
}

class Check {
public:
    Check(const Dataset& dataset, const SplitAssignment* splits, const std::stop_token& stop,
          const ProgressSink& progress)
        : m_dataset(dataset), m_splitsOf(dataset, splits), m_stop(stop), m_progress(progress) {}

    void lookAtPictures() {
        const std::size_t count = m_dataset.images().size();
        std::vector<std::optional<PictureSignature>> signatures;
        constexpr std::size_t kBatch = 64;
        // Reading is part of the work: it is what takes long on a slow disk.
        OrderedPipeline<char, ReadPicture> pipeline(
            count, kBatch, 8 * kBatch,
            {[](std::size_t) { return '\0'; }, [this](std::size_t i, char) { return readOne(m_dataset, i); },
             [&](std::vector<ReadPicture> batch) {
                 for (ReadPicture& read : batch)
                     take(std::move(read), signatures);
                 report(m_progress, {"Looking at pictures", signatures.size(), count, {}});
             }});
        pipeline.run(m_stop);
        const auto groups = nearPictures(signatures, m_stop);
        if (groups.size() == 1 && groups.front().size() == m_check.picturesRead)
            return add(ProblemKind::picturesAlike, refsOf(View::image, groups.front()));
        for (const auto& group : groups)
            add(ProblemKind::nearPictures, refsOf(View::image, group));
    }

    void lookAtSentences() {
        const auto& sentences = m_dataset.sentences();
        std::vector<SentenceWordBag> bags(sentences.size());
        parallelFor(sentences.size(), m_stop, [&](std::size_t s) { bags[s] = wordBagOf(sentences[s].text); });
        m_check.sentencesRead = sentences.size();
        const std::size_t images = m_dataset.images().size();
        if (sentences.size() == 1 && images > 1)
            add(ProblemKind::oneSentence, {{View::sentence, 0}});
        for (std::size_t s = 0; s < sentences.size(); ++s) {
            const ItemRef item{View::sentence, static_cast<int>(s)};
            if (const ItemRef one[] = {item}; m_splitsOf.areSeveral(one))
                add(ProblemKind::sharedSentence, {item});
            if (bags[s].empty() && !isRowName(sentences[s]))
                add(ProblemKind::noWords, {item});
            if (m_dataset.relation().imagesOf(s).empty())
                add(ProblemKind::noMatch, {item}, "no image");
        }
        for (std::size_t i = 0; i < images; ++i)
            if (m_dataset.relation().sentencesOf(i).empty())
                add(ProblemKind::noMatch, {{View::image, static_cast<int>(i)}}, "no sentence");
        for (const auto& group : nearSentences(bags, m_stop))
            add(ProblemKind::nearSentences, refsOf(View::sentence, group));
    }

    DataCheck take() {
        std::ranges::stable_sort(m_check.problems, {}, &DataProblem::kind);
        return std::move(m_check);
    }

private:
    void take(ReadPicture read, std::vector<std::optional<PictureSignature>>& signatures) {
        m_check.picturesRead += read.signature ? 1 : 0;
        if (!read.reason.empty())
            add(ProblemKind::unreadablePicture, {{View::image, static_cast<int>(signatures.size())}},
                read.reason);
        signatures.push_back(std::move(read.signature));
    }
    /// What stands for the rows of a matrix is no sentence that somebody wrote.
    static bool isRowName(const SentenceItem& sentence) { return sentence.kind == "row"; }

    void add(ProblemKind kind, std::vector<ItemRef> items, std::string detail = {}) {
        const bool across =
            items.size() > 1 || kind == ProblemKind::sharedSentence || kind == ProblemKind::oneSentence;
        const bool several = across && m_splitsOf.areSeveral(items);
        m_check.problems.push_back({kind, std::move(items), several, std::move(detail)});
    }

    const Dataset& m_dataset;
    SplitsOf m_splitsOf;
    const std::stop_token& m_stop;
    const ProgressSink& m_progress;
    DataCheck m_check;
};

} // namespace

const char* toString(ProblemKind kind) {
    switch (kind) {
    case ProblemKind::picturesAlike:
        return "pictures all alike";
    case ProblemKind::nearPictures:
        return "near pictures";
    case ProblemKind::unreadablePicture:
        return "unreadable picture";
    case ProblemKind::oneSentence:
        return "one sentence for all";
    case ProblemKind::sharedSentence:
        return "shared sentence";
    case ProblemKind::nearSentences:
        return "near sentences";
    case ProblemKind::noWords:
        return "no words";
    case ProblemKind::noMatch:
        break;
    }
    return "no match";
}

const char* describe(ProblemKind kind) {
    switch (kind) {
    case ProblemKind::picturesAlike:
        return "all pictures are nearly the same: nothing can be learned from them";
    case ProblemKind::nearPictures:
        return "groups of pictures that are nearly the same";
    case ProblemKind::unreadablePicture:
        return "pictures that cannot be read and take no part";
    case ProblemKind::oneSentence:
        return "one sentence describes all pictures: nothing can be learned from it";
    case ProblemKind::sharedSentence:
        return "sentences that describe pictures of several splits";
    case ProblemKind::nearSentences:
        return "groups of sentences that are nearly the same";
    case ProblemKind::noWords:
        return "sentences in which the features find no word";
    case ProblemKind::noMatch:
        break;
    }
    return "items without an item of the other view";
}

std::size_t DataCheck::count(ProblemKind kind) const {
    return static_cast<std::size_t>(std::ranges::count(problems, kind, &DataProblem::kind));
}

std::size_t DataCheck::countAcrossSplits(ProblemKind kind) const {
    return static_cast<std::size_t>(std::ranges::count_if(problems, [kind](const DataProblem& problem) {
        return problem.kind == kind && problem.acrossSplits;
    }));
}

DataCheck checkDataset(const Dataset& dataset, const SplitAssignment* splits, bool withPictures,
                       const std::stop_token& stop, const ProgressSink& progress) {
    throwIfStopped(stop);
    Check check(dataset, splits && splits->images.size() == dataset.images().size() ? splits : nullptr, stop,
                progress);
    if (withPictures)
        check.lookAtPictures();
    check.lookAtSentences();
    return check.take();
}

void writeProblems(const std::filesystem::path& file, const DataCheck& check, const Dataset& dataset,
                   const SplitAssignment* splits) {
    std::string table = "problem\tgroup\tacross_splits\tview\titem\tname\tpath\tsplit\tdetail\n";
    for (std::size_t group = 0; group < check.problems.size(); ++group) {
        const DataProblem& problem = check.problems[group];
        for (const ItemRef& item : problem.items) {
            const auto index = static_cast<std::size_t>(item.index);
            const bool isImage = item.view == View::image;
            const bool hasSplit = isImage && splits && index < splits->images.size();
            fmt::format_to(std::back_inserter(table), "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n",
                           toString(problem.kind), group, problem.acrossSplits ? "yes" : "no",
                           isImage ? "image" : "sentence", index,
                           onOneLine(isImage ? dataset.imageTitle(index) : dataset.sentences()[index].text),
                           isImage ? onOneLine(dataset.imagePath(index).string()) : std::string(),
                           hasSplit ? toString(splits->images[index]) : "", onOneLine(problem.detail));
        }
    }
    writeFileAtomically(file, table);
}

} // namespace crossview
