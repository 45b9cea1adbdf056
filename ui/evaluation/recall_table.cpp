#include "evaluation/recall_table.h"

#include "widgets/building_blocks.h"
#include "widgets/correction_names.h"

#include <QCoreApplication>

namespace crossview::ui {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(RecallTable)
};

QString number(double value) {
    return QString::number(value, 'f', 1);
}

QString signedNumber(double value) {
    return value < 0 ? QStringLiteral("−") + number(-value) : QStringLiteral("+") + number(value);
}

/// The seven measures of a system.
std::vector<Cell> measureCells(const Measurement& measurement, const Intervals& intervals,
                               const Comparison* againstNetwork) {
    std::vector<Cell> cells;
    const Measures measures = measuresOf(measurement);
    for (std::size_t m = 0; m < kMeasures; ++m) {
        const double half = (intervals.high[m] - intervals.low[m]) / 2;
        Cell cell;
        cell.isNumber = true;
        cell.text = Words::tr("%1 ±%2").arg(number(measures[m]), number(half));
        cell.tip = Words::tr("95 %: %1 to %2").arg(number(intervals.low[m]), number(intervals.high[m]));
        if (againstNetwork) {
            cell.text += againstNetwork->isBeyondNoise(m) ? QStringLiteral("*") : QStringLiteral(" ");
            cell.tip += Words::tr("\nAgainst the network: %1, 95 %: %2 to %3")
                            .arg(signedNumber(againstNetwork->difference[m]),
                                 signedNumber(againstNetwork->intervals.low[m]),
                                 signedNumber(againstNetwork->intervals.high[m]));
        }
        cells.push_back(cell);
    }
    return cells;
}

std::vector<Cell> row(const QString& name, const QString& detail, std::vector<Cell> measures, bool strong) {
    measures.insert(measures.begin(), {name, false, strong, detail});
    return measures;
}

std::vector<Cell> chanceRow(const Measurement& measurement) {
    const ChanceRecall there = chanceOf(measurement, &PoolRanks::imageToSentence);
    const ChanceRecall back = chanceOf(measurement, &PoolRanks::sentenceToImage);
    std::vector<Cell> cells{{Words::tr("chance"), false, false, Words::tr("An order drawn at random")}};
    double sum = 0;
    for (const double value : {there.r1, there.r5, there.r10, back.r1, back.r5, back.r10}) {
        cells.push_back({number(value), true, false, {}});
        sum += value;
    }
    cells.push_back({number(sum), true, false, {}});
    return cells;
}

} // namespace

std::vector<Cell> recallHeading() {
    const QString there = Words::tr("image → sentence: share of images with a match among the first %1");
    const QString back = Words::tr("sentence → image: share of sentences with a match among the first %1");
    std::vector<Cell> heading{{Words::tr("System"), false, false, {}}};
    for (const int k : {1, 5, 10})
        heading.push_back({Words::tr("i→s R@%1").arg(k), true, false, there.arg(k)});
    for (const int k : {1, 5, 10})
        heading.push_back({Words::tr("s→i R@%1").arg(k), true, false, back.arg(k)});
    heading.push_back({Words::tr("rsum"), true, false, Words::tr("The six recalls added, 600 at most")});
    return heading;
}

std::vector<std::vector<Cell>> recallRows(const RunEvaluation& evaluation,
                                          const MeasuredBaselines* baselines) {
    std::vector<std::vector<Cell>> rows;
    const MeasuredRun& measured = evaluation.measured;
    if (!recallOf(measured.plain).isMeasured())
        return rows;
    rows.push_back(row(Words::tr("network"), Words::tr("Epoch %1").arg(evaluation.epoch),
                       measureCells(measured.plain, evaluation.intervals, nullptr), true));
    if (measured.corrected && evaluation.correctedIntervals && evaluation.correction)
        rows.push_back(
            row(Words::tr("network, %1").arg(correctionName(evaluation.question.correction.kind)),
                Words::tr("Scores corrected by %1 pictures and %2 texts of the training split")
                    .arg(grouped(qint64(measured.bankImages)), grouped(qint64(measured.bankTexts))),
                measureCells(*measured.corrected, *evaluation.correctedIntervals, &*evaluation.correction),
                false));
    for (std::size_t b = 0; baselines && b < baselines->table.rows.size(); ++b) {
        const BaselineRow& baseline = baselines->table.rows[b];
        if (baseline.againstNetwork) // the network stands in front
            rows.push_back(
                row(QString::fromStdString(baseline.name), QString::fromStdString(baseline.detail),
                    measureCells(baseline.measurement, baselines->intervals[b], &*baseline.againstNetwork),
                    false));
    }
    rows.push_back(chanceRow(measured.plain));
    return rows;
}

QString recallConditions(const RunEvaluation& evaluation) {
    const Measurement& plain = evaluation.measured.plain;
    const RecallBothWays recall = recallOf(plain);
    const QString split =
        evaluation.question.split == Split::test ? Words::tr("test split") : Words::tr("validation split");
    if (!recall.isMeasured())
        return Words::tr("The %1 holds no image with a sentence: nothing is measured.").arg(split);
    const QString texts = evaluation.question.protocol == TextUnit::sentences
                              ? Words::tr("every sentence by itself")
                              : Words::tr("all sentences of an image as one text");
    return Words::
        tr("R@K in percent on the %1: %2 images, %3; epoch %4. Equal distances share their mean rank. ± is "
           "half of the 95 % interval (bootstrap over images); * differs from the network by more than "
           "the noise (paired). Median rank %5 and %6, mean rank %7 and %8.")
            .arg(split, grouped(qint64(plain.images)), texts)
            .arg(evaluation.epoch)
            .arg(recall.imageToSentence.medianRank, 0, 'f', 0)
            .arg(recall.sentenceToImage.medianRank, 0, 'f', 0)
            .arg(recall.imageToSentence.meanRank, 0, 'f', 1)
            .arg(recall.sentenceToImage.meanRank, 0, 'f', 1);
}

std::vector<Cell> listHeading() {
    std::vector<Cell> heading{{Words::tr("Right answers"), false, false, {}}};
    for (const QString& direction : {Words::tr("i→s"), Words::tr("s→i")}) {
        heading.push_back(
            {Words::tr("%1 mAP@R").arg(direction), true, false,
             Words::tr("Mean precision at the right answers among the first R, R being how many "
                       "a query has; with one right answer each it is R@1")});
        heading.push_back(
            {Words::tr("R-prec."), true, false,
             Words::tr("R-precision, %1: share of right answers among the first R").arg(direction)});
        heading.push_back(
            {Words::tr("nDCG"), true, false,
             Words::tr(
                 "%1: discounted gain of the whole list, of the best order's; what belongs to the query "
                 "gains 2 where what shares its concept gains 1")
                 .arg(direction)});
    }
    return heading;
}

std::vector<std::vector<Cell>> listRows(const ListReport& lists) {
    const auto row = [](const QString& name, const ListQuality& there, const ListQuality& back) {
        std::vector<Cell> cells{{name, false, false,
                                 Words::tr("%1 right answers to an image, %2 to a sentence, in the mean")
                                     .arg(number(there.meanRight), number(back.meanRight))}};
        for (const ListQuality* quality : {&there, &back})
            for (const double value : {quality->mapAtR, quality->rPrecision, quality->ndcg})
                cells.push_back({number(value), true, false, {}});
        return cells;
    };
    std::vector<std::vector<Cell>> rows{
        row(Words::tr("pairs"), lists.imageToSentence.pairs, lists.sentenceToImage.pairs)};
    if (lists.imageToSentence.concepts && lists.sentenceToImage.concepts)
        rows.push_back(
            row(Words::tr("same concept"), *lists.imageToSentence.concepts, *lists.sentenceToImage.concepts));
    return rows;
}

std::vector<std::vector<Cell>> hubRows(const HubReport& report) {
    std::vector<std::vector<Cell>> rows;
    const auto add = [&rows](const std::vector<Hub>& hubs) {
        for (const Hub& hub : hubs)
            rows.push_back(
                {{grouped(hub.occurrences), true, false, {}},
                 {QString::fromStdString(hub.title), false, false, QString::fromStdString(hub.title)}});
    };
    add(report.hubs);
    add(report.neverFound);
    return rows;
}

QString hubText(const HubReport& report, View answers) {
    const Hubness& hubness = report.hubness;
    const QString items = answers == View::image ? Words::tr("images") : Words::tr("texts");
    return Words::tr(
               "Skewness %1. Each of %2 %3 would come up %4 times among the first %5 answers if all did "
               "equally; %6 never do.")
        .arg(hubness.skewness, 0, 'f', 2)
        .arg(grouped(qint64(hubness.occurrences.size())), items)
        .arg(hubness.expected(), 0, 'f', 1)
        .arg(hubness.k)
        .arg(grouped(qint64(hubness.antiHubs)));
}

} // namespace crossview::ui
