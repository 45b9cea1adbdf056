#include "bridge/runs/run_comparer.h"

#include "common/threads.h"

#include <algorithm>

namespace crossview::ui {
namespace {

constexpr std::size_t kMostSteps = 4000; // of a curve: more than a screen has pixels

/// Means of neighbouring steps in place of very many, so that the window draws at once.
void thin(std::vector<StepMetrics>& steps) {
    const std::size_t stride = (steps.size() + kMostSteps - 1) / kMostSteps;
    if (stride < 2)
        return;
    std::vector<StepMetrics> means;
    for (std::size_t begin = 0; begin < steps.size(); begin += stride) {
        const std::size_t end = std::min(steps.size(), begin + stride);
        StepMetrics mean = steps[end - 1];
        for (std::size_t term = 0; term < mean.terms.size(); ++term) {
            mean.terms.at(term) = 0;
            for (std::size_t i = begin; i < end; ++i)
                mean.terms.at(term) += steps[i].terms.at(term) / double(end - begin);
        }
        means.push_back(mean);
    }
    steps = std::move(means);
}

QueryAnswer answerOf(QueryEngine& engine, const Query& query, const ComparedRun& run) {
    try {
        return engine.answer(query, RunComparer::kAnswers, *run.trained->session, *run.trained->snapshot);
    } catch (const Error& error) {
        QueryAnswer answer;
        answer.query = query;
        answer.epoch = run.trained->snapshot->epoch;
        answer.error = error.what();
        return answer;
    }
}

} // namespace

RunComparer::RunComparer(const Workspace& workspace, CompareFunction compare, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_compare(std::move(compare)),
      m_asker(
          [engines = std::make_shared<std::array<QueryEngine, 2>>()](const Request& request,
                                                                     const std::stop_token&) {
              Result result{request, {}};
              for (std::size_t i = 0; i < 2; ++i)
                  result.answers.at(i) =
                      answerOf(engines->at(i), request.query, request.comparison->runs.at(i));
              return result;
          },
          [this](const Result& result) {
              if (result.request.comparison == m_comparison && result.request.query == m_query)
                  Q_EMIT answered(result.answers);
          },
          [this](const QString& message) { Q_EMIT failed(message); }) {
    connect(&workspace, &Workspace::sessionChanged, this, [this] {
        if (m_workspace.session()->folder != m_folder) // else another run of the same project was opened
            forget();
    });
    connect(&m_job, &BackgroundJob::ended, this, [this](quint64 generation, const JobOutcome& outcome) {
        if (generation != m_generation || !m_mailbox)
            return;
        m_mailbox.reset();
        if (outcome.end == JobOutcome::End::Failed)
            Q_EMIT failed(outcome.message);
        Q_EMIT changed();
    });
}

void RunComparer::compare(const std::string& first, const std::string& second) {
    forget();
    if (!m_compare || !m_workspace.session())
        return;
    auto mailbox = std::make_shared<Mailbox>();
    m_mailbox = mailbox;
    m_folder = m_workspace.session()->folder;
    const CompareRequest request{m_folder, {first, second}, {}};
    m_generation = m_job.start(
        [compare = m_compare, request, mailbox](const std::stop_token& stop) {
            giveWay();
            const auto put = [&mailbox](RunComparison comparison) {
                for (ComparedRun& run : comparison.runs)
                    thin(run.history.steps);
                auto made = std::make_shared<const RunComparison>(std::move(comparison));
                const std::scoped_lock lock(mailbox->mutex);
                mailbox->comparison = std::move(made);
            };
            const ProgressSink progress = [&mailbox](const Progress& newest) {
                const std::scoped_lock lock(mailbox->mutex);
                mailbox->progress = newest;
            };
            put(compare(request, stop, progress, put));
        },
        [this, mailbox] { deliver(mailbox); });
    Q_EMIT changed();
}

void RunComparer::deliver(const std::shared_ptr<Mailbox>& mailbox) {
    if (mailbox != m_mailbox)
        return;
    std::shared_ptr<const RunComparison> comparison;
    std::optional<Progress> progress;
    {
        const std::scoped_lock lock(mailbox->mutex);
        comparison.swap(mailbox->comparison);
        progress.swap(mailbox->progress);
    }
    if (comparison) {
        m_comparison = std::move(comparison);
        Q_EMIT changed();
        if (canAsk() && m_query.kind != Query::Kind::None)
            m_asker.request({m_query, m_comparison});
    }
    if (progress)
        Q_EMIT progressed(*progress);
}

void RunComparer::forget() {
    if (!m_mailbox && !m_comparison)
        return;
    m_job.requestStop();
    m_mailbox.reset();
    m_asker.clear();
    m_comparison.reset();
    Q_EMIT changed();
}

bool RunComparer::canAsk() const {
    return m_comparison && m_comparison->runs[0].trained && m_comparison->runs[1].trained;
}

void RunComparer::ask(const Query& query) {
    m_query = query;
    m_asker.clear();
    if (query.kind == Query::Kind::None)
        Q_EMIT answered({});
    else if (canAsk())
        m_asker.request({query, m_comparison});
}

} // namespace crossview::ui
