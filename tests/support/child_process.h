#pragma once

#include <filesystem>
#include <functional>
#include <signal.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace crossview::test {

/// A process of its own that works until it says `waitForDeath` (which does not return) and is killed when
/// this object goes. Only for what needs no threads: a forked child has none of its parent's.
class ChildProcess {
public:
    explicit ChildProcess(const std::function<void(const std::function<void()>& waitForDeath)>& work) {
        int ends[2] = {};
        if (::pipe(ends) != 0 || (m_id = ::fork()) < 0)
            throw std::runtime_error("no process can be started");
        if (m_id == 0) {
            try {
                work([&] {
                    if (::write(ends[1], "x", 1) == 1)
                        for (;;)
                            ::pause();
                    ::_exit(1);
                });
            } catch (...) { // told by the pipe's end
            }
            ::_exit(1);
        }
        ::close(ends[1]);
        char ready = 0;
        const bool worked = ::read(ends[0], &ready, 1) == 1;
        ::close(ends[0]);
        if (!worked)
            throw std::runtime_error("the process did not come to what it was started for");
    }
    ~ChildProcess() { kill(); }
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    pid_t id() const { return m_id; }
    /// As kill -9 does; returns when it is gone.
    void kill() {
        if (m_id <= 0)
            return;
        ::kill(m_id, SIGKILL);
        ::waitpid(m_id, nullptr, 0);
        m_id = 0;
    }

private:
    pid_t m_id = 0;
};

} // namespace crossview::test
