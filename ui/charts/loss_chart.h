#pragma once

#include "charts/chart_panel.h"
#include "charts/step_reducer.h"
#include "training/events.h"

#include <array>
#include <span>
#include <vector>

namespace crossview::ui {

/// The four terms and the total, per step. Blue: image→sentence (T1, solid) and image structure (T3, dashed);
/// orange: sentence→image (T2) and sentence structure (T4); ink: total.
class LossChart : public ChartPanel {
    Q_OBJECT
public:
    explicit LossChart(TimeAxis* axis = nullptr, QWidget* parent = nullptr);

    /// Steps ascend; steps at or below the last one are ignored.
    void addSteps(std::span<const StepMetrics> steps);
    /// Marks the best epoch.
    void addEpoch(const EpochMetrics& epoch);
    void clear();

protected:
    std::vector<QPointF> points(std::size_t curve, int columns) const override;
    double largestValue() const override;
    int firstStep() const override { return 0; }
    int finalStep() const override { return timeAxis()->lastStep(); }
    std::vector<Value> valuesAt(int step) const override;
    QString headline(int step) const override;
    std::pair<QString, QString> endLabels() const override;
    bool isEmpty() const override { return m_steps.empty(); }

private:
    static constexpr std::size_t kCurves = 5; // T1 … T4, total
    std::array<StepReducer, kCurves> m_reducers;
    std::vector<int> m_steps;
    std::vector<std::array<float, kCurves>> m_values;
};

} // namespace crossview::ui
