#pragma once

#include <algorithm>
#include <chrono>
#include <ctime>
#include <vector>

namespace crossview {

/// What a piece of work took: by the clock on the wall, and of all processors together. Where other programs
/// want the processors too, only the second says something about the work.
struct Taken {
    double seconds = 0;
    double processorSeconds = 0;
};

inline double processorTime() {
    timespec now = {};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

Taken takenBy(const auto& work) {
    const auto start = std::chrono::steady_clock::now();
    const double processor = processorTime();
    work();
    return {std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
            processorTime() - processor};
}

/// The upper one of the two in the middle.
inline double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                     values.end());
    return values[values.size() / 2];
}

/// One piece of work against another, round by round.
struct Paired {
    std::vector<double> seconds, ofBaseline, ratios, processorRatios;

    void add(const Taken& work, const Taken& baseline) {
        seconds.push_back(work.seconds);
        ofBaseline.push_back(baseline.seconds);
        ratios.push_back(work.seconds / baseline.seconds);
        processorRatios.push_back(work.processorSeconds / baseline.processorSeconds);
    }
};

} // namespace crossview
