#pragma once

#include "bridge/encoder_controller.h"
#include "common/error.h"

#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <string>
#include <thread>

namespace crossview::ui::test {

/// A store of encoders in memory: a fetch succeeds, fails or hangs on demand.
struct FakeEncoders {
    enum class Mode { Succeed, Fail, Hang };
    std::atomic<Mode> mode = Mode::Succeed;
    std::atomic<int> fetches = 0;
    std::atomic<int> looks = 0;

    void put(const std::string& name) {
        const std::scoped_lock lock(m_mutex);
        m_here.insert(name);
    }
    void clear() {
        const std::scoped_lock lock(m_mutex);
        m_here.clear();
    }
    std::filesystem::path takenFrom() const {
        const std::scoped_lock lock(m_mutex);
        return m_takenFrom;
    }

    EncoderFunctions functions() {
        return {
            [this](const EncoderEntry& encoder) {
                ++looks;
                const std::scoped_lock lock(m_mutex);
                return m_here.contains(encoder.name);
            },
            [this](const EncoderEntry& encoder, const std::stop_token& stop, const ProgressSink& sink) {
                ++fetches;
                report(sink, {"Downloading " + encoder.name, encoder.bytes / 2, encoder.bytes, {}});
                while (mode == Mode::Hang) {
                    throwIfStopped(stop);
                    std::this_thread::sleep_for(std::chrono::milliseconds(5));
                }
                if (mode == Mode::Fail)
                    throw Error("The package index cannot be reached: check the network.");
                put(encoder.name);
            },
            [this](const EncoderEntry& encoder, const std::filesystem::path& folder, const std::stop_token&) {
                if (mode == Mode::Fail)
                    throw Error(folder.string() + " holds no package: choose another folder.");
                {
                    const std::scoped_lock lock(m_mutex);
                    m_takenFrom = folder;
                }
                put(encoder.name);
            }};
    }

private:
    mutable std::mutex m_mutex;
    std::set<std::string> m_here;
    std::filesystem::path m_takenFrom;
};

} // namespace crossview::ui::test
