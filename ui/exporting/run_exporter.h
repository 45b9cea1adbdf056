#pragma once

#include "bridge/background_job.h"
#include "common/progress.h"
#include "project/database/run_record.h"
#include "project/exporting/export_run.h"

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace crossview::ui {

/// Of the core's exports; app/ hands in the real ones, tests fake ones.
struct ExportFunctions {
    std::vector<ExportKindName> kinds; ///< exportKinds()
    /// Runs of a project that finished an epoch, oldest first.
    std::function<std::vector<RunRecord>(const std::filesystem::path& project)> runs;
    /// exportRun
    std::function<ExportSummary(const std::filesystem::path& project, const std::string& run, ExportKind kind,
                                const std::filesystem::path& folder, ExistingFiles existing,
                                const std::stop_token&, const ProgressSink&)>
        write;
};

/// What of which run goes where.
struct ExportRequest {
    std::filesystem::path project;
    std::string run;
    ExportKind kind = ExportKind::npy;
    std::filesystem::path folder;
    ExistingFiles existing = ExistingFiles::kept;
};

/// Writes an export on a worker.
class RunExporter : public QObject {
    Q_OBJECT
public:
    using WriteFunction = decltype(ExportFunctions::write);
    explicit RunExporter(WriteFunction write, QObject* parent = nullptr);

    void start(const ExportRequest& request);
    /// No half of an export is left.
    void stop() { m_job.requestStop(); }
    bool isRunning() const { return m_mailbox != nullptr; }

Q_SIGNALS:
    void progressed(const crossview::Progress& progress);
    // Exactly one of them for each start.
    void written(const crossview::ExportSummary& summary);
    void cancelled();
    void failed(const QString& message);

private:
    struct Mailbox {
        NewestSlot<Progress> progress;
        NewestSlot<ExportSummary> summary;
    };
    void end(quint64 generation, const JobOutcome& outcome);

    WriteFunction m_write;
    std::shared_ptr<Mailbox> m_mailbox; ///< empty: nothing runs
    std::uint64_t m_generation = 0;
    BackgroundJob m_job; // last: its thread ends first
};

} // namespace crossview::ui
