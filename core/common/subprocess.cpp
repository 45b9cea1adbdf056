#include "common/subprocess.h"

#include "common/error.h"
#include "common/progress.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ; // NOLINT(readability-redundant-declaration): POSIX declares it nowhere

namespace crossview {
namespace {

constexpr int kPollMilliseconds = 30;
constexpr std::size_t kKeptBytes = 256 * 1024;

/// A pipe whose ends are closed with it; closed in the child by exec.
class Pipe {
public:
    Pipe() {
        if (::pipe2(m_ends.data(), O_CLOEXEC) != 0)
            throw Error("The system gives no pipe to run a program: too many files are open.");
    }
    ~Pipe() {
        closeWriteEnd();
        ::close(m_ends[0]);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    int readEnd() const { return m_ends[0]; }
    int writeEnd() const { return m_ends[1]; }
    void closeWriteEnd() {
        if (m_ends[1] >= 0)
            ::close(m_ends[1]);
        m_ends[1] = -1;
    }

private:
    std::array<int, 2> m_ends{-1, -1};
};

/// What posix_spawn wants to know: standard streams, own group, default signals.
class SpawnSettings {
public:
    SpawnSettings(int output, int errors) {
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
        posix_spawnattr_init(&attributes);
        posix_spawnattr_setpgroup(&attributes, 0);
        sigset_t signals;
        sigemptyset(&signals);
        posix_spawnattr_setsigmask(&attributes, &signals);
        for (const int number : {SIGINT, SIGTERM, SIGPIPE})
            sigaddset(&signals, number);
        posix_spawnattr_setsigdefault(&attributes, &signals);
        posix_spawnattr_setflags(&attributes,
                                 POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    ~SpawnSettings() {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
    SpawnSettings(const SpawnSettings&) = delete;
    SpawnSettings& operator=(const SpawnSettings&) = delete;

    posix_spawn_file_actions_t actions{};
    posix_spawnattr_t attributes{};
};

/// A running child with its group; nothing of it is left when the object goes.
class Child {
public:
    explicit Child(pid_t id) : m_id(id) {}
    ~Child() {
        if (m_id > 0)
            end();
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    bool hasEnded() const {
        // Without reaping: while the zombie stands, its id, and so its group's, belongs to nobody else.
        siginfo_t info{};
        return ::waitid(P_PID, static_cast<id_t>(m_id), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
               info.si_pid == m_id;
    }
    /// Kills what is left of the group and returns the exit code, -1 after a signal.
    int end() {
        ::kill(-m_id, SIGKILL);
        int status = 0;
        while (::waitpid(m_id, &status, 0) < 0 && errno == EINTR) {
        }
        m_id = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

private:
    pid_t m_id;
};

std::vector<std::string> environmentWith(const std::vector<std::pair<std::string, std::string>>& added) {
    std::vector<std::string> all;
    for (char** entry = environ; *entry; ++entry) {
        const std::string_view text(*entry);
        const std::string_view name = text.substr(0, text.find('='));
        if (std::ranges::none_of(added, [&](const auto& pair) { return pair.first == name; }))
            all.emplace_back(text);
    }
    for (const auto& [name, value] : added)
        all.push_back(name + "=" + value);
    return all;
}

std::vector<char*> pointersTo(std::vector<std::string>& words) {
    std::vector<char*> pointers;
    for (std::string& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    return pointers;
}

/// Takes what the pipe holds now, without waiting. False at its end.
bool drain(int readEnd, std::string& text) {
    std::array<char, 16384> buffer{};
    while (true) {
        const ssize_t count = ::read(readEnd, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return count < 0 && errno == EAGAIN;
        text.append(buffer.data(), static_cast<std::size_t>(count));
        if (text.size() > 2 * kKeptBytes)
            text.erase(0, text.size() - kKeptBytes);
    }
}

} // namespace

SubprocessResult runSubprocess(const Subprocess& call, const std::stop_token& stop,
                               const std::function<void()>& whileRunning) {
    throwIfStopped(stop);
    Pipe output;
    Pipe errors;
    for (const int readEnd : {output.readEnd(), errors.readEnd()})
        ::fcntl(readEnd, F_SETFL, O_NONBLOCK);
    std::vector<std::string> words = call.words;
    std::vector<std::string> environment = environmentWith(call.environment);
    const auto argv = pointersTo(words);
    const auto envp = pointersTo(environment);
    const SpawnSettings settings(output.writeEnd(), errors.writeEnd());
    pid_t id = -1;
    const int failure =
        ::posix_spawnp(&id, argv[0], &settings.actions, &settings.attributes, argv.data(), envp.data());
    SubprocessResult result;
    if (failure != 0) {
        result.found = failure != ENOENT;
        result.errors = words.front() + ": " + std::strerror(failure);
        return result;
    }
    Child child(id);
    output.closeWriteEnd();
    errors.closeWriteEnd();
    std::array<pollfd, 2> streams{pollfd{output.readEnd(), POLLIN, 0}, pollfd{errors.readEnd(), POLLIN, 0}};
    const std::array<std::string*, 2> texts{&result.output, &result.errors};
    bool ended = false;
    while (!ended) {
        ended = child.hasEnded(); // asked before the last look into the pipes
        if (!ended)
            ::poll(streams.data(), streams.size(), kPollMilliseconds);
        for (std::size_t i = 0; i < streams.size(); ++i)
            if (streams[i].fd >= 0 && !drain(streams[i].fd, *texts[i]))
                streams[i].fd = -1; // poll passes over it
        throwIfStopped(stop);
        if (whileRunning && !ended)
            whileRunning();
    }
    result.exitCode = child.end();
    return result;
}

} // namespace crossview
