#include "evaluation/run_evaluator.h"

#include "common/threads.h"

namespace crossview::ui {

RunEvaluator::RunEvaluator(const Workspace& workspace, MeasureFunctions functions, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_functions(std::move(functions)),
      m_worker(
          [measure = m_functions](const Request& request, const std::stop_token& stop) {
              return compute(measure, request, stop);
          },
          [this](const Result& result) {
              if (result.request.snapshot != m_looked || !(result.request.question == m_lookedBy))
                  return;
              m_newest = result.evaluation;
              Q_EMIT evaluated();
          },
          [this](const QString& message) { Q_EMIT failed(message); }) {
    connect(&workspace, &Workspace::sessionChanged, this, &RunEvaluator::forget);
    connect(&workspace, &Workspace::runReplaced, this, &RunEvaluator::forget);
    connect(&workspace, &Workspace::answeringChanged, this, &RunEvaluator::look);
    connect(&workspace, &Workspace::runChanged, this, &RunEvaluator::baselinesChanged);
    connect(&m_job, &BackgroundJob::ended, this, &RunEvaluator::end);
}

void RunEvaluator::setWatched(bool watched) {
    m_isWatched = watched;
    look();
}

EvaluationQuestion RunEvaluator::questionOfProject() const {
    EvaluationQuestion question;
    if (!m_workspace.session())
        return question;
    if (m_workspace.session()->input.splits->imagesIn(Split::test).empty())
        question.split = Split::validation;
    question.protocol =
        validationProtocol(m_workspace.runOptions().value_or(m_workspace.options()).batch.textUnit);
    return question;
}

void RunEvaluator::ask(const EvaluationQuestion& question) {
    if (question == m_question)
        return;
    // Baselines know no correction.
    if (question.split != m_question.split || question.protocol != m_question.protocol)
        forgetBaselines();
    m_question = question;
    Q_EMIT questionChanged();
    look();
}

void RunEvaluator::forget() {
    m_worker.clear();
    m_looked.reset();
    m_newest.reset();
    forgetBaselines();
    const Correction kept = m_question.correction.kind;
    m_question = questionOfProject();
    m_question.correction.kind = kept;
    Q_EMIT questionChanged();
    Q_EMIT evaluated();
    look();
}

void RunEvaluator::look() {
    const std::shared_ptr<const Snapshot>& snapshot = m_workspace.answering();
    if (!m_isWatched || !m_functions.run || !m_workspace.session() || !snapshot || !snapshot->network ||
        (snapshot == m_looked && m_question == m_lookedBy))
        return;
    m_looked = snapshot;
    m_lookedBy = m_question;
    m_worker.request({m_workspace.session(), snapshot, m_question});
}

// On the worker's thread.
RunEvaluator::Result RunEvaluator::compute(const MeasureFunctions& functions, const Request& request,
                                           const std::stop_token& stop) {
    giveWay();
    MeasureRequest measure;
    measure.split = request.question.split;
    measure.protocol = request.question.protocol;
    measure.correction.options = request.question.correction;
    measure.hubsAmong = RunEvaluation::kHubsAmong;
    measure.lists = true;
    const TrainingInput& input = request.session->input;
    measure.regions = input.dataset->hasRegions();
    auto evaluation = std::make_shared<RunEvaluation>();
    evaluation->question = request.question;
    evaluation->epoch = request.snapshot->epoch;
    evaluation->measured = functions.run(input, input, *request.snapshot->network, measure, stop, {});
    const MeasuredRun& measured = evaluation->measured;
    if (recallOf(measured.plain).isMeasured()) {
        evaluation->intervals = bootstrapIntervals(measured.plain, {}, stop);
        if (measured.corrected) {
            evaluation->correctedIntervals = bootstrapIntervals(*measured.corrected, {}, stop);
            evaluation->correction = compare(measured.plain, *measured.corrected, {}, stop);
        }
    }
    return {request, std::move(evaluation)};
}

bool RunEvaluator::canMeasureBaselines() const {
    const std::optional<RunRecord>& run = m_workspace.run();
    return m_functions.baselines && m_workspace.session() && !m_workspace.session()->folder.empty() && run &&
           !run->id.empty() && run->status != RunStatus::running && m_workspace.answering();
}

void RunEvaluator::measureBaselines() {
    if (!canMeasureBaselines())
        return;
    forgetBaselines();
    BaselineRequest request;
    request.project = m_workspace.session()->folder;
    request.run = m_workspace.run()->id;
    request.split = m_question.split;
    request.protocol = m_question.protocol;
    const auto mailbox = std::make_shared<Mailbox>();
    m_mailbox = mailbox;
    m_generation = m_job.start(
        [measure = m_functions.baselines, request, mailbox](const std::stop_token& stop) {
            giveWay();
            auto table = std::make_shared<MeasuredBaselines>();
            table->table = measure(request, stop, [&mailbox](const Progress& progress) {
                const std::scoped_lock lock(mailbox->mutex);
                mailbox->progress = progress;
            });
            for (const BaselineRow& row : table->table.rows)
                table->intervals.push_back(bootstrapIntervals(row.measurement, {}, stop));
            const std::scoped_lock lock(mailbox->mutex);
            mailbox->table = std::move(table);
        },
        [this, mailbox] { deliver(mailbox); });
    Q_EMIT baselinesChanged();
}

void RunEvaluator::stopBaselines() {
    m_job.requestStop();
}

void RunEvaluator::forgetBaselines() {
    const bool any = m_baselines || m_mailbox;
    m_baselines.reset();
    m_mailbox.reset();
    m_job.requestStop();
    if (any)
        Q_EMIT baselinesChanged();
}

void RunEvaluator::deliver(const std::shared_ptr<Mailbox>& mailbox) {
    if (mailbox != m_mailbox)
        return;
    std::optional<Progress> progress;
    {
        const std::scoped_lock lock(mailbox->mutex);
        progress = std::exchange(mailbox->progress, std::nullopt);
        if (mailbox->table)
            m_baselines = std::exchange(mailbox->table, nullptr);
    }
    if (progress)
        Q_EMIT progressed(*progress);
}

void RunEvaluator::end(quint64 generation, const JobOutcome& outcome) {
    if (generation != m_generation || !m_mailbox)
        return;
    m_mailbox.reset();
    Q_EMIT baselinesChanged();
    if (outcome.end == JobOutcome::End::Failed)
        Q_EMIT failed(outcome.message);
}

} // namespace crossview::ui
