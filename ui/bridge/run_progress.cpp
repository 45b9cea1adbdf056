#include "bridge/run_progress.h"

#include <algorithm>

namespace crossview::ui {

void RunProgress::add(const StepMetrics& step) {
    m_epoch = step.epoch;
    m_step = step.step;
}

void RunProgress::add(const EpochMetrics& epoch) {
    m_epoch = epoch.epoch;
    m_step = epoch.step;
    m_epochsDone = epoch.epoch;
    if (epoch.best && epoch.validation.isMeasured())
        m_best = epoch.epoch;
    m_stepsPerEpoch = epoch.epoch > 0 ? epoch.step / epoch.epoch : 0;
    if (epoch.seconds > 0)
        m_epochSeconds = m_epochSeconds <= 0 ? epoch.seconds : 0.7 * m_epochSeconds + 0.3 * epoch.seconds;
}

double RunProgress::epochs() const {
    return m_stepsPerEpoch > 0 ? static_cast<double>(m_step) / m_stepsPerEpoch : m_epochsDone;
}

double RunProgress::secondsLeft(int epochs) const {
    return m_epochSeconds > 0 ? std::max(0.0, (epochs - this->epochs()) * m_epochSeconds) : -1;
}

} // namespace crossview::ui
