#pragma once

#include <filesystem>
#include <string>

namespace crossview {

/// A temporary folder inside `parent` that goes with the object. It is locked while in use, so that the next
/// one made there sees which folders a killed process left behind, and removes those. Threads and processes
/// may work in the same parent at once.
class WorkFolder {
public:
    /// Makes "<parent>/.<prefix>-XXXXXX". Throws Error with the system's reason.
    WorkFolder(const std::filesystem::path& parent, const std::string& prefix);
    ~WorkFolder();
    WorkFolder(const WorkFolder&) = delete;
    WorkFolder& operator=(const WorkFolder&) = delete;
    const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
    int m_lock = -1; ///< descriptor of the folder that holds the lock
};

} // namespace crossview
