#pragma once

#include "training/events.h"

namespace crossview::ui {

/// How far a run is and how long it will take, from what it reported: a value.
class RunProgress {
public:
    explicit RunProgress(int epochsDone = 0) : m_epoch(epochsDone), m_epochsDone(epochsDone) {}

    void add(const StepMetrics& step);
    void add(const EpochMetrics& epoch);

    /// The epoch of the newest report, 1-based.
    int epoch() const { return m_epoch; }
    int epochsDone() const { return m_epochsDone; }
    /// The epoch that is best on validation so far; 0 where nothing was validated.
    int bestOnValidation() const { return m_best; }
    /// Epochs with the begun share of the next one; whole ones until the length of an epoch is known.
    double epochs() const;
    /// Time for the rest of `epochs`; negative while no epoch has told how long it takes.
    double secondsLeft(int epochs) const;

private:
    int m_epoch = 0;
    int m_epochsDone = 0;
    int m_best = 0;
    int m_step = 0;
    int m_stepsPerEpoch = 0;
    double m_epochSeconds = 0; // smoothed, so that the time left does not jump
};

} // namespace crossview::ui
