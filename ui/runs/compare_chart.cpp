#include "runs/compare_chart.h"

#include "style/plain_text.h"

#include <algorithm>
#include <cmath>

namespace crossview::ui {

CompareChart::CompareChart(What what, TimeAxis* axis, QWidget* parent)
    : ChartPanel(axis, parent), m_what(what) {
    addCurve({tr("A"), tr("Run A"), roleOf(0), Qt::SolidLine, 1.5});
    addCurve({tr("B"), tr("Run B"), roleOf(1), Qt::DashLine, 1.5});
    switch (what) {
    case What::CrossView:
        setTexts(tr("Cross-view"), tr("T₁ + T₂"), tr("No step was taken yet."));
        setPlainToolTip(this, tr("The two cross-view terms of the loss, added without their weights."));
        break;
    case What::WithinView:
        setTexts(tr("Within-view"), tr("T₃ + T₄"), tr("No step was taken yet."));
        setPlainToolTip(this, tr("The two within-view terms of the loss, added without their weights."));
        break;
    case What::RecallSum:
        setTexts(tr("Recall"), tr("rsum, validation"), tr("Neither run was validated."));
        setPlainToolTip(this, tr("The six validation recalls of every epoch added, 600 at most."));
        break;
    }
    refreshNow();
}

std::vector<QPointF> CompareChart::curveOf(const RunHistory& history, What what) {
    std::vector<QPointF> curve;
    if (what == What::RecallSum) {
        for (const EpochMetrics& epoch : history.epochs)
            if (epoch.validation.isMeasured())
                curve.emplace_back(epoch.epoch, epoch.validation.sum());
        return curve;
    }
    const std::size_t first = what == What::CrossView ? 0 : 2;
    // Steps of an epoch share it evenly; one that was not finished is as long as the one before.
    std::vector<int> ends{0};
    for (const EpochMetrics& epoch : history.epochs)
        ends.push_back(epoch.step);
    for (const StepMetrics& step : history.steps) {
        const auto epoch = std::size_t(std::max(1, step.epoch));
        const int begin = epoch - 1 < ends.size() ? ends[epoch - 1] : ends.back();
        const int length = epoch < ends.size() ? ends[epoch] - begin
                           : ends.size() > 1   ? ends.back() - ends[ends.size() - 2]
                                               : history.steps.back().step;
        const double value = step.terms.at(first) + step.terms.at(first + 1);
        if (std::isfinite(value) && length > 0)
            curve.emplace_back(double(epoch - 1) + double(step.step - begin) / length, value);
    }
    return curve;
}

void CompareChart::setHistories(const std::array<const RunHistory*, 2>& histories) {
    for (std::size_t run = 0; run < 2; ++run)
        m_curves.at(run) = histories.at(run) ? curveOf(*histories.at(run), m_what) : std::vector<QPointF>{};
    double last = 0;
    for (const auto& curve : m_curves)
        if (!curve.empty())
            last = std::max(last, curve.back().x());
    const int epochs = int(std::ceil(last));
    for (int epoch = 1; epoch <= epochs; ++epoch)
        timeAxis()->reach(epoch * kPerEpoch, epoch);
    refreshNow();
}

std::vector<QPointF> CompareChart::points(std::size_t curve, int columns) const {
    const std::vector<QPointF>& all = m_curves.at(curve);
    // Means of the neighbours that share a column: the noise of single steps would hide the other run.
    const std::size_t stride = std::max<std::size_t>(1, all.size() / std::size_t(std::max(1, columns / 2)));
    std::vector<QPointF> result;
    for (std::size_t i = 0; i < all.size(); i += stride) {
        QPointF sum;
        const std::size_t end = std::min(all.size(), i + stride);
        for (std::size_t j = i; j < end; ++j)
            sum += all[j];
        sum /= double(end - i);
        result.emplace_back(sum.x() * kPerEpoch, sum.y());
    }
    return result;
}

double CompareChart::largestValue() const {
    double largest = 0;
    for (const auto& curve : m_curves)
        for (const QPointF& point : curve)
            largest = std::max(largest, point.y());
    return largest;
}

int CompareChart::finalStep() const {
    return std::max(1, timeAxis()->lastStep()); // the same in all charts on the axis
}

std::vector<ChartPanel::Value> CompareChart::valuesAt(int step) const {
    std::vector<Value> values(2);
    const double x = step / double(kPerEpoch);
    for (std::size_t run = 0; run < 2; ++run) {
        const std::vector<QPointF>& curve = m_curves.at(run);
        if (curve.empty() || x > curve.back().x() + 0.5)
            continue;
        const auto nearest =
            std::ranges::min_element(curve, {}, [x](const QPointF& p) { return std::abs(p.x() - x); });
        values[run] = {locale().toString(nearest->y(), 'f', m_what == What::RecallSum ? 1 : 4), true};
    }
    return values;
}

QString CompareChart::headline(int step) const {
    return isEmpty() ? QString() : tr("epoch %1").arg(locale().toString(step / double(kPerEpoch), 'f', 1));
}

std::pair<QString, QString> CompareChart::endLabels() const {
    return {tr("epoch 0"),
            isEmpty() ? QString() : tr("epoch %1").arg(std::lround(finalStep() / double(kPerEpoch)))};
}

} // namespace crossview::ui
