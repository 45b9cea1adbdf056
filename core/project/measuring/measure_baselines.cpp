#include "project/measuring/measure_baselines.h"

#include "baselines/cca.h"
#include "common/linear_algebra.h"
#include "features/documents.h"
#include "project/measuring/measured_run.h"
#include "project/opened_project.h"
#include "project/shuffled_pairs.h"
#include "training/split_recall.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace crossview {
namespace {

/// Regularisation of Klein et al.'s example, where there is no validation split to choose by.
constexpr double kUnvalidatedEta = 1e-3;

Matrix narrowed(const MatrixD& matrix) {
    Matrix result(matrix.rows(), matrix.cols());
    std::ranges::transform(matrix.values(), result.values().begin(),
                           [](double value) { return static_cast<float>(value); });
    return result;
}

/// Rows of two spaces side by side: their dot products are the sums of both spaces' products.
Matrix sideBySide(const Matrix& a, const Matrix& b) {
    Matrix result(a.rows(), a.cols() + b.cols());
    for (std::size_t r = 0; r < a.rows(); ++r) {
        std::ranges::copy(a.row(r), result.row(r).begin());
        std::ranges::copy(b.row(r), result.row(r).begin() + static_cast<std::ptrdiff_t>(a.cols()));
    }
    return result;
}

/// The dot product as it is: rows of sums need not be of one length, so that distance is not their order.
RescoreBothWays byDotProduct() {
    const RescoreFor none = [](MatrixView, MatrixView) { return Rescore(); };
    return {none, none};
}

/// A CCA that was chosen on validation for one power of the correlations.
struct ChosenCca {
    Cca cca;
    double power = 0;
    double eta = kUnvalidatedEta;
    double score = -1;      ///< rsum on validation
    bool validated = false; ///< score is measured
    bool chosen = false;    ///< eta is one of several

    EvaluationItems items(const AskedItems& asked, const TrainingInput& input,
                          const std::stop_token& stop) const {
        const FeatureSet& features = *input.features;
        const Matrix texts = asked.textRows(features.sentences, input.dataset->relation());
        return {narrowed(cca.projectX(asked.imageRows(features.images).view(), power, stop)),
                narrowed(cca.projectY(texts.view(), power, stop)), asked.relation};
    }
    std::string detail() const {
        return fmt::format("{}eta {:g}{}, {} directions", power > 0 ? fmt::format("r^{:g}, ", power) : "",
                           eta, chosen ? " by validation" : "", cca.correlations.size());
    }
};

CcaStatistics trainingStatistics(const TrainingInput& input, bool documents, const std::stop_token& stop,
                                 const ProgressSink& progress) {
    const FeatureSet& features = *input.features;
    const Relation& relation = input.dataset->relation();
    const AskedItems train = askedItems(*input.splits, relation, Split::train, documents);
    std::vector<RowPair> pairs;
    if (documents) {
        for (std::size_t i = 0; i < train.images.size(); ++i)
            pairs.emplace_back(train.images[i], static_cast<std::int32_t>(i));
        const Matrix texts = documentFeatures(features.sentences, relation, train.images);
        return ccaStatistics(features.images.view(), texts.view(), pairs, stop, progress);
    }
    for (const std::int32_t image : train.images)
        for (const std::int32_t sentence : relation.sentencesOf(static_cast<std::size_t>(image)))
            pairs.emplace_back(image, sentence);
    return ccaStatistics(features.images.view(), features.sentences.view(), pairs, stop, progress);
}

/// The best CCA of each power.
std::vector<ChosenCca> chosenCcas(const BaselineRequest& request, const TrainingInput& input, bool documents,
                                  const std::stop_token& stop, const ProgressSink& progress) {
    const CcaStatistics statistics = trainingStatistics(input, documents, stop, progress);
    const AskedItems validation =
        askedItems(*input.splits, input.dataset->relation(), Split::validation, documents);
    std::vector<ChosenCca> best(2);
    best[1].power = request.power;
    const std::vector<double> etas =
        validation.images.empty() ? std::vector<double>{kUnvalidatedEta} : request.etas;
    for (std::size_t i = 0; i < etas.size(); ++i) {
        const Cca cca = fitCca(statistics, etas[i], request.components, stop);
        for (ChosenCca& chosen : best) {
            ChosenCca candidate{cca, chosen.power, etas[i], 0, !validation.images.empty(), etas.size() > 1};
            if (candidate.validated)
                candidate.score = recallOf(measure(candidate.items(validation, input, stop), {}, request.ties,
                                                   TestPool::all, {}, stop))
                                      .sum();
            if (candidate.score > chosen.score)
                chosen = std::move(candidate);
        }
        report(progress, {"Choosing the regularisation of CCA", i + 1, etas.size(), {}});
    }
    return best;
}

} // namespace

BaselineTable measureBaselines(const BaselineRequest& request, const std::stop_token& stop,
                               const ProgressSink& progress) {
    const TrainedRun trained = openTrainedRun(request.project, request.run, stop, progress);
    const std::shared_ptr<const Session> session =
        withPairsOf(Project::open(request.project), trained.record.id, trained.session);
    const TrainingInput& input = session->input;
    const FeatureSet& features = *input.features;
    const bool documents =
        request.protocol.value_or(validationProtocol(
            runOptionsFromJson(trained.record.optionsJson).batch.textUnit)) != TextUnit::sentences;
    const AskedItems asked = askedItems(*input.splits, input.dataset->relation(), request.split, documents);
    if (asked.images.empty())
        throw Error(fmt::format("The {} split of {} holds no image with a text: there is nothing to measure.",
                                toString(request.split), request.project.string()));
    BaselineTable table;
    table.run = trained.record.id;
    table.epoch = trained.snapshot->epoch;
    const auto add = [&](std::string name, std::string detail, const EvaluationItems& items) {
        throwIfStopped(stop);
        table.rows.push_back({std::move(name),
                              std::move(detail),
                              measure(items, documents ? "documents" : "sentences", request.ties,
                                      request.pool, byDotProduct(), stop),
                              {}});
    };
    if (features.images.cols() == features.sentences.cols()) {
        EvaluationItems raw{asked.imageRows(features.images),
                            asked.textRows(features.sentences, input.dataset->relation()), asked.relation};
        normaliseRows(raw.images);
        normaliseRows(raw.texts);
        add("raw cosine", {}, raw);
    } else {
        table.notes.push_back(fmt::format("No raw cosine: pictures have {} features and texts {}.",
                                          features.images.cols(), features.sentences.cols()));
    }
    const std::vector<ChosenCca> ccas = chosenCcas(request, input, documents, stop, progress);
    if (!ccas.front().validated)
        table.notes.push_back(
            fmt::format("There is no validation split to choose the regularisation of CCA by: "
                        "eta is {:g}.",
                        kUnvalidatedEta));
    const EvaluationItems normalised = ccas[1].items(asked, input, stop);
    const EvaluationItems network = evaluationItems(asked, input, *trained.snapshot->network, stop);
    const EvaluationItems plain = ccas[0].items(asked, input, stop);
    add("CCA", ccas[0].detail(), plain);
    add("normalised CCA", ccas[1].detail(), normalised);
    add("network", fmt::format("run {}, epoch {}", table.run, table.epoch), network);
    const Measurement ofNetwork = table.rows.back().measurement;
    const bool plainIsBetter = ccas[0].score > ccas[1].score;
    const EvaluationItems& better = plainIsBetter ? plain : normalised;
    add("network + CCA",
        fmt::format("sum of the scores of network and {}", plainIsBetter ? "CCA" : "normalised CCA"),
        {sideBySide(network.images, better.images), sideBySide(network.texts, better.texts), asked.relation});
    for (BaselineRow& row : table.rows)
        if (row.name != "network")
            row.againstNetwork = compare(ofNetwork, row.measurement, {}, stop);
    return table;
}

} // namespace crossview
