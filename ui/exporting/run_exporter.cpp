#include "exporting/run_exporter.h"

#include "common/threads.h"

namespace crossview::ui {

RunExporter::RunExporter(WriteFunction write, QObject* parent) : QObject(parent), m_write(std::move(write)) {
    connect(&m_job, &BackgroundJob::ended, this, &RunExporter::end);
}

void RunExporter::start(const ExportRequest& request) {
    if (isRunning())
        return;
    const auto mailbox = std::make_shared<Mailbox>();
    m_mailbox = mailbox;
    m_generation = m_job.start(
        [write = m_write, request, mailbox](const std::stop_token& stop) {
            giveWay();
            mailbox->summary.put(
                write(request.project, request.run, request.kind, request.folder, request.existing, stop,
                      [&mailbox](const Progress& progress) { mailbox->progress.put(progress); }));
        },
        [this, mailbox] {
            if (const auto progress = mailbox->progress.take())
                Q_EMIT progressed(*progress);
        });
}

void RunExporter::end(quint64 generation, const JobOutcome& outcome) {
    if (generation != m_generation || !m_mailbox)
        return;
    const std::optional<ExportSummary> summary = m_mailbox->summary.take();
    m_mailbox.reset();
    if (summary) // a stop that came when all was written
        Q_EMIT written(*summary);
    else if (outcome.end == JobOutcome::End::Failed)
        Q_EMIT failed(outcome.message);
    else
        Q_EMIT cancelled();
}

} // namespace crossview::ui
