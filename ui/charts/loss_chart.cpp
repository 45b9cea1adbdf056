#include "charts/loss_chart.h"

#include "style/plain_text.h"

#include <algorithm>
#include <cmath>

namespace crossview::ui {

LossChart::LossChart(TimeAxis* axis, QWidget* parent) : ChartPanel(axis, parent) {
    setObjectName(QStringLiteral("lossChart"));
    setPlainToolTip(this, tr("The four terms of the loss and their weighted total. Click: show that epoch."));
    setTexts(tr("Loss terms"), tr("mean hinge, per step"),
             tr("The loss of every step appears here during a run."));
    addCurve({tr("T₁ image → sent."), tr("T₁ image → sentence"), Role::ImageView, Qt::SolidLine, 1.5});
    addCurve({tr("T₂ sent. → image"), tr("T₂ sentence → image"), Role::SentenceView, Qt::SolidLine, 1.5});
    addCurve({tr("T₃ images"), tr("T₃ image structure"), Role::ImageView, Qt::DashLine, 1.5});
    addCurve({tr("T₄ sentences"), tr("T₄ sentence structure"), Role::SentenceView, Qt::DashLine, 1.5});
    addCurve({tr("total"), tr("total"), Role::Total, Qt::SolidLine, 2.5});
    refreshNow();
}

void LossChart::addSteps(std::span<const StepMetrics> steps) {
    for (const StepMetrics& metrics : steps) {
        if (!m_steps.empty() && metrics.step <= m_steps.back())
            continue;
        std::array<float, kCurves> values{};
        for (std::size_t i = 0; i < 4; ++i)
            values[i] = float(metrics.terms[i]);
        values[4] = float(metrics.total);
        for (std::size_t i = 0; i < kCurves; ++i)
            m_reducers[i].append(metrics.step, double(values[i]));
        m_steps.push_back(metrics.step);
        m_values.push_back(values);
    }
    // Signals for the last step of every epoch only: the axis needs the boundaries and the end.
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (i + 1 == steps.size() || steps[i + 1].epoch != steps[i].epoch)
            timeAxis()->reach(steps[i].step, steps[i].epoch);
    if (!steps.empty())
        scheduleRefresh();
}

void LossChart::addEpoch(const EpochMetrics& epoch) {
    timeAxis()->reach(epoch.step, epoch.epoch);
    if (epoch.best && epoch.validation.isMeasured())
        setBestEpoch(epoch.epoch);
    scheduleRefresh();
}

void LossChart::clear() {
    for (StepReducer& reducer : m_reducers)
        reducer.clear();
    m_steps.clear();
    m_values.clear();
    setBestEpoch(0);
    timeAxis()->clear();
    refreshNow();
}

std::vector<QPointF> LossChart::points(std::size_t curve, int columns) const {
    return m_reducers[curve].reduced(0, std::max(1, timeAxis()->lastStep()), columns);
}

double LossChart::largestValue() const {
    double largest = 0;
    for (const StepReducer& reducer : m_reducers)
        largest = std::max(largest, reducer.empty() ? 0 : reducer.largest());
    return largest;
}

std::vector<ChartPanel::Value> LossChart::valuesAt(int step) const {
    std::vector<Value> result(kCurves);
    if (m_steps.empty())
        return result;
    // The last step at or before the pointer.
    const auto after = std::upper_bound(m_steps.begin(), m_steps.end(), step);
    const auto at = std::size_t(std::max<std::ptrdiff_t>(0, after - m_steps.begin() - 1));
    for (std::size_t i = 0; i < kCurves; ++i) {
        const double value = double(m_values[at][i]);
        result[i] = {locale().toString(value, 'f', 4), std::isfinite(value)};
    }
    return result;
}

QString LossChart::headline(int step) const {
    const int shown = m_steps.empty() ? step : std::clamp(step, m_steps.front(), m_steps.back());
    return tr("step %1 · epoch %2").arg(shown).arg(timeAxis()->epochOfStep(shown));
}

std::pair<QString, QString> LossChart::endLabels() const {
    return {tr("step 0"), tr("step %1").arg(timeAxis()->lastStep())};
}

} // namespace crossview::ui
