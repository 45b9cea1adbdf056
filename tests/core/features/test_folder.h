#pragma once

#include <filesystem>
#include <string>

#include <stdlib.h>

namespace crossview {

/// A fresh folder that is removed with everything in it at the end of a test.
class TestFolder {
public:
    TestFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "crossview-features-XXXXXX").string();
        m_path = ::mkdtemp(name.data());
    }
    ~TestFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    TestFolder(const TestFolder&) = delete;
    TestFolder& operator=(const TestFolder&) = delete;
    const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

} // namespace crossview
