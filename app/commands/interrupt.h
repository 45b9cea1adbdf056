#pragma once

#include <stop_token>
#include <thread>

namespace crossview {

/// Turns Ctrl+C (SIGINT) and SIGTERM into a stop request while it lives, so that work ends where it can be
/// resumed. A second signal ends the process at once.
class InterruptWatcher {
public:
    InterruptWatcher();
    ~InterruptWatcher();
    InterruptWatcher(const InterruptWatcher&) = delete;
    InterruptWatcher& operator=(const InterruptWatcher&) = delete;

    std::stop_token token() const { return m_source.get_token(); }

private:
    std::stop_source m_source;
    int m_readEnd = -1;
    std::jthread m_thread; // last: ends before what it uses
};

} // namespace crossview
