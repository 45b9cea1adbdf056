#include "command.h"

#include "common/progress.h"
#include "common/text.h"

#include <QProcess>
#include <QProcessEnvironment>

namespace crossview {

std::string CommandResult::reason() const {
    std::string last;
    for (const std::string_view line : split(errors, '\n'))
        if (!trimmed(line).empty() && !line.starts_with("W:"))
            last = trimmed(line);
    return last.empty() ? "exit code " + std::to_string(exitCode) : last;
}

CommandResult runCommand(const QString& program, const QStringList& arguments, const QString& folder,
                         const std::stop_token& stop, const std::function<void()>& whileRunning) {
    throwIfStopped(stop);
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C"));
    environment.insert(QStringLiteral("DEBIAN_FRONTEND"), QStringLiteral("noninteractive"));
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(folder);
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(program, arguments);
    CommandResult result;
    if (!process.waitForStarted()) {
        result.errors = program.toStdString() + " is not on this system";
        return result;
    }
    while (process.state() != QProcess::NotRunning && !process.waitForFinished(50)) {
        if (stop.stop_requested()) {
            process.kill();
            process.waitForFinished(1000);
            throw Cancelled();
        }
        if (whileRunning)
            whileRunning();
    }
    result.output = process.readAllStandardOutput().toStdString();
    result.errors = process.readAllStandardError().toStdString();
    result.exitCode = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    return result;
}

} // namespace crossview
