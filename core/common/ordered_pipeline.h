#pragma once

#include "common/progress.h"
#include "common/threads.h"

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace crossview {

/// read → work → write over the items 0 … count-1, at once and in bounded space: one thread reads ahead, the
/// thread budget works, the calling thread writes batches in the order of the items. What was read but not
/// written is never more than `window` items, so that a kill costs no more.
template <typename Raw, typename Result>
class OrderedPipeline {
public:
    struct Stages {
        std::function<Raw(std::size_t)> read;
        std::function<Result(std::size_t, Raw)> work;   ///< from several threads
        std::function<void(std::vector<Result>)> write; ///< the results of consecutive items
    };

    OrderedPipeline(std::size_t count, std::size_t batch, std::size_t window, Stages stages)
        : m_count(count), m_batch(batch), m_window(std::max(batch, window)), m_stages(std::move(stages)) {}

    /// Throws Cancelled soon after a stop, and the first exception of a stage; either way what was finished
    /// in order is written before.
    void run(const std::stop_token& stop) {
        const std::stop_callback wake(stop, [this] { end(nullptr); });
        {
            std::vector<std::jthread> threads;
            threads.emplace_back([this] { guarded([this] { readAll(); }); });
            for (std::size_t i = 0; i < threadBudget(); ++i)
                threads.emplace_back([this] { guarded([this] { workAll(); }); });
            guarded([this] { writeAll(); });
        }
        if (m_failure)
            std::rethrow_exception(m_failure);
        if (m_written < m_count)
            throw Cancelled();
    }

private:
    void guarded(const std::function<void()>& body) {
        try {
            body();
        } catch (...) {
            end(std::current_exception());
        }
    }
    void end(std::exception_ptr failure) {
        const std::lock_guard lock(m_mutex);
        if (failure && !m_failure)
            m_failure = std::move(failure);
        m_ended = true;
        m_changed.notify_all();
    }
    void readAll() {
        for (std::size_t item = 0; item < m_count; ++item) {
            {
                std::unique_lock lock(m_mutex);
                m_changed.wait(lock, [&] { return m_ended || item < m_written + m_window; });
                if (m_ended)
                    return;
            }
            Raw raw = m_stages.read(item);
            const std::lock_guard lock(m_mutex);
            m_waiting.emplace_back(item, std::move(raw));
            m_changed.notify_all();
        }
    }
    void workAll() {
        while (true) {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, [this] { return m_ended || !m_waiting.empty() || m_taken == m_count; });
            if (m_ended || m_waiting.empty())
                return;
            auto [item, raw] = std::move(m_waiting.front());
            m_waiting.pop_front();
            ++m_taken;
            lock.unlock();
            Result result = m_stages.work(item, std::move(raw));
            lock.lock();
            m_finished.emplace(item, std::move(result));
            m_changed.notify_all();
        }
    }
    void writeAll() {
        while (m_written < m_count) {
            std::vector<Result> batch;
            bool ended = false;
            {
                std::unique_lock lock(m_mutex);
                const std::size_t wanted = std::min(m_batch, m_count - m_written);
                m_changed.wait(lock, [&] { return m_ended || finishedInOrder(wanted) == wanted; });
                ended = m_ended;
                const std::size_t ready = finishedInOrder(wanted);
                for (std::size_t i = 0; i < ready; ++i)
                    batch.push_back(std::move(m_finished.extract(m_written + i).mapped()));
            }
            if (!batch.empty()) {
                const std::size_t size = batch.size();
                m_stages.write(std::move(batch));
                const std::lock_guard lock(m_mutex);
                m_written += size;
                m_changed.notify_all();
            }
            if (ended)
                return;
        }
    }
    std::size_t finishedInOrder(std::size_t most) const {
        std::size_t ready = 0;
        for (auto at = m_finished.begin();
             ready < most && at != m_finished.end() && at->first == m_written + ready; ++at)
            ++ready;
        return ready;
    }

    const std::size_t m_count, m_batch, m_window;
    const Stages m_stages;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::pair<std::size_t, Raw>> m_waiting;
    std::map<std::size_t, Result> m_finished;
    std::size_t m_taken = 0;
    std::size_t m_written = 0;
    bool m_ended = false;
    std::exception_ptr m_failure;
};

} // namespace crossview
