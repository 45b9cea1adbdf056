#pragma once

#include "bridge/background_job.h"
#include "common/progress.h"
#include "project/opened_project.h"

#include <QStringList>

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace crossview::ui {

/// Opens a project; `wanted` empty: with the options of its last run, else the default preset.
using OpenFunction =
    std::function<OpenedProject(const std::filesystem::path& folder, const std::optional<RunOptions>& wanted,
                                const std::stop_token&, const ProgressSink&)>;

/// Makes a project (builds the picture book, imports captions) and returns its folder and a remark for a
/// person, e.g. on lines that were skipped; the remark may be empty.
struct BuiltProject {
    std::filesystem::path folder;
    std::string remark;
    std::vector<std::string> details; ///< one line per problem
};
using BuildFunction = std::function<BuiltProject(const std::stop_token&, const ProgressSink&)>;

/// Builds and opens projects in the background, one at a time; the newest request wins.
class SessionController : public QObject {
    Q_OBJECT
public:
    explicit SessionController(OpenFunction open, QObject* parent = nullptr);

    void open(const std::filesystem::path& folder, const std::optional<RunOptions>& wanted = {});
    /// Builds, then opens what was built.
    void build(BuildFunction build);
    void cancel();
    bool isBusy() const { return m_job.isRunning(); }

Q_SIGNALS:
    /// Newest progress, with the paths of pictures that were finished since the last time (at most 64).
    void progressed(const crossview::Progress& progress, const QStringList& items);
    void built(const crossview::ui::BuiltProject& project);
    void opened(const crossview::OpenedProject& project);
    void failed(const QString& message);
    void cancelled();

private:
    struct Mailbox {
        std::mutex mutex;
        std::optional<Progress> progress;
        QStringList items;
        std::optional<BuiltProject> built;
        std::optional<OpenedProject> opened;
    };
    void run(BuildFunction build, std::filesystem::path folder, std::optional<RunOptions> wanted);
    void deliver(const std::shared_ptr<Mailbox>& mailbox);

    OpenFunction m_open;
    std::shared_ptr<Mailbox> m_mailbox;
    std::uint64_t m_generation = 0;
    BackgroundJob m_job; // last: its thread ends first
};

} // namespace crossview::ui
