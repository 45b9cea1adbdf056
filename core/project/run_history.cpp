#include "project/run_history.h"

#include "common/error.h"
#include "training/best_epoch.h"

#include <algorithm>
#include <concepts>
#include <limits>

namespace crossview {
namespace {

// The names under which metrics stand in the project, once for writing and reading: others read them too
// (SELECT name, value FROM epoch_metrics).
constexpr const char* kTerms[] = {"T1", "T2", "T3", "T4"};
constexpr const char* kViolated[] = {"violated1", "violated2", "violated3", "violated4"};
constexpr const char* kTotal = "total";
constexpr const char* kMeanTotal = "meanTotal";
constexpr const char* kLearningRate = "learningRate";
constexpr const char* kTemperature = "temperature";
constexpr const char* kEpoch = "epoch";
constexpr const char* kStep = "step";
constexpr const char* kSeconds = "seconds";
constexpr const char* kQueries = "queries";
constexpr const char* kSum = "rsum";

/// The recalls of one direction.
struct RecallNames {
    const char* r1;
    const char* r5;
    const char* r10;
    const char* medianRank;
};
constexpr RecallNames kImageToSentence{"i2t.r1", "i2t.r5", "i2t.r10", "i2t.medr"};
constexpr RecallNames kSentenceToImage{"t2i.r1", "t2i.r5", "t2i.r10", "t2i.medr"};

double valueOf(const NamedValues& values, std::string_view name) {
    const auto found = std::ranges::find(values, name, &NamedValues::value_type::first);
    return found == values.end() ? 0 : found->second;
}

/// A value that counts something; 0 for one that cannot, as a damaged or foreign project may hold.
template <std::integral T>
T countOf(const NamedValues& values, std::string_view name) {
    const double value = valueOf(values, name);
    return value >= 0 && value < static_cast<double>(std::numeric_limits<T>::max()) ? static_cast<T>(value)
                                                                                    : T{0};
}

NamedValues valuesOf(const StepMetrics& step) {
    NamedValues values{{kTotal, step.total},
                       {kLearningRate, step.learningRate},
                       {kEpoch, step.epoch},
                       {kSeconds, step.seconds}};
    if (step.temperature > 0)
        values.emplace_back(kTemperature, step.temperature);
    for (std::size_t t = 0; t < step.terms.size(); ++t) {
        values.emplace_back(kTerms[t], step.terms[t]);
        values.emplace_back(kViolated[t], step.violated[t]);
    }
    return values;
}

StepMetrics stepOf(int number, const NamedValues& values) {
    StepMetrics step;
    step.step = number;
    step.epoch = countOf<int>(values, kEpoch);
    for (std::size_t t = 0; t < step.terms.size(); ++t) {
        step.terms[t] = valueOf(values, kTerms[t]);
        step.violated[t] = valueOf(values, kViolated[t]);
    }
    step.total = valueOf(values, kTotal);
    step.learningRate = valueOf(values, kLearningRate);
    step.temperature = valueOf(values, kTemperature);
    step.seconds = valueOf(values, kSeconds);
    return step;
}

void append(NamedValues& values, const RecallNames& names, const Recall& recall) {
    values.emplace_back(names.r1, recall.r1);
    values.emplace_back(names.r5, recall.r5);
    values.emplace_back(names.r10, recall.r10);
    values.emplace_back(names.medianRank, recall.medianRank);
}

Recall recallOf(const NamedValues& values, const RecallNames& names) {
    Recall recall;
    recall.r1 = valueOf(values, names.r1);
    recall.r5 = valueOf(values, names.r5);
    recall.r10 = valueOf(values, names.r10);
    recall.medianRank = valueOf(values, names.medianRank);
    recall.queries = countOf<std::size_t>(values, kQueries);
    return recall;
}

NamedValues valuesOf(const EpochMetrics& epoch) {
    NamedValues values{{kMeanTotal, epoch.meanTotal},
                       {kStep, epoch.step},
                       {kSeconds, epoch.seconds},
                       {kQueries, static_cast<double>(epoch.validation.imageToSentence.queries)}};
    if (!epoch.validation.isMeasured()) // no number over nothing
        return values;
    values.emplace_back(kSum, epoch.validation.sum());
    append(values, kImageToSentence, epoch.validation.imageToSentence);
    append(values, kSentenceToImage, epoch.validation.sentenceToImage);
    return values;
}

EpochMetrics epochOf(int number, const NamedValues& values) {
    EpochMetrics epoch;
    epoch.epoch = number;
    epoch.step = countOf<int>(values, kStep);
    epoch.meanTotal = valueOf(values, kMeanTotal);
    epoch.seconds = valueOf(values, kSeconds);
    epoch.validation.imageToSentence = recallOf(values, kImageToSentence);
    epoch.validation.sentenceToImage = recallOf(values, kSentenceToImage);
    return epoch;
}

} // namespace

void writeSteps(Project& project, const std::string& run, std::span<const StepMetrics> steps) {
    std::vector<std::pair<int, NamedValues>> rows;
    rows.reserve(steps.size());
    for (const StepMetrics& step : steps)
        rows.emplace_back(step.step, valuesOf(step));
    project.storeStepMetrics(run, rows);
}

void writeEpoch(Project& project, const std::string& run, const EpochMetrics& epoch) {
    project.storeEpochMetrics(run, epoch.epoch, valuesOf(epoch));
}

bool wasValidated(const Project& project, const RunRecord& run) {
    return std::ranges::any_of(readEpochs(project, run.id),
                               [](const EpochMetrics& epoch) { return epoch.validation.isMeasured(); });
}

std::vector<EpochMetrics> readEpochs(const Project& project, const std::string& run) {
    std::vector<EpochMetrics> epochs;
    BestEpoch best;
    for (const auto& [number, values] : project.epochMetrics(run)) {
        epochs.push_back(epochOf(number, values));
        epochs.back().best = best.take(number, epochs.back().validation);
    }
    return epochs;
}

RunHistory readHistory(const Project& project, const std::string& run) {
    RunHistory history;
    for (const auto& [number, values] : project.stepMetrics(run))
        history.steps.push_back(stepOf(number, values));
    history.epochs = readEpochs(project, run);
    // Sums tell what a row lost, and here the epoch tells that rows were lost: its last step has its number.
    if (!history.steps.empty() && !history.epochs.empty() &&
        history.steps.size() < static_cast<std::size_t>(std::max(history.epochs.back().step, 0)))
        throw Error((project.folder() / "project.sqlite").string() + " is damaged (steps of the run " + run +
                    " are missing); restore the project from a copy or train again.");
    return history;
}

} // namespace crossview
