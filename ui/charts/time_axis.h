#pragma once

#include <QtCore/QObject>

#include <vector>

namespace crossview::ui {

/// The time that both charts share: steps 0 … lastStep, where every epoch ended, and the step under the
/// pointer.
class TimeAxis : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    int lastStep() const { return m_lastStep; }
    int lastEpoch() const { return int(m_epochEnds.size()); }
    /// Last step of an epoch (1-based); 0 for epoch 0 and below, lastStep() beyond the last.
    int stepOfEpoch(int epoch) const;
    /// The epoch a step belongs to, 1-based; 0 for step 0.
    int epochOfStep(int step) const;
    /// The epoch whose end lies nearest to a step; 0 is before training.
    int nearestEpoch(int step) const;
    /// Step under the pointer in either chart, -1 for none.
    int hoveredStep() const { return m_hoveredStep; }

    /// The run has come to this step of this epoch (both ascend; repetitions do no harm).
    void reach(int step, int epoch);
    void setHoveredStep(int step);
    void clear();

Q_SIGNALS:
    void changed();
    void hoverChanged(int step);

private:
    std::vector<int> m_epochEnds; // [epoch - 1]: last step seen in it
    int m_lastStep = 0;
    int m_hoveredStep = -1;
};

} // namespace crossview::ui
