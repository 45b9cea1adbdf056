#include "checking/check_runner.h"

#include "common/threads.h"
#include "project/checking/problem_table.h"

namespace crossview::ui {
namespace {

bool areSameData(const Session* a, const Session* b) {
    return a && b && a->folder == b->folder && a->input.splits->images == b->input.splits->images;
}

bool areSameItems(const Dataset& a, const Dataset& b) {
    return a.images().size() == b.images().size() && a.sentences().size() == b.sentences().size();
}

} // namespace

CheckRunner::CheckRunner(const Workspace& workspace, CheckFunction check, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_check(std::move(check)), m_session(workspace.session()) {
    connect(&workspace, &Workspace::sessionChanged, this, &CheckRunner::takeSession);
    connect(&m_job, &BackgroundJob::ended, this, &CheckRunner::end);
}

bool CheckRunner::canStart() const {
    return m_check && m_session && !m_session->folder.empty() && !isRunning();
}

void CheckRunner::start() {
    if (!canStart())
        return;
    const auto mailbox = std::make_shared<Mailbox>();
    m_mailbox = mailbox;
    m_generation = m_job.start(
        [check = m_check, session = m_session, mailbox](const std::stop_token& stop) {
            giveWay();
            auto state = std::make_shared<CheckState>();
            state->checked = check(session->folder, stop,
                                   [&mailbox](const Progress& progress) { mailbox->progress.put(progress); });
            throwIfStopped(stop);
            if (!areSameItems(*state->checked.dataset, session->imported()))
                throw Error(
                    tr("The data of %1 have changed since the project was opened: open it again, then "
                       "check it.")
                        .arg(QString::fromStdString(session->folder.string()))
                        .toStdString());
            state->table =
                problemTable(state->checked.problems, *state->checked.dataset, state->checked.splits);
            mailbox->state.put(std::move(state));
        },
        [this, mailbox] { deliver(mailbox); });
    Q_EMIT changed();
}

void CheckRunner::deliver(const std::shared_ptr<Mailbox>& mailbox) {
    if (mailbox != m_mailbox)
        return;
    if (auto state = mailbox->state.take())
        m_state = std::move(*state);
    if (const auto progress = mailbox->progress.take())
        Q_EMIT progressed(*progress);
}

void CheckRunner::end(quint64 generation, const JobOutcome& outcome) {
    if (generation != m_generation || !m_mailbox)
        return;
    m_mailbox.reset();
    Q_EMIT changed();
    if (outcome.end == JobOutcome::End::Failed)
        Q_EMIT failed(outcome.message);
}

// The same data with other features: what was found is still true.
void CheckRunner::takeSession() {
    const bool isSame = areSameData(m_session.get(), m_workspace.session().get());
    m_session = m_workspace.session();
    if (!isSame) {
        m_mailbox.reset();
        m_job.requestStop();
        m_state.reset();
    }
    Q_EMIT changed();
}

} // namespace crossview::ui
