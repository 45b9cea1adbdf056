#pragma once

#include "charts/chart_panel.h"

#include <functional>
#include <utility>
#include <vector>

namespace crossview::ui {

/// Curves of values per epoch, on a time axis of its own in epochs.
class EpochChart : public ChartPanel {
    Q_OBJECT
public:
    struct EpochCurve {
        QString name;     ///< at its right end
        QString longName; ///< in the card
        Role role;
        Qt::PenStyle style = Qt::SolidLine;
    };
    /// A value at an epoch.
    using Point = std::pair<int, double>;
    struct Texts {
        QString title, unit;
        QString empty; ///< in place of curves
    };

    EpochChart(const Texts& texts, const std::vector<EpochCurve>& curves,
               std::function<QString(double)> format, QWidget* parent = nullptr);

    /// Points of every curve by rising epoch; not finite ones are left out.
    void setPoints(std::vector<std::vector<Point>> points);

protected:
    std::vector<QPointF> points(std::size_t curve, int columns) const override;
    double largestValue() const override;
    int firstStep() const override { return 0; }
    int finalStep() const override;
    std::vector<Value> valuesAt(int step) const override;
    QString headline(int step) const override;
    std::pair<QString, QString> endLabels() const override;
    bool isEmpty() const override { return finalStep() < 1; }

private:
    const Point* nearest(std::size_t curve, int epoch) const;

    std::function<QString(double)> m_format;
    std::vector<std::vector<Point>> m_points;
};

} // namespace crossview::ui
