#include "project/session.h"

#include "encoders/user/trusted_networks.h"
#include "features/available_encoders.h"
#include "features/extraction.h"
#include "model/user/open_network.h"
#include "options/suited_split.h"
#include "project/leftovers.h"
#include "project/project.h"
#include "training/snapshot_store.h"
#include "training/split_recall.h"

#include <algorithm>
#include <iterator>
#include <span>

namespace crossview {
namespace {

bool same(const SplitOptions& a, const SplitOptions& b) {
    return a.method == b.method && a.testCount == b.testCount && a.validationCount == b.validationCount &&
           a.seed == b.seed;
}

std::shared_ptr<const SplitAssignment> splitsFor(Project& project, const Dataset& dataset,
                                                 const SplitOptions& options) {
    if (auto stored = project.loadSplits();
        stored && same(stored->options, options) && stored->images.size() == dataset.images().size())
        return std::make_shared<const SplitAssignment>(std::move(*stored));
    auto splits = std::make_shared<const SplitAssignment>(assignSplits(dataset, options));
    project.storeSplits(*splits);
    return splits;
}

/// A file among the options by its whole path: the run that keeps it may be opened from elsewhere.
void makeAbsolute(std::filesystem::path& file) {
    std::error_code failure;
    if (file.empty())
        return;
    if (auto whole = std::filesystem::absolute(file, failure); !failure)
        file = whole.lexically_normal();
}

/// The splits with images that show the same in one: where the first one trains the others train too, and of
/// a held-out one the others are unused.
std::shared_ptr<const SplitAssignment> inOneSplit(std::shared_ptr<const SplitAssignment> splits,
                                                  const std::vector<std::vector<std::int32_t>>& joined) {
    if (joined.empty())
        return splits;
    auto changed = std::make_shared<SplitAssignment>(*splits);
    for (const std::vector<std::int32_t>& images : joined) {
        const Split first = changed->images.at(static_cast<std::size_t>(images.front()));
        for (const std::int32_t image : std::span(images).subspan(1))
            changed->images.at(static_cast<std::size_t>(image)) =
                first == Split::train ? Split::train : Split::unused;
    }
    return changed;
}

/// The features, with what the edits leave out among the items that take no part.
std::shared_ptr<const FeatureSet> without(const EditedData& data, const FeatureSet& features) {
    auto changed = std::make_shared<FeatureSet>(features);
    changed->leftOutImages.clear();
    std::ranges::set_union(features.leftOutImages, data.leftOutImages,
                           std::back_inserter(changed->leftOutImages));
    changed->leftOutSentences = data.leftOutSentences;
    return changed;
}

/// The splits with some images in none of them, and so their sentences.
std::shared_ptr<const SplitAssignment> withoutImages(std::shared_ptr<const SplitAssignment> splits,
                                                     std::span<const std::int32_t> images) {
    if (images.empty())
        return splits;
    auto changed = std::make_shared<SplitAssignment>(*splits);
    for (const std::int32_t image : images)
        changed->images.at(static_cast<std::size_t>(image)) = Split::unused;
    return changed;
}

} // namespace

std::shared_ptr<const Session> openSession(const std::filesystem::path& projectFolder,
                                           const RunOptions& options, const std::stop_token& stop,
                                           const ProgressSink& progress, UntrustedNetworks untrusted,
                                           ReadValues rows) {
    report(progress, {"Opening the project", 0, 0, {}});
    removeLeftovers(projectFolder);
    Project project = Project::open(projectFolder);
    auto session = std::make_shared<Session>();
    session->folder = project.folder();
    session->options = options;
    std::shared_ptr<const Dataset> imported = project.loadDataset();
    const EditedData data = edited(imported, options.edits);
    session->input.dataset = data.dataset;
    if (!options.edits.empty())
        session->unedited = std::move(imported);
    throwIfStopped(stop);
    session->options.split.method = possibleSplit(*session->input.dataset, options.split.method);
    session->input.splits =
        inOneSplit(splitsFor(project, *session->input.dataset, session->options.split), data.joined);
    throwIfStopped(stop);
    const Dataset& dataset = *session->input.dataset;
    FeatureOptions& features = session->options.features;
    makeAbsolute(features.image.network.file);
    makeAbsolute(features.text.words.file);
    const auto remark = [&](const std::string& sentence) {
        session->remark += (session->remark.empty() || sentence.empty() ? "" : ". ") + sentence;
    };
    const auto extract = [&] {
        if (!missingEncoders(extractedOnly(features, dataset.given())).empty() &&
            !featuresAreStored(dataset, *session->input.splits, features, project.featuresFolder()))
            remark(leaveOutMissingEncoders(features, dataset.given()));
        session->input.features =
            extractFeatures(dataset, *session->input.splits, features, project.featuresFolder(), stop,
                            progress, &openNetwork, rows);
    };
    try {
        extract();
    } catch (const UntrustedNetwork& refusal) {
        if (untrusted == UntrustedNetworks::refuse)
            throw;
        remark(leaveOutNetwork(features, refusal.network()));
        extract();
    }
    if (!data.leftOutImages.empty() || !data.leftOutSentences.empty())
        session->input.features = without(data, *session->input.features);
    session->input.splits =
        withoutImages(session->input.splits, session->input.features->leftOut(View::image));
    return session;
}

std::shared_ptr<const Snapshot> loadSnapshot(const std::filesystem::path& projectFolder,
                                             const std::string& run, bool best, ReadValues embeddings) {
    const Project project = Project::open(projectFolder);
    return readSnapshot(project.runFolder(run) / (best ? "best" : "latest"), embeddings);
}

RecallBothWays evaluateSplit(const Session& session, const FrozenNetwork& network, Split split,
                             TextUnit protocol, TieRule rule) {
    return splitRecall(session.input, network, split, validationProtocol(protocol), rule);
}

} // namespace crossview
