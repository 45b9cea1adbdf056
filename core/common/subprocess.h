#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace crossview {

/// A program to run: looked up in PATH, without a shell and without input.
struct Subprocess {
    std::vector<std::string> words;                               ///< program and arguments
    std::vector<std::pair<std::string, std::string>> environment; ///< set beside what this process has
};

/// How a program ended.
struct SubprocessResult {
    int exitCode = -1;  ///< -1 when it did not start or a signal ended it
    bool found = true;  ///< false when there is no such program
    std::string output; ///< standard output, its last 256 KiB
    std::string errors; ///< standard error likewise, or why it did not start
    bool ok() const { return exitCode == 0; }
};

/// Runs the program and waits for it; `whileRunning` is called about every 30 ms. What it starts belongs to a
/// process group of its own, which is killed on a stop (Cancelled is thrown) and when the program ends.
SubprocessResult runSubprocess(const Subprocess& call, const std::stop_token& stop,
                               const std::function<void()>& whileRunning = {});

} // namespace crossview
