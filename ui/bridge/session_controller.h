#pragma once

#include "bridge/background_job.h"
#include "bridge/workspace.h"
#include "common/progress.h"
#include "encoders/user/network_file.h"

#include <QStringList>

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace crossview::ui {

/// Opens a project (openProject).
using OpenFunction =
    std::function<OpenedProject(const std::filesystem::path& folder, const OpenRequest& wanted,
                                const std::stop_token&, const ProgressSink&)>;

/// Makes a project (builds the picture book, imports captions) and returns its folder and a remark for a
/// person, e.g. on lines that were skipped; the remark may be empty.
struct BuiltProject {
    std::filesystem::path folder;
    std::string remark;
    std::vector<std::string> details; ///< one line per problem
};
using BuildFunction = std::function<BuiltProject(const std::stop_token&, const ProgressSink&)>;

/// Builds and opens projects in the background, one at a time; the newest request wins. The workspace takes
/// in what was opened.
class SessionController : public QObject {
    Q_OBJECT
public:
    /// `openWithout` leaves out a network that nobody has allowed to run on this machine, where `open` is
    /// refused.
    SessionController(Workspace& workspace, OpenFunction open, OpenFunction openWithout,
                      QObject* parent = nullptr);

    void open(const std::filesystem::path& folder);
    /// Opens the workspace's project anew, as it is now, with the same run.
    void openAgain();
    /// Opens another run of the workspace's project.
    void openRun(const std::string& run);
    /// The same with splits and features for the options as edited; `title` says to a person what goes on.
    void reopenForOptions(const QString& title);
    /// Builds, then opens what was built.
    void build(BuildFunction build, const QString& title);
    void cancel();
    /// What was refused is tried once more; `first` is done before, in the background.
    void retry(std::function<void()> first);
    /// The same without the network.
    void retryWithoutNetwork();
    /// What was refused is left: told as cancelled.
    void abandon();
    /// Of the newest request; empty while it is being built.
    const std::filesystem::path& folder() const { return m_request.folder; }
    bool isBusy() const { return m_job.isRunning(); }

Q_SIGNALS:
    /// Something long begins.
    void begun(const QString& title);
    /// Newest progress, with the paths of pictures that were finished since the last time (at most 64).
    void progressed(const crossview::Progress& progress, const QStringList& items);
    void built(const crossview::ui::BuiltProject& project);
    /// Nothing goes on any more; then one of the four says how it ended.
    void ended();
    /// The workspace holds the project.
    void opened(const crossview::OpenedProject& project);
    void failed(const QString& message);
    void cancelled();
    /// It needs a network that nobody has allowed to run on this machine: somebody decides, then calls
    /// retry, retryWithoutNetwork or abandon. `forOptions`: those as edited name it, else the project does.
    void refused(const crossview::NetworkFacts& network, bool forOptions);

private:
    struct Request {
        BuildFunction build; ///< may be empty
        std::filesystem::path folder;
        OpenRequest wanted;
        QString title;
    };
    struct Mailbox {
        std::mutex mutex;
        std::optional<Progress> progress;
        QStringList items;
        std::optional<BuiltProject> built;
        std::optional<OpenedProject> opened;
        std::optional<NetworkFacts> refused;
        std::filesystem::path folder; // what is opened, once it is built
        bool forOptions = false;      // those that were edited stay; never changes
    };
    void run(Request request);
    void run(Request request, OpenFunction open, std::function<void()> first);
    void onEnded(quint64 generation, const JobOutcome& outcome);
    void deliver(const std::shared_ptr<Mailbox>& mailbox);

    Workspace& m_workspace;
    OpenFunction m_open, m_openWithout;
    Request m_request; // the newest
    std::shared_ptr<Mailbox> m_mailbox;
    std::uint64_t m_generation = 0;
    BackgroundJob m_job; // last: its thread ends first
};

} // namespace crossview::ui
