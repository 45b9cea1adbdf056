#include "charts/step_reducer.h"

#include <algorithm>
#include <cmath>

namespace crossview::ui {

void StepReducer::Bucket::add(QPointF p) {
    if (p.y() < low.y())
        low = p;
    if (p.y() > high.y())
        high = p;
}

void StepReducer::append(double step, double value) {
    if (!std::isfinite(value))
        return;
    m_last = QPointF(step, value);
    m_largest = m_buckets.empty() ? value : std::max(m_largest, value);
    if (!m_buckets.empty() && m_inLast < m_perBucket) {
        m_buckets.back().add(m_last);
        ++m_inLast;
        return;
    }
    if (m_buckets.size() == kMostBuckets) {
        for (std::size_t i = 0; i < kMostBuckets / 2; ++i) {
            Bucket merged = m_buckets[2 * i];
            merged.add(m_buckets[2 * i + 1].low);
            merged.add(m_buckets[2 * i + 1].high);
            m_buckets[i] = merged;
        }
        m_buckets.resize(kMostBuckets / 2);
        m_perBucket *= 2;
    }
    m_buckets.push_back({m_last, m_last});
    m_inLast = 1;
}

void StepReducer::clear() {
    *this = StepReducer();
}

void StepReducer::emitBucket(const Bucket& bucket, std::vector<QPointF>& out) {
    if (bucket.low == bucket.high) {
        out.push_back(bucket.low);
        return;
    }
    const bool lowFirst = bucket.low.x() < bucket.high.x();
    out.push_back(lowFirst ? bucket.low : bucket.high);
    out.push_back(lowFirst ? bucket.high : bucket.low);
}

std::vector<QPointF> StepReducer::reduced(double firstStep, double lastStep, int columns) const {
    std::vector<QPointF> points;
    const double perColumn = (lastStep - firstStep) / std::max(1, columns);
    if (m_buckets.empty() || perColumn <= 0)
        return points;
    points.reserve(std::size_t(2 * columns) + 4);
    Bucket column;
    double columnNumber = -1;
    for (const Bucket& bucket : m_buckets) {
        const double number = std::floor((std::min(bucket.low.x(), bucket.high.x()) - firstStep) / perColumn);
        if (columnNumber >= 0 && number == columnNumber) {
            column.add(bucket.low);
            column.add(bucket.high);
            continue;
        }
        if (columnNumber >= 0)
            emitBucket(column, points);
        column = bucket;
        columnNumber = std::max(0.0, number);
    }
    emitBucket(column, points);
    // The line ends at the newest value, not at the column's extreme.
    if (points.back().x() < m_last.x())
        points.push_back(m_last);
    return points;
}

} // namespace crossview::ui
