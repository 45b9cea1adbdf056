#include "project/report/run_report.h"

#include "features/asked_items.h"
#include "project/arrival_files.h"
#include "project/map_of_run.h"
#include "projection/projection_files.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crossview {
namespace {

constexpr std::size_t kFound = 5;

/// The texts of a split that are asked: sentences, or documents of all texts of an image.
class AskedTexts {
public:
    AskedTexts(const AskedItems& items, const Dataset& dataset) : m_items(items), m_dataset(dataset) {}

    std::string text(std::size_t index) const {
        if (!m_items.documents)
            return m_dataset.sentences().at(static_cast<std::size_t>(m_items.sentences.at(index))).text;
        std::vector<std::string_view> texts;
        for (const std::int32_t sentence :
             m_dataset.relation().sentencesOf(static_cast<std::size_t>(m_items.images.at(index))))
            texts.push_back(m_dataset.sentences().at(static_cast<std::size_t>(sentence)).text);
        constexpr std::size_t kShown = 4;
        const bool isCut = texts.size() > kShown;
        texts.resize(std::min(texts.size(), kShown));
        return fmt::format("{}{}", fmt::join(texts, " · "), isCut ? " · …" : "");
    }

private:
    const AskedItems& m_items;
    const Dataset& m_dataset;
};

ReportExamples examplesOf(const QueryRanking& ranking, std::size_t count, const MatchesOf& matchesOf,
                          const std::function<void(ReportExample&, const AnsweredQuery&)>& name) {
    ReportExamples examples;
    examples.asked = ranking.size();
    examples.failed = ranking.failures();
    const auto make = [&](std::size_t place) {
        const AnsweredQuery answered = ranking.at(place, kFound);
        ReportExample example;
        example.rank = answered.rank;
        const auto matches = matchesOf(answered.query);
        for (const std::int32_t item : answered.first)
            example.isMatch.push_back(std::ranges::find(matches, item) != matches.end());
        name(example, answered);
        return example;
    };
    for (std::size_t place = 0; place < std::min(count, examples.failed); ++place)
        examples.worst.push_back(make(place));
    const std::size_t right = examples.asked - examples.failed;
    const std::size_t shown = std::min(count, right);
    for (std::size_t i = 0; i < shown; ++i)
        examples.right.push_back(make(examples.failed + i * right / shown));
    return examples;
}

void addExamples(RunReport& report, std::size_t count, const std::stop_token& stop) {
    const TrainingInput& input = report.trained.session->input;
    const Dataset& dataset = *input.dataset;
    const AskedItems items = askedItems(*input.splits, dataset.relation(), Split::test,
                                        report.evaluated.recall.protocol == "documents");
    const EvaluationItems embedded = evaluationItems(items, input, *report.trained.snapshot->network, stop);
    const AskedTexts texts(items, dataset);
    const auto imageOf = [&](std::int32_t index) { return items.images.at(static_cast<std::size_t>(index)); };
    const auto textOf = [&](std::int32_t index) { return texts.text(static_cast<std::size_t>(index)); };

    const MatchesOf textsOf = [&](std::size_t image) { return items.relation.sentencesOf(image); };
    report.fromImages =
        examplesOf(QueryRanking(embedded.images, embedded.texts, textsOf, stop), count, textsOf,
                   [&](ReportExample& example, const AnsweredQuery& answered) {
                       example.image = items.images.at(answered.query);
                       example.bestText = textOf(answered.bestMatch);
                       std::ranges::transform(answered.first, std::back_inserter(example.foundTexts), textOf);
                   });
    const MatchesOf imagesOf = [&](std::size_t text) { return items.relation.imagesOf(text); };
    report.fromTexts = examplesOf(QueryRanking(embedded.texts, embedded.images, imagesOf, stop), count,
                                  imagesOf, [&](ReportExample& example, const AnsweredQuery& answered) {
                                      example.text = texts.text(answered.query);
                                      example.bestImage = imageOf(answered.bestMatch);
                                      std::ranges::transform(
                                          answered.first, std::back_inserter(example.foundImages), imageOf);
                                  });
}

void addStructure(RunReport& report, const std::stop_token& stop) {
    const Session& session = *report.trained.session;
    if (const auto measures = readEpochMeasures(arrivalsFolder(session.folder, report.trained.record.id)))
        report.structure = measures->structure;
    if (report.structure.empty())
        measureStructure(report.structure, *report.trained.snapshot, *session.input.dataset,
                         session.input.features.get(), stop);
}

/// The stored map of the best epoch, or a new one.
void addMap(RunReport& report, const std::stop_token& stop, const ProgressSink& progress) {
    const Session& session = *report.trained.session;
    const int epoch = report.trained.snapshot->epoch;
    const std::filesystem::path folder = projectionFolder(session.folder, report.trained.record.id);
    if (std::ranges::binary_search(storedProjections(folder), epoch)) {
        try {
            Projection map = readProjection(folder, epoch);
            if (map.images.rows() == report.trained.snapshot->images.rows() &&
                map.sentences.rows() == report.trained.snapshot->sentences.rows()) {
                report.map = std::move(map);
                report.mapMethod = storedMethod(folder, epoch);
                return;
            }
        } catch (const Error&) { // damaged: laid out again
        }
    }
    ProjectionOptions options;
    options.method = "tsne";
    const auto projector = makeProjector(options);
    report.map =
        mapOf(*report.trained.snapshot, session.input.features.get(), *projector, nullptr, stop, progress);
    report.mapMethod = projector->key();
}

} // namespace

RunReport collectReport(const ReportRequest& request, const std::stop_token& stop,
                        const ProgressSink& progress) {
    RunReport report;
    report.trained = openTrainedRun(request.project, request.run, stop, progress);
    const RunRecord& record = report.trained.record;
    report.options = runOptionsFromJson(record.optionsJson);
    report.provenance = provenanceFromJson(record.provenanceJson);
    report.history = readHistory(Project::open(request.project), record.id);
    report.evaluated = evaluateRun(report.trained.session, record.id);
    addStructure(report, stop);
    addExamples(report, request.examples, stop);
    if (request.withMap)
        addMap(report, stop, progress);
    return report;
}

} // namespace crossview
