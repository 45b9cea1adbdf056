#pragma once

#include "common/progress.h"

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

namespace crossview {

/// Where a command writes: results to stdout, progress and notes to stderr. On a terminal progress is one
/// line that is rewritten; elsewhere (a log, a pipe) it is a line now and then. Whatever a text holds,
/// control characters are written out (visibleText), to a pipe or a file as to a terminal. Thread-safe.
class Console {
public:
    Console();

    /// A line of the result, on stdout.
    void print(std::string_view line);
    /// A remark that is no result, on stderr.
    void note(std::string_view line);
    /// How far the work is; seldom enough to be called for every unit.
    void progress(const Progress& progress);
    /// A short-lived line on a terminal, e.g. the current step; nothing elsewhere.
    void status(std::string_view line);
    /// Removes the rewritten line.
    void clear();
    /// progress() as a function for the core.
    ProgressSink sink();

private:
    void clearLocked();
    void rewriteLocked(std::string_view line);

    std::mutex m_mutex;
    bool m_terminal = false;
    bool m_lineOpen = false;
    std::string m_stage;
    std::size_t m_done = 0;
    std::chrono::steady_clock::time_point m_lastShown, m_stageBegan;
};

/// Columns that a UTF-8 text takes on a terminal when every character takes one.
std::size_t columns(std::string_view utf8);
/// The text cut to a number of columns, with "…" where something was cut.
std::string shortened(std::string_view utf8, std::size_t width);
/// The text with blanks up to a number of columns.
std::string padded(std::string_view utf8, std::size_t width);

} // namespace crossview
