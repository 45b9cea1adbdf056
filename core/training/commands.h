#pragma once

#include "options/run_options.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

namespace crossview {

/// What a person asks of a running training; taken up between two batches. Thread-safe.
class TrainingCommands {
public:
    void pause();
    void resume();
    /// One batch, then paused again.
    void step();
    void change(const LiveOptions& options);

    /// Called by the trainer before each batch: waits while paused, returns changed options if there are any.
    /// `onState` is told of every change between paused and running. Throws Cancelled on a stop, within 50
    /// ms.
    std::optional<LiveOptions> beforeBatch(const std::stop_token& stop,
                                           const std::function<void(bool paused)>& onState);

private:
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    bool m_paused = false;
    bool m_reportedPaused = false;
    int m_steps = 0;
    std::optional<LiveOptions> m_changed;
};

} // namespace crossview
