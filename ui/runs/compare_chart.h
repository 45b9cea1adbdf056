#pragma once

#include "charts/chart_panel.h"
#include "project/run_history.h"

#include <array>

namespace crossview::ui {

/// A curve of two runs over their epochs, one on the other: a family of the loss, or the sum of the
/// validation recalls. Run A is solid in ink, run B dashed in the accent.
class CompareChart : public ChartPanel {
    Q_OBJECT
public:
    enum class What {
        CrossView,  ///< T1 + T2
        WithinView, ///< T3 + T4
        RecallSum   ///< of validation, per epoch
    };
    /// Steps of the time axis per epoch: runs of other batches have other steps.
    static constexpr int kPerEpoch = 100;

    CompareChart(What what, TimeAxis* axis, QWidget* parent = nullptr);
    void setHistories(const std::array<const RunHistory*, 2>& histories);

    /// The curve of a run: x in epochs, 1 at the end of the first.
    static std::vector<QPointF> curveOf(const RunHistory& history, What what);
    static Role roleOf(std::size_t run) { return run == 0 ? Role::Total : Role::Accent; }

protected:
    std::vector<QPointF> points(std::size_t curve, int columns) const override;
    double largestValue() const override;
    int firstStep() const override { return 0; }
    int finalStep() const override;
    std::vector<Value> valuesAt(int step) const override;
    QString headline(int step) const override;
    std::pair<QString, QString> endLabels() const override;
    bool isEmpty() const override { return m_curves[0].empty() && m_curves[1].empty(); }

private:
    What m_what;
    std::array<std::vector<QPointF>, 2> m_curves;
};

} // namespace crossview::ui
