#include "bridge/session_controller.h"

namespace crossview::ui {
namespace {

constexpr qsizetype kItemsKept = 64;

} // namespace

SessionController::SessionController(OpenFunction open, QObject* parent)
    : QObject(parent), m_open(std::move(open)) {
    connect(&m_job, &BackgroundJob::ended, this, [this](quint64 generation, const JobOutcome& outcome) {
        if (generation != m_generation)
            return;
        // Told when nothing runs any more, so that who hears it may start the next thing.
        std::optional<OpenedProject> project;
        {
            const std::scoped_lock lock(m_mailbox->mutex);
            project.swap(m_mailbox->opened);
        }
        if (outcome.end == JobOutcome::End::Finished && project)
            Q_EMIT opened(*project);
        else if (outcome.end == JobOutcome::End::Failed)
            Q_EMIT failed(outcome.message);
        else if (outcome.end == JobOutcome::End::Cancelled)
            Q_EMIT cancelled();
    });
}

void SessionController::open(const std::filesystem::path& folder, const std::optional<RunOptions>& wanted) {
    run({}, folder, wanted);
}

void SessionController::build(BuildFunction build) {
    run(std::move(build), {}, {});
}

void SessionController::cancel() {
    m_job.requestStop();
}

void SessionController::run(BuildFunction build, std::filesystem::path folder,
                            std::optional<RunOptions> wanted) {
    auto mailbox = std::make_shared<Mailbox>();
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
