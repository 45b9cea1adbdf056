#include "project/ablation/run_ablation.h"

#include "common/error.h"
#include "options/option_changes.h"
#include "project/ablation/known_run.h"
#include "project/measuring/measured_run.h"
#include "project/train_in_project.h"
#include "training/devices.h"
#include "training/split_recall.h"

#include <fmt/format.h>

namespace crossview {
namespace {

class Queue {
public:
    Queue(const AblationRequest& request, const AblationListener& listener, const std::stop_token& stop,
          const ProgressSink& progress)
        : m_request(request), m_listener(listener), m_stop(stop), m_progress(progress) {
        const AblationPlan& plan = request.plan;
        m_table.axes = plan.axes;
        m_table.full = plan.full;
        m_table.seeds = request.seeds.size();
        for (const Variant& variant : plan.variants)
            m_table.rows.push_back({variant.names, variant.title, {}, {}});
    }

    AblationTable run() {
        for (const Variant& variant : m_request.plan.variants)
            checkDevice(variant.options.device);
        try {
            runRow(m_table.full);
            for (std::size_t row = 0; row < m_table.rows.size(); ++row)
                if (row != m_table.full)
                    runRow(row);
            m_table.isWhole = true;
        } catch (const Cancelled&) { // what is done stays
        }
        return std::move(m_table);
    }

private:
    void runRow(std::size_t row) {
        try {
            openFor(m_request.plan.variants[row].options);
            requireQueries();
        } catch (const Error& error) {
            if (row == m_table.full)
                throw;
            m_table.rows[row].failures.emplace_back(error.what());
            m_session.reset();
            m_number += m_request.seeds.size();
            return rowDone(row);
        }
        for (const std::uint64_t seed : m_request.seeds)
            runSeed(row, seed);
        rowDone(row);
    }

    void rowDone(std::size_t row) const {
        if (m_listener.onRow)
            m_listener.onRow(m_table, row);
    }

    /// The newest session is kept: rows of the same data and features follow each other.
    void openFor(const RunOptions& options) {
        throwIfStopped(m_stop);
        if (m_session && !needOtherData(options, m_asked))
            return;
        m_session.reset();
        m_session = openSession(m_request.project, options, m_stop, m_progress);
        m_asked = options;
        if (m_listener.onSession)
            m_listener.onSession(*m_session);
    }

    void requireQueries() const {
        const std::size_t images = m_session->input.splits->imagesIn(m_request.split).size();
        if (images == 0)
            throw Error(fmt::format("The {} split of {} holds no picture, so that nothing can be measured: "
                                    "divide the data in another way (--split.method random), or ask another "
                                    "split (--split).",
                                    toString(m_request.split), m_request.project.string()));
        imageRanges(m_request.pool, images);
    }

    void runSeed(std::size_t row, std::uint64_t seed) {
        throwIfStopped(m_stop);
        RunOptions options = m_request.plan.variants[row].options;
        options.split = m_session->options.split; // as the data and the encoders allowed them
        options.features = m_session->options.features;
        options.seed = seed;
        AblationStep step{AblationStep::Kind::train,          row, seed, {}, 0, ++m_number,
                          m_table.rows.size() * m_table.seeds};
        if (const auto known = knownRun(Project::open(m_request.project), m_session, options)) {
            step.kind = known->isUnfinished() ? AblationStep::Kind::resume : AblationStep::Kind::known;
            step.run = known->id;
            step.epochs = known->epochs;
        }
        if (m_listener.onRun)
            m_listener.onRun(step);
        if (step.kind != AblationStep::Kind::known && !trained(options, step))
            return;
        m_table.rows[row].runs.push_back({seed, step.run, measured(step.run)});
    }

    /// Trains a run and takes its id; false where it failed.
    bool trained(const RunOptions& options, AblationStep& step) {
        RunStart start;
        if (step.kind == AblationStep::Kind::resume)
            start.resume = step.run;
        TrainingCommands commands;
        const TrainingOutcome outcome =
            trainInProject(*m_session, options, start, commands, m_listener.training, m_stop);
        if (outcome.end == TrainingOutcome::End::stopped)
            throw Cancelled();
        if (outcome.end == TrainingOutcome::End::failed)
            m_table.rows[step.row].failures.push_back(
                fmt::format("Seed {} (run {}): {}", step.seed, outcome.run, outcome.message));
        step.run = outcome.run;
        return outcome.end == TrainingOutcome::End::finished;
    }

    Measurement measured(const std::string& run) const {
        const auto snapshot = loadSnapshot(m_request.project, run, true);
        if (!snapshot)
            throw Error(
                fmt::format("Run {} of {} is finished but stored no network: remove it, so that it is "
                            "trained again.",
                            run, m_request.project.string()));
        MeasureRequest request;
        request.split = m_request.split;
        const RunOptions& full = m_request.plan.variants[m_table.full].options;
        request.protocol = m_request.protocol.value_or(validationProtocol(full.batch.textUnit));
        request.ties = m_request.ties;
        request.pool = m_request.pool;
        return measureRun(m_session->input, m_session->input, *snapshot->network, request, m_stop, m_progress)
            .plain;
    }

    const AblationRequest& m_request;
    const AblationListener& m_listener;
    std::stop_token m_stop;
    const ProgressSink& m_progress;
    AblationTable m_table;
    std::shared_ptr<const Session> m_session;
    RunOptions m_asked; // options that m_session was asked for
    std::size_t m_number = 0;
};

} // namespace

AblationTable runAblation(const AblationRequest& request, const AblationListener& listener,
                          const std::stop_token& stop, const ProgressSink& progress) {
    if (request.seeds.empty())
        throw Error("There is no seed to train with: give at least one, e.g. --seeds 1,2,3.");
    return Queue(request, listener, stop, progress).run();
}

} // namespace crossview
