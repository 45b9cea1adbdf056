#pragma once

#include "common/progress.h"

#include <algorithm>
#include <cstddef>
#include <stop_token>
#include <string>
#include <utility>

namespace crossview {

/// Units of work gone through in all passes of one stage: where a stop is noticed and progress is reported.
class Passes {
public:
    Passes(std::string stage, std::size_t total, const std::stop_token& stop, const ProgressSink& progress)
        : m_stage(std::move(stage)), m_total(total), m_stop(stop), m_progress(progress) {}

    /// Throws Cancelled when a stop was asked for.
    void advance(std::size_t units) {
        throwIfStopped(m_stop);
        m_done = std::min(m_total, m_done + units);
        report(m_progress, {m_stage, m_done, m_total, {}});
    }
    void finish() {
        if (m_done < m_total || m_total == 0)
            advance(m_total - m_done);
    }
    const std::stop_token& stop() const { return m_stop; }

private:
    std::string m_stage;
    std::size_t m_total;
    std::size_t m_done = 0;
    const std::stop_token& m_stop;
    const ProgressSink& m_progress;
};

} // namespace crossview
