#include "commands/run_query.h"

#include "common/error.h"
#include "common/unicode_text.h"
#include "project/project.h"
#include "project/zero_shot.h"

#include <fmt/format.h>

#include <algorithm>

namespace crossview {

QueryEngine openQueryEngine(const std::filesystem::path& project, const std::string& run,
                            const std::stop_token& stop, const ProgressSink& progress) {
    const Project stored = Project::open(project);
    std::optional<RunRecord> record = run == "latest" ? std::nullopt : stored.run(run);
    if (run == "latest") { // the newest that has a network: one that has only just begun answers nothing
        const std::vector<RunRecord> runs = stored.runs();
        const auto found =
            std::find_if(runs.rbegin(), runs.rend(), [](const RunRecord& each) { return each.epochs > 0; });
        if (found != runs.rend())
            record = *found;
    }
    if (!record)
        throw Error(run == "latest"
                        ? fmt::format("{} has no trained run to ask: train one with 'crossview-cli train'.",
                                      project.string())
                        : fmt::format("{} has no run '{}': 'crossview-cli runs' lists those there are.",
                                      project.string(), run));
    QueryEngine engine;
    engine.snapshot = loadSnapshot(project, record->id, true);
    if (!engine.snapshot)
        throw Error(fmt::format("Run {} of {} stored no network: train it for at least one epoch.",
                                record->id, project.string()));
    engine.session = openSession(project, runOptionsFromJson(record->optionsJson), stop, progress);
    return engine;
}

QueryEngine withAnswersFrom(const QueryEngine& engine, const std::filesystem::path& project,
                            const std::stop_token& stop, const ProgressSink& progress) {
    QueryEngine other;
    other.session = withItemsOf(*engine.session, project, std::nullopt, stop, progress);
    other.snapshot = embeddedItems(*other.session, *engine.snapshot, stop);
    return other;
}

std::vector<Answer> picturesFor(const QueryEngine& engine, std::string_view text, std::size_t k) {
    const std::vector<float> features = engine.session->input.features->chain->sentenceFeatures(text);
    if (std::all_of(features.begin(), features.end(), [](float value) { return value == 0; }))
        throw Error(fmt::format("No word of '{}' occurs in the training sentences: try other words.", text));
    const Dataset& dataset = *engine.session->input.dataset;
    const std::string folded = foldedText(text);
    const std::vector<float> embedding = engine.snapshot->network->sentence.embed(features);
    std::vector<Answer> answers;
    for (const Hit& hit : nearest(embedding, engine.snapshot->images, k)) {
        const auto sentences = dataset.relation().sentencesOf(static_cast<std::size_t>(hit.item));
        const bool isTrue = std::any_of(sentences.begin(), sentences.end(), [&](std::int32_t sentence) {
            return foldedText(dataset.sentences()[static_cast<std::size_t>(sentence)].text) == folded;
        });
        answers.push_back({hit.item, hit.distance, isTrue});
    }
    return answers;
}

std::vector<Answer> sentencesFor(const QueryEngine& engine, const std::filesystem::path& picture,
                                 std::size_t k) {
    const Dataset& dataset = *engine.session->input.dataset;
    const std::vector<float> features = engine.session->input.features->chain->imageFeatures(picture);
    const std::vector<float> embedding = engine.snapshot->network->image.embed(features);
    std::error_code ignored;
    const std::filesystem::path wanted = std::filesystem::weakly_canonical(picture, ignored);
    std::optional<std::size_t> known;
    for (std::size_t i = 0; i < dataset.images().size() && !known; ++i)
        if (dataset.images()[i].path.filename() == picture.filename() &&
            std::filesystem::weakly_canonical(dataset.imagePath(i), ignored) == wanted)
            known = i;
    std::vector<Answer> answers;
    for (const Hit& hit : nearest(embedding, engine.snapshot->sentences, k))
        answers.push_back({hit.item, hit.distance,
                           known && dataset.relation().matches(*known, static_cast<std::size_t>(hit.item))});
    return answers;
}

} // namespace crossview
