#pragma once

#include "dataset/importers/feature_import.h"

#include <filesystem>
#include <vector>

namespace crossview {

/// Features that were given, written into a project (features/given/<view>-<sum>.npy) before its data name
/// them: what was written goes again with the object unless keep() was called, so that a failed import leaves
/// nothing. Who makes one holds the project's ImportLock.
class GivenFiles {
public:
    /// Writes the rows that there are. Throws Error when the disk refuses, or a folder is a link.
    GivenFiles(const std::filesystem::path& project, const ImportedRows& rows);
    ~GivenFiles();
    GivenFiles(const GivenFiles&) = delete;
    GivenFiles& operator=(const GivenFiles&) = delete;

    /// Where the rows lie and came from, for the data set.
    const GivenFeatures& given() const { return m_given; }
    /// The data name them now: they stay, and the rows of earlier data go.
    void keep();

private:
    explicit GivenFiles(const std::filesystem::path& project);
    void write(MatrixView rows, const char* view, const GivenRows& origin, GivenRows& stored);

    std::filesystem::path m_project;
    std::filesystem::path m_folder;
    GivenFeatures m_given;
    std::vector<std::filesystem::path> m_written; ///< that were not there before
};

} // namespace crossview
