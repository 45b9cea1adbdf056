#pragma once

#include <QObject>
#include <QString>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>

namespace crossview::ui {

/// How a job ended: exactly one of these for each start.
struct JobOutcome {
    enum class End { Finished, Cancelled, Failed };
    End end = End::Finished;
    QString message; ///< failed: the sentence for a person
};

/// Holds the newest value that a worker published until the window takes it; older ones are dropped.
template <typename T>
class NewestSlot {
public:
    void put(T value) {
        const std::scoped_lock lock(m_mutex);
        m_value = std::move(value);
    }
    std::optional<T> take() {
        const std::scoped_lock lock(m_mutex);
        return std::exchange(m_value, std::nullopt);
    }

private:
    std::mutex m_mutex;
    std::optional<T> m_value;
};

/// Runs one plain function at a time on a thread of its own: the only place in ui/ that has a thread. What
/// the function publishes lies in slots that it shares with the caller; a timer of the GUI thread lets the
/// caller take it every 33 ms, and once more right before the outcome. No functor is ever queued between
/// threads.
class BackgroundJob : public QObject {
    Q_OBJECT
public:
    using Work = std::function<void(const std::stop_token&)>;
    using Deliver = std::function<void()>;

    explicit BackgroundJob(QObject* parent = nullptr);
    /// Asks the work to stop and waits for it (jobs answer within 50 ms).
    ~BackgroundJob() override;

    /// Starts `work` and returns its generation. While another work is running, that one is asked to stop and
    /// the new one starts after its outcome; of several waiting ones only the newest does. `deliver` runs on
    /// the GUI thread.
    std::uint64_t start(Work work, Deliver deliver = {});
    void requestStop();
    bool isRunning() const { return m_shared != nullptr || m_pending.has_value(); }
    /// Looking at the slots can be paused while nothing is expected (a worker that waits for requests).
    void setPolling(bool polling);

Q_SIGNALS:
    void ended(quint64 generation, const crossview::ui::JobOutcome& outcome);

private:
    struct Shared {
        std::mutex mutex;
        std::optional<JobOutcome> outcome;
    };
    struct Pending {
        std::uint64_t generation;
        Work work;
        Deliver deliver;
    };
    void launch(Pending pending);
    void poll();

    QTimer m_timer;
    std::uint64_t m_newest = 0;
    std::uint64_t m_current = 0;
    Deliver m_deliver;
    std::optional<Pending> m_pending;
    std::shared_ptr<Shared> m_shared; // empty while nothing runs
    std::jthread m_thread;            // last: is joined before anything above goes
};

} // namespace crossview::ui
