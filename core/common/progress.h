#pragma once

#include "common/error.h"

#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>

namespace crossview {

/// How far a job is: plain values that may cross threads.
struct Progress {
    std::string stage;     ///< what is being done, e.g. "Reading pictures"
    std::size_t done = 0;  ///< finished units of the stage
    std::size_t total = 0; ///< units in all; 0 while unknown
    std::string item;      ///< path of a picture or name of a file just finished; may be empty
};

/// Receives progress on the thread of the job; may be empty.
using ProgressSink = std::function<void(const Progress&)>;

/// Throws Cancelled when a stop was asked for. Jobs call it at least every 50 ms of work.
inline void throwIfStopped(const std::stop_token& stop) {
    if (stop.stop_requested())
        throw Cancelled();
}

/// Reports progress if somebody listens.
inline void report(const ProgressSink& sink, const Progress& progress) {
    if (sink)
        sink(progress);
}

} // namespace crossview
