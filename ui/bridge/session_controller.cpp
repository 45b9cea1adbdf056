#include "bridge/session_controller.h"

namespace crossview::ui {
namespace {

constexpr qsizetype kItemsKept = 64;

} // namespace

SessionController::SessionController(Workspace& workspace, OpenFunction open, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_open(std::move(open)) {
    connect(&m_job, &BackgroundJob::ended, this, &SessionController::onEnded);
}

// Told when nothing runs any more, so that who hears it may start the next thing.
void SessionController::onEnded(quint64 generation, const JobOutcome& outcome) {
    if (generation != m_generation)
        return;
    std::optional<OpenedProject> project;
    {
        const std::scoped_lock lock(m_mailbox->mutex);
        project.swap(m_mailbox->opened);
    }
    const bool finished = outcome.end == JobOutcome::End::Finished && project;
    if (finished)
        m_workspace.adopt(*project, m_mailbox->forOptions ? Workspace::OptionsAfter::AsEdited
                                                          : Workspace::OptionsAfter::OfProject);
    Q_EMIT ended();
    if (finished)
        Q_EMIT opened(*project);
    else if (outcome.end == JobOutcome::End::Failed)
        Q_EMIT failed(outcome.message);
    else if (outcome.end == JobOutcome::End::Cancelled)
        Q_EMIT cancelled();
}

void SessionController::open(const std::filesystem::path& folder, const QString& title) {
    run({}, folder, {}, title);
}

void SessionController::reopenForOptions(const QString& title) {
    run({}, m_workspace.session()->folder, m_workspace.options(), title);
}

void SessionController::build(BuildFunction build, const QString& title) {
    run(std::move(build), {}, {}, title);
}

void SessionController::cancel() {
    m_job.requestStop();
}

void SessionController::run(BuildFunction build, std::filesystem::path folder,
                            std::optional<RunOptions> wanted, const QString& title) {
    auto mailbox = std::make_shared<Mailbox>();
    mailbox->forOptions = wanted.has_value();
    m_mailbox = mailbox;
    auto work = [open = m_open, build = std::move(build), folder = std::move(folder),
                 wanted = std::move(wanted), mailbox](const std::stop_token& stop) {
        const ProgressSink sink = [&mailbox](const Progress& progress) {
            const std::scoped_lock lock(mailbox->mutex);
            if (!progress.item.empty() && mailbox->items.size() < kItemsKept)
                mailbox->items.push_back(QString::fromStdString(progress.item));
            mailbox->progress = progress;
        };
        std::filesystem::path projectFolder = folder;
        if (build) {
            BuiltProject project = build(stop, sink);
            projectFolder = project.folder;
            const std::scoped_lock lock(mailbox->mutex);
            mailbox->built = std::move(project);
        }
        throwIfStopped(stop);
        OpenedProject opened = open(projectFolder, wanted, stop, sink);
        throwIfStopped(stop);
        const std::scoped_lock lock(mailbox->mutex);
        mailbox->opened = std::move(opened);
    };
    m_generation = m_job.start(std::move(work), [this, mailbox] { deliver(mailbox); });
    Q_EMIT begun(title);
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
