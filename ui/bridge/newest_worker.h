#pragma once

#include "bridge/background_job.h"
#include "common/error.h"

#include <condition_variable>

namespace crossview::ui {

/// A worker that answers requests; a new request replaces one that still waits, so the answer is always about
/// the newest. `compute` runs on the worker's thread and sees only its request; `deliver`, `fail` and `poll`
/// (which looks at what the request shares with its maker while it is worked at; may be empty) run on the GUI
/// thread. Costs nothing while there is nothing to do.
template <typename Request, typename Result>
class NewestWorker {
public:
    using Compute = std::function<Result(const Request&, const std::stop_token&)>;
    using Deliver = std::function<void(Result)>;
    using Fail = std::function<void(QString)>;

    NewestWorker(Compute compute, Deliver deliver, Fail fail, std::function<void()> poll = {})
        : m_compute(std::move(compute)), m_deliver(std::move(deliver)), m_fail(std::move(fail)),
          m_poll(std::move(poll)) {}

    void request(Request request) {
        {
            const std::scoped_lock lock(m_shared->mutex);
            m_shared->request = std::move(request);
        }
        m_shared->wake.notify_one();
        if (!m_job.isRunning())
            m_job.start(loop(), [this] { takeAnswer(); });
        m_job.setPolling(true);
    }

    /// Forgets a request that waits and an answer that was not taken.
    void clear() {
        const std::scoped_lock lock(m_shared->mutex);
        m_shared->request.reset();
        m_shared->result.reset();
        m_shared->error.reset();
        m_shared->drop = m_shared->busy;
    }

private:
    struct Shared {
        std::mutex mutex;
        std::condition_variable_any wake;
        std::optional<Request> request;
        std::optional<Result> result;
        std::optional<QString> error;
        bool busy = false;
        bool drop = false; // the answer in the making is not wanted any more
    };

    BackgroundJob::Work loop() const {
        return [shared = m_shared, compute = m_compute](const std::stop_token& stop) {
            for (;;) {
                std::optional<Request> request;
                {
                    std::unique_lock lock(shared->mutex);
                    if (!shared->wake.wait(lock, stop, [&] { return shared->request.has_value(); }))
                        return;
                    request = std::exchange(shared->request, std::nullopt);
                    shared->busy = true;
                    shared->drop = false;
                }
                std::optional<Result> result;
                std::optional<QString> error;
                try {
                    result = compute(*request, stop);
                } catch (const Cancelled&) {
                    return;
                } catch (const std::exception& exception) {
                    error = QString::fromUtf8(exception.what());
                }
                const std::scoped_lock lock(shared->mutex);
                shared->busy = false;
                if (std::exchange(shared->drop, false))
                    continue;
                shared->result = std::move(result);
                shared->error = std::move(error);
            }
        };
    }

    void takeAnswer() {
        std::optional<Result> result;
        std::optional<QString> error;
        bool idle = false;
        {
            const std::scoped_lock lock(m_shared->mutex);
            result = std::exchange(m_shared->result, std::nullopt);
            error = std::exchange(m_shared->error, std::nullopt);
            idle = !m_shared->busy && !m_shared->request;
        }
        if (idle)
            m_job.setPolling(false);
        if (m_poll)
            m_poll();
        if (error)
            m_fail(*error);
        else if (result)
            m_deliver(std::move(*result));
    }

    Compute m_compute;
    Deliver m_deliver;
    Fail m_fail;
    std::function<void()> m_poll;
    std::shared_ptr<Shared> m_shared = std::make_shared<Shared>();
    BackgroundJob m_job; // last: its thread ends first
};

} // namespace crossview::ui
