#pragma once

#include <ctime>

namespace crossview::test {

/// Seconds that all threads of this process have worked: what a test may bound, for the clock on the wall also
/// counts what others do on the same cores.
inline double workedSeconds() {
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

} // namespace crossview::test
