#pragma once

#include "support/temporary_folder.h"

#include <csignal>
#include <functional>
#include <string>
#include <vector>

namespace crossview::cli {

using test::TemporaryFolder;

/// What a call of crossview-cli left behind.
struct Outcome {
    int exitCode = -1; ///< -1 when a signal ended it
    std::string out, err;
};

/// Arguments and more of them.
inline std::vector<std::string> operator+(std::vector<std::string> words,
                                          const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

/// Runs crossview-cli with arguments and waits for it.
Outcome run(const std::vector<std::string>& arguments);

/// The same with any program.
Outcome runProgram(const std::string& program, const std::vector<std::string>& arguments);

/// crossview-cli as somebody who may write neither the project nor anything else but temporary files.
Outcome runUnprivileged(const std::vector<std::string>& arguments);

/// Runs it, and sends a signal once `ready` is true of what it printed on stdout so far.
Outcome runAndInterrupt(const std::vector<std::string>& arguments,
                        const std::function<bool(const std::string& out)>& ready, int signal = SIGINT);

} // namespace crossview::cli
