#include "charts/time_axis.h"

#include <algorithm>
#include <cstdlib>

namespace crossview::ui {

int TimeAxis::stepOfEpoch(int epoch) const {
    if (epoch <= 0)
        return 0;
    return epoch > lastEpoch() ? m_lastStep : m_epochEnds[std::size_t(epoch - 1)];
}

int TimeAxis::epochOfStep(int step) const {
    if (step <= 0)
        return 0;
    const auto end = std::lower_bound(m_epochEnds.begin(), m_epochEnds.end(), step);
    return std::min(int(end - m_epochEnds.begin()) + 1, lastEpoch());
}

int TimeAxis::nearestEpoch(int step) const {
    const int epoch = epochOfStep(step);
    const int before = std::abs(step - stepOfEpoch(epoch - 1));
    return epoch > 0 && before < std::abs(stepOfEpoch(epoch) - step) ? epoch - 1 : epoch;
}

void TimeAxis::reach(int step, int epoch) {
    if (step <= m_lastStep && epoch <= lastEpoch())
        return;
    m_lastStep = std::max(m_lastStep, step);
    if (epoch > lastEpoch())
        m_epochEnds.resize(std::size_t(epoch), m_lastStep);
    if (epoch > 0 && epoch == lastEpoch())
        m_epochEnds.back() = m_lastStep;
    Q_EMIT changed();
}

void TimeAxis::setHoveredStep(int step) {
    if (step == m_hoveredStep)
        return;
    m_hoveredStep = step;
    Q_EMIT hoverChanged(step);
}

void TimeAxis::clear() {
    m_epochEnds.clear();
    m_lastStep = 0;
    m_hoveredStep = -1;
    Q_EMIT changed();
}

} // namespace crossview::ui
