#include "common/threads.h"

#include "common/error.h"
#include "common/product_kernel.h"
#include "common/text.h"

#include <algorithm>
#include <atomic>
#include <clocale>
#include <cstdlib>
#include <exception>
#include <malloc.h>
#include <string>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>

namespace crossview {
namespace {

/// Sets a variable unless the user did; true when it changed.
bool setDefault(const char* name, const std::string& value) {
    if (std::getenv(name))
        return false;
    return ::setenv(name, value.c_str(), 0) == 0;
}

/// Lets freed memory go back to the system. By itself glibc gives every thread a heap of its own, up to eight
/// per core, and each keeps what it once held: after hours of training beside the map and the pictures more
/// than half of a gigabyte was held and not in use.
void keepMemoryLow() {
#ifdef __GLIBC__
    constexpr int kHeaps = 4;
    constexpr int kOwnMapping = 2 << 20; // blocks from this size on are mapped, and unmapped when freed
    constexpr int kKeptFree = 16 << 20;  // at the end of a heap
    ::mallopt(M_ARENA_MAX, kHeaps);
    ::mallopt(M_MMAP_THRESHOLD, kOwnMapping);
    ::mallopt(M_TRIM_THRESHOLD, kKeptFree);
#endif
}

} // namespace

std::size_t threadBudget() {
    if (const char* text = std::getenv("CROSSVIEW_THREADS"))
        if (const auto count = parseInteger(text); count && *count > 0)
            return static_cast<std::size_t>(std::min<long long>(*count, 1024));
    return std::max(1U, std::thread::hardware_concurrency());
}

void prepareProcess(char** argv) {
    // Spinning OpenMP and OpenBLAS pools cost up to three times the run time on two cores (method.md 7).
    const std::string threads = std::to_string(threadBudget());
    bool changed = setDefault("OMP_WAIT_POLICY", "PASSIVE");
    changed |= setDefault("OMP_NUM_THREADS", threads);
    changed |= setDefault("OPENBLAS_NUM_THREADS", threads);
    if (changed && argv && !std::getenv("CROSSVIEW_PREPARED")) {
        // The pools read these when their library is loaded, before main: start once more with them set.
        ::setenv("CROSSVIEW_PREPARED", "1", 1);
        ::execv("/proc/self/exe", argv);
    }
    ::unsetenv("CROSSVIEW_PREPARED");
    keepMemoryLow();
    std::setlocale(LC_NUMERIC, "C");
    productKernel();
}

void giveWay() {
    constexpr int kNice = 10; // about a tenth of a core that another thread wants
    // Linux counts niceness by thread, and a new thread has that of its maker. A refusal costs only courtesy.
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNice);
}

/// What the threads of one loop share.
class Workers::Loop {
public:
    Loop(std::size_t count, const std::stop_token& stop, const std::function<void(std::size_t)>& body)
        : m_count(count), m_stop(stop), m_body(body) {}

    /// Takes indices until none is left, a body threw, or a stop was asked for.
    void work() {
        while (!m_failed && !m_stop.stop_requested()) {
            const std::size_t index = m_next++;
            if (index >= m_count)
                return;
            try {
                m_body(index);
            } catch (...) {
                const std::lock_guard lock(m_failureMutex);
                if (!m_failure)
                    m_failure = std::current_exception();
                m_failed = true;
            }
        }
    }

    /// After all threads left.
    void throwWhatFailed() const {
        if (m_failure)
            std::rethrow_exception(m_failure);
        if (m_next < m_count)
            throw Cancelled();
    }

private:
    std::size_t m_count;
    const std::stop_token& m_stop;
    const std::function<void(std::size_t)>& m_body;
    std::atomic<std::size_t> m_next{0};
    std::atomic<bool> m_failed{false};
    std::exception_ptr m_failure;
    std::mutex m_failureMutex;
};

Workers::Workers(std::stop_token stop, std::size_t threads) : m_stop(std::move(stop)) {
    for (std::size_t i = 1; i < threads; ++i)
        m_helpers.emplace_back([this] { help(); });
}

Workers::~Workers() {
    {
        const std::lock_guard lock(m_mutex);
        m_ends = true;
    }
    m_begun.notify_all();
}

void Workers::help() {
    std::uint64_t seen = 0;
    std::unique_lock lock(m_mutex);
    while (true) {
        m_begun.wait(lock, [&] { return m_ends || (m_loop && m_loops != seen); });
        if (m_ends)
            return;
        seen = m_loops;
        Loop& loop = *m_loop;
        ++m_inside;
        lock.unlock();
        loop.work();
        lock.lock();
        if (--m_inside == 0)
            m_left.notify_one();
    }
}

void Workers::forEach(std::size_t count, const std::function<void(std::size_t)>& body) {
    Loop loop(count, m_stop, body);
    if (count > 1 && !m_helpers.empty()) {
        {
            const std::lock_guard lock(m_mutex);
            m_loop = &loop;
            ++m_loops;
        }
        m_begun.notify_all();
        loop.work();
        std::unique_lock lock(m_mutex);
        m_loop = nullptr; // who comes late finds nothing to enter
        m_left.wait(lock, [&] { return m_inside == 0; });
    } else {
        loop.work();
    }
    loop.throwWhatFailed();
}

void parallelFor(std::size_t count, const std::stop_token& stop,
                 const std::function<void(std::size_t)>& body) {
    Workers(stop, std::min(threadBudget(), count)).forEach(count, body);
}

} // namespace crossview
