#include "project/measuring/measured_run.h"

namespace crossview {
namespace {

HubReports hubsOf(const EvaluationItems& embedded, const AskedItems& items, const Dataset& dataset,
                  std::size_t among, const RescoreBothWays& rescore, const std::stop_token& stop) {
    const auto under = [&](MatrixView queries, MatrixView answers, const RescoreFor& rescoreFor) {
        return hubness(queries, answers, among, rescoreFor ? rescoreFor(queries, answers) : Rescore(), stop);
    };
    return {hubReport(under(embedded.texts, embedded.images, rescore.sentenceToImage), View::image, items,
                      dataset),
            hubReport(under(embedded.images, embedded.texts, rescore.imageToSentence), View::sentence, items,
                      dataset)};
}

} // namespace

EvaluationItems evaluationItems(const AskedItems& items, const TrainingInput& input,
                                const FrozenNetwork& network, const std::stop_token& stop) {
    const FeatureSet& features = *input.features;
    if (items.images.empty())
        return {};
    return {network.image.embedRows(items.imageRows(features.images), stop),
            network.sentence.embedRows(items.textRows(features.sentences, input.dataset->relation()), stop),
            items.relation};
}

MeasuredRun measureRun(const TrainingInput& trained, const TrainingInput& asked, const FrozenNetwork& network,
                       const MeasureRequest& request, const std::stop_token& stop,
                       const ProgressSink& progress) {
    const bool documents = request.protocol != TextUnit::sentences;
    const std::string protocol = documents ? "documents" : "sentences";
    const AskedItems items = askedItems(*asked.splits, asked.dataset->relation(), request.split, documents);
    const EvaluationItems embedded = evaluationItems(items, asked, network, stop);
    MeasuredRun result;
    result.ofRegions = asked.dataset->hasRegions();
    result.images = items.images;
    result.plain = measure(embedded, protocol, request.ties, request.pool, {}, stop);
    RescoreBothWays rescore;
    if (!request.correction.isNone() && !items.images.empty()) {
        Matrix images;
        Matrix texts;
        if (request.correction.bank == CorrectionBank::training) {
            images = trainingQueries(trained, network, View::image, documents, stop);
            texts = trainingQueries(trained, network, View::sentence, documents, stop);
            result.bankImages = images.rows();
            result.bankTexts = texts.rows();
        }
        rescore = rescoringBy(request.correction, std::move(images), std::move(texts), stop, progress);
        result.corrected = measure(embedded, protocol, request.ties, request.pool, rescore, stop);
    }
    if (request.hubsAmong > 0) {
        result.hubs = hubsOf(embedded, items, *asked.dataset, request.hubsAmong, {}, stop);
        if (result.corrected)
            result.correctedHubs = hubsOf(embedded, items, *asked.dataset, request.hubsAmong, rescore, stop);
    }
    if (request.lists)
        result.lists = listReport(embedded, items, *asked.dataset, rescore, stop);
    if (request.regions)
        result.regions = regionReport(asked, network, request.split, request.ties, stop);
    return result;
}

} // namespace crossview
