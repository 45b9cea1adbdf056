#pragma once

#include <QtCore/QPointF>

#include <cstddef>
#include <vector>

namespace crossview::ui {

/// One curve of any length, kept so that it can be drawn in a few microseconds: buckets of neighbouring steps
/// with their smallest and largest value. When there are too many buckets, two become one. Appending costs
/// O(1) (amortised), reading O(buckets), however long the run is.
class StepReducer {
public:
    static constexpr std::size_t kMostBuckets = 4096;

    /// Steps ascend. A value that is not finite leaves a hole and is otherwise ignored.
    void append(double step, double value);
    void clear();
    bool empty() const { return m_buckets.empty(); }
    double largest() const { return m_largest; }
    QPointF last() const { return m_last; }

    /// The curve between two steps for `columns` pixel columns: at most two points per column, the smallest
    /// and the largest value in it, in the order in which they came. Nothing the eye could see is lost.
    std::vector<QPointF> reduced(double firstStep, double lastStep, int columns) const;

private:
    struct Bucket {
        QPointF low; // (step, value)
        QPointF high;
        void add(QPointF p);
    };
    static void emitBucket(const Bucket& bucket, std::vector<QPointF>& out);

    std::vector<Bucket> m_buckets;
    std::size_t m_perBucket = 1; // values
    std::size_t m_inLast = 0;
    double m_largest = 0;
    QPointF m_last;
};

} // namespace crossview::ui
