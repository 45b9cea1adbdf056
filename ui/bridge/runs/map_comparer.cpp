#include "bridge/runs/map_comparer.h"

#include "common/threads.h"
#include "project/map_of_run.h"
#include "projection/projection_files.h"

#include <utility>

namespace crossview::ui {
namespace {

/// On the worker's thread: the map of one run, beginning with `previous`, which is null for the first.
std::shared_ptr<const Projection> mapFor(const ComparedRun& run, const std::filesystem::path& project,
                                         const ProjectionOptions& options, const Projection* previous,
                                         const std::stop_token& stop, const ProgressSink& progress,
                                         const ProjectionSink& publish) {
    const Snapshot& snapshot = *run.trained->snapshot;
    const auto projector = makeProjector(options);
    if (previous == nullptr && !project.empty())
        if (auto stored = storedMapOf(projectionFolder(project, snapshot.run), snapshot, projector->key()))
            return stored;
    return std::make_shared<const Projection>(mapOf(snapshot, run.trained->session->input.features.get(),
                                                    *projector, previous, stop, progress, publish));
}

} // namespace

MapComparer::MapComparer(QObject* parent) : QObject(parent) {
    connect(&m_job, &BackgroundJob::ended, this, [this](quint64 generation, const JobOutcome& outcome) {
        if (generation != m_generation || !m_shared)
            return;
        m_shared.reset();
        if (outcome.end == JobOutcome::End::Failed)
            Q_EMIT failed(outcome.message);
        Q_EMIT ended();
    });
}

void MapComparer::layOut(const std::shared_ptr<const RunComparison>& comparison,
                         const std::filesystem::path& project, const ProjectionOptions& options) {
    stop();
    if (!comparison || !comparison->runs[0].trained || !comparison->runs[1].trained)
        return;
    auto shared = std::make_shared<Shared>();
    for (std::size_t run = 0; run < 2; ++run)
        shared->epochs.at(run) = comparison->runs.at(run).trained->snapshot->epoch;
    m_shared = shared;
    m_generation = m_job.start(
        [comparison, project, options, shared](const std::stop_token& stop) {
            giveWay();
            std::shared_ptr<const Projection> previous;
            for (std::size_t run = 0; run < 2; ++run) {
                const ProgressSink progress = [&](const Progress& now) { shared->progress.put(now); };
                const ProjectionSink publish = [&](std::shared_ptr<const Projection> points) {
                    shared->maps.at(run).put(std::move(points));
                    return true;
                };
                previous = mapFor(comparison->runs.at(run), project, options, previous.get(), stop, progress,
                                  publish);
                shared->maps.at(run).put(previous);
            }
        },
        [this, shared] { deliver(shared); });
}

void MapComparer::deliver(const std::shared_ptr<Shared>& shared) {
    if (shared != m_shared)
        return;
    for (std::size_t run = 0; run < 2; ++run)
        if (auto map = shared->maps.at(run).take())
            Q_EMIT moved(run, std::move(*map), shared->epochs.at(run));
    if (const auto progress = shared->progress.take())
        Q_EMIT progressed(*progress);
}

void MapComparer::stop() {
    if (!m_shared)
        return;
    m_job.requestStop();
    m_shared.reset();
    Q_EMIT ended();
}

} // namespace crossview::ui
