#pragma once

#include "dataset/dataset.h"
#include "dataset/splits.h"
#include "project/database/run_tables.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace crossview {

/// A project folder Name.crossview/: project.sqlite (WAL), features/, runs/, thumbnails/. Every write is a
/// transaction. One object serves one thread at a time; open the folder again for another thread.
class Project {
public:
    /// Makes the folder and stores the data set. Throws Error when it exists already or cannot be written.
    static Project create(const std::filesystem::path& folder, const Dataset& dataset);
    /// True when the folder holds a project, whole or damaged.
    static bool exists(const std::filesystem::path& folder);
    /// Opens an existing one. One of an older version is brought up to this one, and stays beside as
    /// project.format-<version>.sqlite. One that may only be read is opened as a copy of its database, which
    /// goes with the object. Throws Error when it is missing, damaged, or of a newer version.
    static Project open(const std::filesystem::path& folder);
    ~Project();
    Project(Project&&) noexcept;
    Project& operator=(Project&&) noexcept;

    const std::filesystem::path& folder() const;
    /// It may be asked, but neither trained nor imported into; settings and splits that are stored are
    /// forgotten.
    bool isReadOnly() const;
    /// Throws Error when it may only be read.
    void requireWritable() const;
    std::filesystem::path featuresFolder() const;
    std::filesystem::path runFolder(const std::string& run) const;

    std::shared_ptr<const Dataset> loadDataset() const;
    /// Replaces items and relation (import again) in one transaction.
    void storeDataset(const Dataset& dataset);

    void storeSplits(const SplitAssignment& splits);
    std::optional<SplitAssignment> loadSplits() const;

    /// Small settings by name (window state, chosen preset, current run).
    void storeSetting(const std::string& key, const std::string& value);
    std::optional<std::string> loadSetting(const std::string& key) const;

    /// Adds a run with a fresh id and makes its folder.
    RunRecord createRun(const std::string& optionsJson, const std::string& provenanceJson);
    void updateRun(const RunRecord& run);
    /// The same, and takes the run's metrics back to a step and an epoch: what stands beyond them goes.
    void rewindRun(const RunRecord& run, long long step, int epoch);
    /// A run that is set aside is as if it were not there, until it is taken back or forgotten
    /// (remove_run.h).
    void setAside(const std::string& id);
    void takeBack(const std::string& id);
    /// Forgets a run, its metrics and its settings; its folder stays (remove_run.h).
    void forgetRun(const std::string& id);
    /// Removes empty folders of runs that were never stored: their maker was killed.
    void removeUnnamedRunFolders();
    std::vector<RunRecord> runs() const; ///< oldest first
    std::optional<RunRecord> run(const std::string& id) const;
    std::optional<RunRecord> latestRun() const;

    /// Metrics: one row per value; a later call for the same step or epoch replaces it.
    void storeStepMetrics(const std::string& run, const std::vector<std::pair<int, NamedValues>>& steps);
    void storeEpochMetrics(const std::string& run, int epoch, const NamedValues& values);
    std::vector<std::pair<int, NamedValues>> stepMetrics(const std::string& run) const;
    std::vector<std::pair<int, NamedValues>> epochMetrics(const std::string& run) const;

private:
    struct Impl;
    explicit Project(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace crossview
