#include "bridge/background_job.h"

#include "common/error.h"

namespace crossview::ui {
namespace {

constexpr int kPollMilliseconds = 33;

JobOutcome outcomeOf(const BackgroundJob::Work& work, const std::stop_token& stop) {
    try {
        work(stop);
        return {stop.stop_requested() ? JobOutcome::End::Cancelled : JobOutcome::End::Finished, {}};
    } catch (const Cancelled&) {
        return {JobOutcome::End::Cancelled, {}};
    } catch (const std::bad_alloc&) {
        return {JobOutcome::End::Failed,
                QStringLiteral(
                    "There is not enough memory for this; close other programs or use a smaller data set.")};
    } catch (const std::exception& exception) {
        return {JobOutcome::End::Failed, QString::fromUtf8(exception.what())};
    } catch (...) {
        return {JobOutcome::End::Failed,
                QStringLiteral("Something unexpected went wrong and left no description.")};
    }
}

} // namespace

BackgroundJob::BackgroundJob(QObject* parent) : QObject(parent) {
    m_timer.setInterval(kPollMilliseconds);
    m_timer.setTimerType(Qt::CoarseTimer);
    connect(&m_timer, &QTimer::timeout, this, &BackgroundJob::poll);
}

BackgroundJob::~BackgroundJob() {
    m_timer.stop();
    m_thread.request_stop();
}

std::uint64_t BackgroundJob::start(Work work, Deliver deliver) {
    Pending pending{++m_newest, std::move(work), std::move(deliver)};
    if (m_shared) {
        m_thread.request_stop();
        m_pending = std::move(pending);
    } else {
        launch(std::move(pending));
    }
    return m_newest;
}

void BackgroundJob::launch(Pending pending) {
    m_current = pending.generation;
    m_deliver = std::move(pending.deliver);
    auto shared = std::make_shared<Shared>();
    m_shared = shared;
    // The previous thread has reported its outcome, so that the join inside the assignment does not wait.
    m_thread = std::jthread([shared, work = std::move(pending.work)](const std::stop_token& stop) {
        JobOutcome outcome = outcomeOf(work, stop);
        const std::scoped_lock lock(shared->mutex);
        shared->outcome = std::move(outcome);
    });
    m_timer.start();
}

void BackgroundJob::requestStop() {
    m_pending.reset();
    m_thread.request_stop();
}

void BackgroundJob::setPolling(bool polling) {
    if (polling && m_shared && !m_timer.isActive())
        m_timer.start();
    else if (!polling)
        m_timer.stop();
}

void BackgroundJob::poll() {
    if (!m_shared)
        return;
    std::optional<JobOutcome> outcome;
    {
        const std::scoped_lock lock(m_shared->mutex);
        outcome = m_shared->outcome;
    }
    // The outcome is read first: what was published before it is delivered before it.
    if (m_deliver)
        m_deliver();
    if (!outcome)
        return;
    m_timer.stop();
    m_shared.reset();
    m_deliver = {};
    const quint64 generation = m_current;
    if (m_pending) {
        Pending next = std::move(*m_pending);
        m_pending.reset();
        launch(std::move(next));
    }
    Q_EMIT ended(generation, *outcome);
}

} // namespace crossview::ui
