#include "project/shuffled_pairs.h"

#include "common/seeded_random.h"
#include "common/text.h"

#include <string>
#include <utility>
#include <vector>

namespace crossview {

namespace {

std::string settingName(const std::string& run) {
    return "shuffled-pairs/" + run;
}

} // namespace

std::shared_ptr<const Session> withShuffledPairs(const Session& session, std::uint64_t seed) {
    const Dataset& dataset = *session.input.dataset;
    const Relation& relation = dataset.relation();
    SeededRandom random(seed);
    std::vector<Relation::Pair> pairs;
    pairs.reserve(relation.pairCount());
    for (const Split split : {Split::train, Split::validation, Split::test, Split::unused}) {
        const std::vector<std::int32_t> images = session.input.splits->imagesIn(split);
        std::vector<std::int32_t> donors = images;
        random.shuffle(donors);
        for (std::size_t i = 0; i < images.size(); ++i)
            for (const std::int32_t sentence : relation.sentencesOf(static_cast<std::size_t>(donors[i])))
                pairs.emplace_back(images[i], sentence);
    }
    auto shuffled = std::make_shared<Session>(session);
    shuffled->input.dataset = std::make_shared<const Dataset>(
        dataset.name() + " (pairs shuffled)", dataset.images(), dataset.sentences(),
        Relation(dataset.images().size(), dataset.sentences().size(), std::move(pairs)), dataset.concepts(),
        session.folder, dataset.given());
    return shuffled;
}

void markShuffled(Project& project, const std::string& run, std::uint64_t seed) {
    project.storeSetting(settingName(run), std::to_string(seed));
}

std::optional<std::uint64_t> shuffleSeed(const Project& project, const std::string& run) {
    const std::optional<std::string> text = project.loadSetting(settingName(run));
    if (!text)
        return std::nullopt;
    const std::optional<long long> seed = parseInteger(*text);
    return static_cast<std::uint64_t>(seed.value_or(0));
}

std::shared_ptr<const Session> withPairsOf(const Project& project, const std::string& run,
                                           std::shared_ptr<const Session> session) {
    const std::optional<std::uint64_t> seed = shuffleSeed(project, run);
    return seed ? withShuffledPairs(*session, *seed) : session;
}

} // namespace crossview
