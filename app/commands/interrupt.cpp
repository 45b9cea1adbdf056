#include "commands/interrupt.h"

#include "common/error.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace crossview {

namespace {

constexpr int kExitInterrupted = 130;

// A signal handler reaches only what has static storage; it may write to a pipe but not ask for a stop,
// because that runs callbacks under a lock.
std::atomic<int> signalPipe{-1};
std::atomic<int> signalCount{0};

extern "C" void onInterrupt(int) {
    const int savedErrno = errno;
    if (signalCount.fetch_add(1) > 0)
        _exit(kExitInterrupted);
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = write(signalPipe.load(), &byte, 1);
    errno = savedErrno;
}

void install(void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

sigset_t interrupts() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

} // namespace

InterruptWatcher::InterruptWatcher() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
        throw Error("The system gives no pipe to watch for Ctrl+C: too many files are open.");
    m_readEnd = ends[0];
    signalPipe = ends[1];
    signalCount = 0;
    m_thread = std::jthread([source = m_source, readEnd = m_readEnd]() mutable {
        const sigset_t signals = interrupts();
        pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
        char byte = 0;
        for (;;) { // until the other end is closed: a second signal needs this thread, too
            const ssize_t count = read(readEnd, &byte, 1);
            if (count == 1)
                source.request_stop();
            else if (count == 0 || errno != EINTR)
                return;
        }
    });
    install(onInterrupt);
    // Only the watcher's thread takes the signals: oneDNN's products keep their stack pointer in a buffer of
    // the heap, in front of which the system would write what it saves for the handler. Threads that are
    // started from here on do not take them either.
    const sigset_t signals = interrupts();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

InterruptWatcher::~InterruptWatcher() {
    install(SIG_DFL);
    const sigset_t signals = interrupts();
    pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
    close(signalPipe.exchange(-1)); // the thread reads the end of the pipe
    m_thread.join();
    close(m_readEnd);
}

} // namespace crossview
