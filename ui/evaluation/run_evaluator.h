#pragma once

#include "bridge/newest_worker.h"
#include "bridge/workspace.h"
#include "evaluation/bootstrap.h"
#include "project/measuring/measure_baselines.h"
#include "project/measuring/measured_run.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace crossview::ui {

/// measureRun and measureBaselines; app/ hands in the real ones, tests fake ones.
struct MeasureFunctions {
    std::function<MeasuredRun(const TrainingInput& trained, const TrainingInput& asked,
                              const FrozenNetwork& network, const MeasureRequest& request,
                              const std::stop_token& stop, const ProgressSink& progress)>
        run;
    std::function<BaselineTable(const BaselineRequest& request, const std::stop_token& stop,
                                const ProgressSink& progress)>
        baselines;
};

/// What is asked of the network that answers.
struct EvaluationQuestion {
    Split split = Split::test;
    TextUnit protocol = TextUnit::documents; ///< documents or sentences
    CorrectionOptions correction;

    bool operator==(const EvaluationQuestion& other) const {
        return split == other.split && protocol == other.protocol && correction.kind == other.correction.kind;
    }
};

/// What it answers.
struct RunEvaluation {
    static constexpr std::size_t kHubsAmong = 10; ///< first answers in which hubs are counted

    EvaluationQuestion question;
    int epoch = 0;
    MeasuredRun measured;
    Intervals intervals; ///< of measured.plain
    std::optional<Intervals> correctedIntervals;
    std::optional<Comparison> correction; ///< corrected against plain
};

/// Baselines with the interval of every row.
struct MeasuredBaselines {
    BaselineTable table;
    std::vector<Intervals> intervals; ///< [rows]
};

/// Measures the network that answers on a split, while somebody watches anew with every epoch; and on
/// request, beside the finished run, its baselines. All on workers.
class RunEvaluator : public QObject {
    Q_OBJECT
public:
    RunEvaluator(const Workspace& workspace, MeasureFunctions functions, QObject* parent = nullptr);

    /// Without a watcher nothing is measured.
    void setWatched(bool watched);
    /// The question of the open project is at first its test split (without one its validation split) by the
    /// protocol that validates the run.
    const EvaluationQuestion& question() const { return m_question; }
    void ask(const EvaluationQuestion& question);
    /// Null: nothing is measured yet.
    const std::shared_ptr<const RunEvaluation>& newest() const { return m_newest; }

    /// CCA and others on the run's features and split, which takes a while.
    void measureBaselines();
    void stopBaselines();
    bool isMeasuringBaselines() const { return m_mailbox != nullptr; }
    /// There is a run on the disk to measure them beside.
    bool canMeasureBaselines() const;
    /// Null: not measured for this question.
    const std::shared_ptr<const MeasuredBaselines>& baselines() const { return m_baselines; }

Q_SIGNALS:
    /// There is another result, or none any more.
    void evaluated();
    void questionChanged();
    /// Baselines are measured, begun, or given up.
    void baselinesChanged();
    void progressed(const crossview::Progress& progress);
    void failed(const QString& message);

private:
    struct Request {
        std::shared_ptr<const Session> session;
        std::shared_ptr<const Snapshot> snapshot;
        EvaluationQuestion question;
    };
    struct Result {
        Request request;
        std::shared_ptr<const RunEvaluation> evaluation;
    };
    struct Mailbox {
        std::mutex mutex;
        std::shared_ptr<const MeasuredBaselines> table;
        std::optional<Progress> progress;
    };
    static Result compute(const MeasureFunctions& functions, const Request& request,
                          const std::stop_token& stop);
    EvaluationQuestion questionOfProject() const;
    void forget();
    void look();
    void forgetBaselines();
    void deliver(const std::shared_ptr<Mailbox>& mailbox);
    void end(quint64 generation, const JobOutcome& outcome);

    const Workspace& m_workspace;
    MeasureFunctions m_functions;
    bool m_isWatched = false;
    EvaluationQuestion m_question;
    std::shared_ptr<const RunEvaluation> m_newest;
    std::shared_ptr<const Snapshot> m_looked; ///< what the newest is, or will be, of
    EvaluationQuestion m_lookedBy;
    std::shared_ptr<const MeasuredBaselines> m_baselines;
    std::shared_ptr<Mailbox> m_mailbox; ///< empty: no baselines are being measured
    std::uint64_t m_generation = 0;
    NewestWorker<Request, Result> m_worker;
    BackgroundJob m_job; // last: its thread ends first
};

} // namespace crossview::ui
