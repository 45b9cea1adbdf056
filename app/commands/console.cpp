#include "commands/console.h"

#include "commands/report.h"
#include "common/visible_text.h"

#include <fmt/format.h>

#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

namespace crossview {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kTerminalInterval = std::chrono::milliseconds(100);
constexpr auto kLogInterval = std::chrono::seconds(10);

std::size_t terminalWidth() {
    winsize size{};
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20)
        return size.ws_col;
    return 80;
}

/// First byte of a UTF-8 character.
bool startsCharacter(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

/// With the rate and the time left once there is something to reckon with.
std::string describe(const Progress& progress, double seconds) {
    constexpr double kSecondsToTrust = 2;
    if (progress.total > 0) {
        const auto done = static_cast<double>(progress.done);
        std::string text = fmt::format("{}: {} of {} ({:.0f} %)", progress.stage, progress.done,
                                       progress.total, 100.0 * done / static_cast<double>(progress.total));
        if (seconds > kSecondsToTrust && progress.done > 0 && progress.done < progress.total)
            text +=
                fmt::format(", {:.3g}/s, {} left", done / seconds,
                            duration(static_cast<double>(progress.total - progress.done) * seconds / done));
        return text;
    }
    return progress.done > 0 ? fmt::format("{}: {}", progress.stage, progress.done) : progress.stage + " …";
}

} // namespace

Console::Console() : m_terminal(isatty(STDERR_FILENO) == 1) {}

void Console::print(std::string_view line) {
    const std::lock_guard lock(m_mutex);
    clearLocked();
    writeVisibleLine(stdout, line);
}

void Console::note(std::string_view line) {
    const std::lock_guard lock(m_mutex);
    clearLocked();
    writeVisibleLine(stderr, line);
}

void Console::progress(const Progress& progress) {
    const std::lock_guard lock(m_mutex);
    const auto now = Clock::now();
    const bool newStage = progress.stage != m_stage;
    const bool complete = progress.total > 0 && progress.done >= progress.total && m_done < progress.total;
    if (newStage)
        m_stageBegan = now;
    m_stage = progress.stage;
    m_done = progress.done;
    const auto interval = m_terminal ? Clock::duration(kTerminalInterval) : Clock::duration(kLogInterval);
    if (!newStage && !complete && now - m_lastShown < interval)
        return;
    m_lastShown = now;
    const double seconds = std::chrono::duration<double>(now - m_stageBegan).count();
    if (m_terminal)
        rewriteLocked(describe(progress, seconds));
    else
        writeVisibleLine(stderr, describe(progress, seconds));
}

void Console::status(std::string_view line) {
    const std::lock_guard lock(m_mutex);
    const auto now = Clock::now();
    if (!m_terminal || now - m_lastShown < kTerminalInterval)
        return;
    m_lastShown = now;
    rewriteLocked(line);
}

void Console::clear() {
    const std::lock_guard lock(m_mutex);
    clearLocked();
}

ProgressSink Console::sink() {
    return [this](const Progress& state) { progress(state); };
}

void Console::clearLocked() {
    if (!m_lineOpen)
        return;
    std::fputs("\r\033[K", stderr);
    std::fflush(stderr);
    m_lineOpen = false;
}

void Console::rewriteLocked(std::string_view line) {
    const std::string text = "\r\033[K" + shortened(visibleLine(line), terminalWidth() - 1);
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
    m_lineOpen = true;
}

std::size_t columns(std::string_view utf8) {
    std::size_t count = 0;
    for (const char byte : utf8)
        count += startsCharacter(byte) ? 1 : 0;
    return count;
}

std::string shortened(std::string_view utf8, std::size_t width) {
    if (columns(utf8) <= width)
        return std::string(utf8);
    std::string result;
    std::size_t count = 0;
    for (const char byte : utf8) {
        count += startsCharacter(byte) ? 1 : 0;
        if (count >= width)
            break;
        result += byte;
    }
    return result + "…";
}

std::string padded(std::string_view utf8, std::size_t width) {
    std::string result(utf8);
    const std::size_t count = columns(utf8);
    if (count < width)
        result.append(width - count, ' ');
    return result;
}

} // namespace crossview
