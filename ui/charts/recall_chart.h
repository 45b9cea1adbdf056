#pragma once

#include "charts/chart_panel.h"
#include "training/events.h"

#include <vector>

namespace crossview::ui {

/// Validation recall per epoch, both directions: colour says where the query comes from, R@1 solid, R@5
/// dashed, R@10 dotted.
class RecallChart : public ChartPanel {
    Q_OBJECT
public:
    explicit RecallChart(TimeAxis* axis = nullptr, QWidget* parent = nullptr);

    /// Epochs ascend; an epoch at or below the last one is ignored.
    void addEpoch(const EpochMetrics& epoch);
    void clear();

protected:
    std::vector<QPointF> points(std::size_t curve, int columns) const override;
    double largestValue() const override;
    int firstStep() const override;
    int finalStep() const override;
    std::vector<Value> valuesAt(int step) const override;
    QString headline(int step) const override;
    std::pair<QString, QString> endLabels() const override;
    bool isEmpty() const override { return m_epochs.empty(); }

private:
    static double valueOf(const EpochMetrics& epoch, std::size_t curve);
    const EpochMetrics& nearest(int step) const;
    void updateUnit();

    std::vector<EpochMetrics> m_epochs;
    bool m_nothingMeasured = false; // epochs came, without a validation split
};

} // namespace crossview::ui
