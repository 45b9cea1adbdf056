#pragma once

#include <cstdlib>
#include <functional>
#include <grp.h>
#include <sys/wait.h>
#include <unistd.h>

namespace crossview::test {

/// In a child process: gives up the right to write everywhere; root becomes "nobody". Ends the child where
/// that cannot be.
inline void becomeUnprivileged() {
    constexpr int kNobody = 65534;
    if (::geteuid() == 0 &&
        (::setgroups(0, nullptr) != 0 || ::setgid(kNobody) != 0 || ::setuid(kNobody) != 0))
        std::_Exit(120);
}

/// Runs something in a child process that may not write what it does not own. Returns the exit status of the
/// child, which is what `action` returns; -1 when it was ended by a signal. Libraries with threads of their
/// own must not have started any before.
inline int runUnprivileged(const std::function<int()>& action) {
    const pid_t child = ::fork();
    if (child == 0) {
        becomeUnprivileged();
        std::_Exit(action());
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace crossview::test
