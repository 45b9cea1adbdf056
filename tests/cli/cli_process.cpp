#include "cli/cli_process.h"

#include "files/atomic_file.h"
#include "support/unprivileged.h"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace crossview::cli {

namespace {

pid_t start(const std::vector<std::string>& arguments, const std::string& out, const std::string& err,
            const std::string& program = CROSSVIEW_CLI, bool privileged = true) {
    std::vector<std::string> words = {program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    const pid_t child = fork();
    if (child < 0)
        throw std::runtime_error("fork failed");
    if (child == 0) {
        dup2(open(out.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600), STDOUT_FILENO);
        dup2(open(err.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600), STDERR_FILENO);
        if (!privileged)
            test::becomeUnprivileged();
        execv(program.c_str(), argv.data());
        _exit(127);
    }
    return child;
}

int exitCodeOf(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

Outcome runAs(bool privileged, const std::string& program, const std::vector<std::string>& arguments) {
    const TemporaryFolder folder;
    int status = 0;
    waitpid(start(arguments, folder / "out", folder / "err", program, privileged), &status, 0);
    return {exitCodeOf(status), readFile(folder / "out"), readFile(folder / "err")};
}

} // namespace

Outcome runProgram(const std::string& program, const std::vector<std::string>& arguments) {
    return runAs(true, program, arguments);
}

Outcome run(const std::vector<std::string>& arguments) {
    return runProgram(CROSSVIEW_CLI, arguments);
}

Outcome runUnprivileged(const std::vector<std::string>& arguments) {
    // The build may lie where only its owner may look, such as /root.
    const TemporaryFolder folder;
    const std::string program = folder / "crossview-cli";
    std::filesystem::copy_file(CROSSVIEW_CLI, program);
    for (const std::string& place : {folder.path().string(), program})
        std::filesystem::permissions(place, std::filesystem::perms(0755));
    return runAs(false, program, arguments);
}

Outcome runAndInterrupt(const std::vector<std::string>& arguments,
                        const std::function<bool(const std::string& out)>& ready, int signal) {
    const TemporaryFolder folder;
    const pid_t child = start(arguments, folder / "out", folder / "err");
    int status = 0;
    bool sent = false;
    while (waitpid(child, &status, WNOHANG) == 0) {
        if (!sent && std::filesystem::exists(folder / "out") && ready(readFile(folder / "out"))) {
            kill(child, signal);
            sent = true;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return {exitCodeOf(status), readFile(folder / "out"), readFile(folder / "err")};
}

} // namespace crossview::cli
