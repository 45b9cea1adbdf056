#include "neighbourhoods/epoch_chart.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace crossview::ui {

EpochChart::EpochChart(const Texts& texts, const std::vector<EpochCurve>& curves,
                       std::function<QString(double)> format, QWidget* parent)
    : ChartPanel(nullptr, parent), m_format(std::move(format)), m_points(curves.size()) {
    setTexts(texts.title, texts.unit, texts.empty);
    for (const EpochCurve& curve : curves)
        addCurve({curve.name, curve.longName, curve.role, curve.style, 1.5});
    refreshNow();
}

void EpochChart::setPoints(std::vector<std::vector<Point>> points) {
    points.resize(m_points.size());
    for (std::vector<Point>& curve : points)
        std::erase_if(curve, [](const Point& point) { return !std::isfinite(point.second); });
    m_points = std::move(points);
    timeAxis()->clear();
    for (int epoch = 1; epoch <= finalStep(); ++epoch)
        timeAxis()->reach(epoch, epoch);
    scheduleRefresh();
}

std::vector<QPointF> EpochChart::points(std::size_t curve, int /*columns*/) const {
    std::vector<QPointF> result;
    for (const auto& [epoch, value] : m_points[curve])
        result.emplace_back(epoch, value);
    return result;
}

double EpochChart::largestValue() const {
    double largest = 0;
    for (const std::vector<Point>& curve : m_points)
        for (const auto& [epoch, value] : curve)
            largest = std::max(largest, value);
    return largest;
}

int EpochChart::finalStep() const {
    int last = 0;
    for (const std::vector<Point>& curve : m_points)
        if (!curve.empty())
            last = std::max(last, curve.back().first);
    return last;
}

const EpochChart::Point* EpochChart::nearest(std::size_t curve, int epoch) const {
    const std::vector<Point>& points = m_points[curve];
    const auto found = std::ranges::min_element(
        points, {}, [epoch](const Point& point) { return std::abs(point.first - epoch); });
    return found == points.end() ? nullptr : &*found;
}

std::vector<ChartPanel::Value> EpochChart::valuesAt(int step) const {
    std::vector<Value> result(m_points.size());
    for (std::size_t curve = 0; curve < m_points.size(); ++curve)
        if (const Point* point = nearest(curve, step))
            result[curve] = {m_format(point->second), true};
    return result;
}

QString EpochChart::headline(int step) const {
    return step == 0 ? tr("before training") : tr("epoch %1").arg(step);
}

std::pair<QString, QString> EpochChart::endLabels() const {
    return {tr("epoch 0"), tr("epoch %1").arg(finalStep())};
}

} // namespace crossview::ui
