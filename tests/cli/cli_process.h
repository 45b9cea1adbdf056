#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace crossview::cli {

/// What a call of crossview-cli left behind.
struct Outcome {
    int exitCode = -1; ///< -1 when a signal ended it
    std::string out, err;
};

/// Runs crossview-cli with arguments and waits for it.
Outcome run(const std::vector<std::string>& arguments);

/// Runs it, and sends SIGINT once `ready` is true of what it printed on stdout so far.
Outcome runAndInterrupt(const std::vector<std::string>& arguments,
                        const std::function<bool(const std::string& out)>& ready);

/// A folder of its own that vanishes with the object.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return m_path; }
    std::string operator/(const std::string& name) const { return (m_path / name).string(); }

private:
    std::filesystem::path m_path;
};

} // namespace crossview::cli
