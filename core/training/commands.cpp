#include "training/commands.h"

#include "common/error.h"

namespace crossview {

void TrainingCommands::pause() {
    const std::lock_guard lock(m_mutex);
    m_paused = true;
    m_steps = 0;
}

void TrainingCommands::resume() {
    {
        const std::lock_guard lock(m_mutex);
        m_paused = false;
        m_steps = 0;
    }
    m_wake.notify_all();
}

void TrainingCommands::step() {
    {
        const std::lock_guard lock(m_mutex);
        m_paused = true;
        ++m_steps;
    }
    m_wake.notify_all();
}

void TrainingCommands::change(const LiveOptions& options) {
    const std::lock_guard lock(m_mutex);
    m_changed = options;
}

std::optional<LiveOptions> TrainingCommands::beforeBatch(const std::stop_token& stop,
                                                         const std::function<void(bool paused)>& onState) {
    std::unique_lock lock(m_mutex);
    // The listener is called without the lock: it may ask for the next command at once.
    const auto tell = [&](bool paused) {
        if (m_reportedPaused == paused)
            return;
        m_reportedPaused = paused;
        if (!onState)
            return;
        lock.unlock();
        onState(paused);
        lock.lock();
    };
    while (!stop.stop_requested() && m_paused && m_steps == 0) {
        tell(true);
        m_wake.wait(lock, stop, [this] { return !m_paused || m_steps > 0; });
    }
    if (stop.stop_requested())
        throw Cancelled();
    if (m_paused)
        --m_steps; // a single batch; still reported as paused
    else
        tell(false);
    return std::exchange(m_changed, std::nullopt);
}

} // namespace crossview
