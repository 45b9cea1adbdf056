#pragma once

#include <QString>
#include <QStringList>

#include <functional>
#include <stop_token>
#include <string>

namespace crossview {

/// How a program ended.
struct CommandResult {
    int exitCode = -1;
    std::string output; ///< standard output
    std::string errors; ///< standard error, or why it did not start
    bool ok() const { return exitCode == 0; }
    /// The last line of errors that says something, for a message.
    std::string reason() const;
};

/// Runs a program in a folder with LC_ALL=C and without input; `whileRunning` is called every 50 ms. The
/// program is killed on a stop, then Cancelled is thrown.
CommandResult runCommand(const QString& program, const QStringList& arguments, const QString& folder,
                         const std::stop_token& stop, const std::function<void()>& whileRunning = {});

} // namespace crossview
