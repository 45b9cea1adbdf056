#include "project/zero_shot.h"

#include "features/zero_shot_features.h"
#include "project/project.h"

#include <algorithm>
#include <fmt/format.h>

namespace crossview {
namespace {

SplitAssignment askedImages(const Project& project, const Dataset& dataset, std::optional<Split> only) {
    SplitAssignment asked;
    asked.images.assign(dataset.images().size(), Split::test);
    if (!only)
        return asked;
    const std::optional<SplitAssignment> stored = project.loadSplits();
    if (!stored || stored->images.size() != dataset.images().size())
        throw Error(fmt::format("{} is not divided into splits yet: make them with 'crossview-cli features', "
                                "or ask all its images.",
                                project.folder().string()));
    asked.options = stored->options;
    std::ranges::transform(stored->images, asked.images.begin(),
                           [&](Split split) { return split == *only ? Split::test : Split::unused; });
    return asked;
}

} // namespace

std::shared_ptr<const Session> withItemsOf(const Session& learned, const std::filesystem::path& project,
                                           std::optional<Split> only, const std::stop_token& stop,
                                           const ProgressSink& progress) {
    report(progress, {"Opening the project", 0, 0, {}});
    if (learned.input.dataset->given().any())
        throw Error(
            fmt::format("{} was trained on features that were given, and the encoder that made them is "
                        "not here: its network cannot see the items of another project.",
                        learned.folder.string()));
    const Project stored = Project::open(project);
    auto session = std::make_shared<Session>();
    session->folder = stored.folder();
    session->options = learned.options;
    session->input.dataset = stored.loadDataset();
    SplitAssignment asked = askedImages(stored, *session->input.dataset, only);
    session->input.features =
        zeroShotFeatures(*session->input.dataset, learned.input.features->chain, stop, progress);
    for (std::size_t image = 0; image < asked.images.size(); ++image)
        if (session->input.dataset->isProposal(image)) // asked with their picture only (localisation.h)
            asked.images[image] = Split::unused;
    for (const std::int32_t image : session->input.features->unreadableImages)
        asked.images[static_cast<std::size_t>(image)] = Split::unused;
    session->input.splits = std::make_shared<const SplitAssignment>(std::move(asked));
    return session;
}

std::shared_ptr<const Snapshot> embeddedItems(const Session& session, const Snapshot& trained,
                                              const std::stop_token& stop) {
    auto snapshot = std::make_shared<Snapshot>(trained);
    const FeatureSet& features = *session.input.features;
    snapshot->images = SharedMatrix(trained.network->image.embedRows(features.images, stop));
    snapshot->sentences = SharedMatrix(trained.network->sentence.embedRows(features.sentences, stop));
    return snapshot;
}

} // namespace crossview
