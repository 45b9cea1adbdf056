#include "bridge/session_controller.h"

#include "encoders/user/trusted_networks.h"

#include <QFileInfo>

namespace crossview::ui {
namespace {

constexpr qsizetype kItemsKept = 64;

} // namespace

SessionController::SessionController(Workspace& workspace, OpenFunction open, OpenFunction openWithout,
                                     QObject* parent)
    : QObject(parent), m_workspace(workspace), m_open(std::move(open)),
      m_openWithout(std::move(openWithout)) {
    connect(&m_job, &BackgroundJob::ended, this, &SessionController::onEnded);
}

// Told when nothing runs any more, so that who hears it may start the next thing.
void SessionController::onEnded(quint64 generation, const JobOutcome& outcome) {
    if (generation != m_generation)
        return;
    std::optional<OpenedProject> project;
    std::optional<NetworkFacts> network;
    {
        const std::scoped_lock lock(m_mailbox->mutex);
        project.swap(m_mailbox->opened);
        network.swap(m_mailbox->refused);
        if (network) { // what was built is not built again
            m_request.build = {};
            m_request.folder = m_mailbox->folder;
        }
    }
    const bool forOptions = m_mailbox->forOptions;
    const bool finished = outcome.end == JobOutcome::End::Finished && project;
    if (finished)
        m_workspace.adopt(*project, forOptions ? Workspace::OptionsAfter::AsEdited
                                               : Workspace::OptionsAfter::OfProject);
    Q_EMIT ended();
    if (finished)
        Q_EMIT opened(*project);
    else if (outcome.end == JobOutcome::End::Finished && network)
        Q_EMIT refused(*network, forOptions);
    else if (outcome.end == JobOutcome::End::Failed)
        Q_EMIT failed(outcome.message);
    else if (outcome.end == JobOutcome::End::Cancelled)
        Q_EMIT cancelled();
}

void SessionController::open(const std::filesystem::path& folder) {
    run({{},
         folder,
         {},
         tr("Opening %1").arg(QFileInfo(QString::fromStdString(folder.string())).completeBaseName())});
}

void SessionController::openAgain() {
    const auto& run = m_workspace.run();
    if (run && !run->id.empty())
        openRun(run->id);
    else
        open(std::filesystem::path(m_workspace.session()->folder));
}

void SessionController::openRun(const std::string& id) {
    run({{},
         m_workspace.session()->folder,
         {std::nullopt, id},
         tr("Opening run %1").arg(QString::fromStdString(id))});
}

void SessionController::reopenForOptions(const QString& title) {
    const auto& shown = m_workspace.run();
    run({{},
         m_workspace.session()->folder,
         {m_workspace.options(), shown ? shown->id : std::string()},
         title});
}

void SessionController::build(BuildFunction build, const QString& title) {
    run({std::move(build), {}, {}, title});
}

void SessionController::cancel() {
    m_job.requestStop();
}

void SessionController::retry(std::function<void()> first) {
    run(m_request, m_open, std::move(first));
}

void SessionController::retryWithoutNetwork() {
    run(m_request, m_openWithout, {});
}

void SessionController::abandon() {
    Q_EMIT cancelled();
}

void SessionController::run(Request request) {
    run(std::move(request), m_open, {});
}

void SessionController::run(Request request, OpenFunction open, std::function<void()> first) {
    m_request = std::move(request);
    auto mailbox = std::make_shared<Mailbox>();
    mailbox->forOptions = m_request.wanted.options.has_value();
    m_mailbox = mailbox;
    auto work = [open = std::move(open), request = m_request, first = std::move(first),
                 mailbox](const std::stop_token& stop) {
        const ProgressSink sink = [&mailbox](const Progress& progress) {
            const std::scoped_lock lock(mailbox->mutex);
            if (!progress.item.empty() && mailbox->items.size() < kItemsKept)
                mailbox->items.push_back(QString::fromStdString(progress.item));
            mailbox->progress = progress;
        };
        if (first)
            first();
        std::filesystem::path folder = request.folder;
        if (request.build) {
            BuiltProject project = request.build(stop, sink);
            folder = project.folder;
            const std::scoped_lock lock(mailbox->mutex);
            mailbox->built = std::move(project);
        }
        throwIfStopped(stop);
        try {
            OpenedProject opened = open(folder, request.wanted, stop, sink);
            throwIfStopped(stop);
            const std::scoped_lock lock(mailbox->mutex);
            mailbox->opened = std::move(opened);
        } catch (const UntrustedNetwork& refusal) {
            const std::scoped_lock lock(mailbox->mutex);
            mailbox->refused = refusal.network();
            mailbox->folder = folder;
        }
    };
    m_generation = m_job.start(std::move(work), [this, mailbox] { deliver(mailbox); });
    Q_EMIT begun(m_request.title);
}

void SessionController::deliver(const std::shared_ptr<Mailbox>& mailbox) {
    if (mailbox != m_mailbox)
        return;
    std::optional<Progress> progress;
    QStringList items;
    std::optional<BuiltProject> builtProject;
    {
        const std::scoped_lock lock(mailbox->mutex);
        progress.swap(mailbox->progress);
        items.swap(mailbox->items);
        builtProject.swap(mailbox->built);
    }
    if (progress)
        Q_EMIT progressed(*progress, items);
    if (builtProject)
        Q_EMIT built(*builtProject);
}

} // namespace crossview::ui
