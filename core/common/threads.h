#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace crossview {

/// Cores that Crossview may use: CROSSVIEW_THREADS if set, else the hardware's.
std::size_t threadBudget();

/// Sets thread counts and waiting policy of OpenMP, OpenBLAS and ATen by environment, LC_NUMERIC, and what
/// multiplies (product_kernel.h), and that freed memory goes back to the system.
/// Call it first thing in main, before any library starts a pool. `argv` restarts the program once when the
/// environment had to change, because OpenMP reads it when it is loaded.
void prepareProcess(char** argv);

/// This thread, and those that it starts from now on, give way to others: they get what these leave.
void giveWay();

/// Threads that go from one short loop to the next. A loop does not wait for those of them that the system
/// did not get round to running, so that beside other work it takes no longer than on the caller's thread
/// alone. They have the priority of the thread that makes them.
class Workers {
public:
    /// `threads` with the caller; helpers are started at once. A stop ends every loop as Cancelled.
    explicit Workers(std::stop_token stop = {}, std::size_t threads = threadBudget());
    ~Workers();
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    /// Threads that may work at once.
    std::size_t count() const { return m_helpers.size() + 1; }
    const std::stop_token& stop() const { return m_stop; }

    /// Calls body(index) for 0 <= index < count, in no particular order. Throws Cancelled soon after a stop;
    /// the first exception of a body ends the loop and is thrown again here. One loop at a time.
    void forEach(std::size_t count, const std::function<void(std::size_t)>& body);

private:
    class Loop;

    void help();

    std::stop_token m_stop;
    std::mutex m_mutex;
    std::condition_variable m_begun, m_left;
    Loop* m_loop = nullptr;    ///< that helpers may enter
    std::uint64_t m_loops = 0; ///< begun so far
    std::size_t m_inside = 0;  ///< helpers in m_loop
    bool m_ends = false;
    std::vector<std::jthread> m_helpers; // last: they use the others
};

/// One loop of Workers that are made for it.
void parallelFor(std::size_t count, const std::stop_token& stop,
                 const std::function<void(std::size_t)>& body);

} // namespace crossview
