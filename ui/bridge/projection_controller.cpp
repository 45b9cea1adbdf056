#include "bridge/projection_controller.h"

#include "common/threads.h"
#include "project/map_of_run.h"
#include "projection/projection_files.h"

#include <utility>

namespace crossview::ui {
namespace {

bool sameShape(const Projection& projection, const Snapshot& snapshot) {
    return projection.images.rows() == snapshot.images.rows() &&
           projection.sentences.rows() == snapshot.sentences.rows();
}

/// The earlier epochs whose maps are on disk and made in the same way. What was left behind by epochs after a
/// kill would be of another course than the run takes now.
std::vector<int> earlierEpochs(const std::filesystem::path& folder, int epoch, const std::string& key) {
    std::vector<int> earlier;
    for (const int stored : storedProjections(folder)) {
        try {
            if (stored < epoch && isMadeBy(storedMethod(folder, stored), key))
                earlier.push_back(stored);
        } catch (const Error&) {
            // One that does not say how it was made cannot be shown among the others.
        }
    }
    return earlier;
}

/// The stored map of the last of some epochs, for the next to begin with; nothing where it cannot be read.
std::shared_ptr<const Projection> mapBefore(const std::filesystem::path& folder,
                                            const std::vector<int>& epochs, const Snapshot& snapshot) {
    try {
        if (!epochs.empty())
            if (auto map = std::make_shared<Projection>(readProjection(folder, epochs.back()));
                sameShape(*map, snapshot))
                return map;
    } catch (const Error&) {
        // The next one begins without it.
    }
    return nullptr;
}

} // namespace

ProjectionController::ProjectionController(Workspace& workspace, QObject* parent)
    : QObject(parent), m_workspace(workspace),
      m_worker(
          &ProjectionController::compute, [this](const Result& result) { deliver(result); },
          [this](const QString& message) { Q_EMIT failed(message); }, [this] { showLive(); }),
      m_reader(
          [](const Wish& wish, const std::stop_token&) {
              return Fetched{wish.epoch,
                             std::make_shared<const Projection>(readProjection(wish.folder, wish.epoch)),
                             wish.generation};
          },
          [this](const Fetched& fetchedMap) {
              if (fetchedMap.generation != m_generation)
                  return;
              m_epochs[fetchedMap.epoch] = fetchedMap.projection;
              m_stored.insert(fetchedMap.epoch);
              Q_EMIT fetched(fetchedMap.epoch, fetchedMap.projection);
          },
          [this](const QString& message) { Q_EMIT failed(message); }) {
    connect(&workspace, &Workspace::sessionChanged, this,
            [this, &workspace] { setProject(workspace.session()->folder); });
    connect(&workspace, &Workspace::runReplaced, this, &ProjectionController::clear);
    connect(&workspace, &Workspace::snapshotChanged, this, [this, &workspace] {
        if (workspace.snapshot())
            project(workspace.snapshot(), workspace.isSnapshotReopened());
    });
}

void ProjectionController::setProject(std::filesystem::path folder) {
    m_project = std::move(folder);
    clear();
}

void ProjectionController::setOptions(const ProjectionOptions& options) {
    if (makeProjector(options)->key() == makeProjector(m_options)->key())
        return;
    const bool sameMethod = options.method == m_options.method;
    m_options = options;
    const std::shared_ptr<const Snapshot> snapshot = m_snapshot;
    const std::shared_ptr<Live> before = m_live;
    clear();
    if (sameMethod)
        m_live->before = before;
    Q_EMIT cleared();
    if (snapshot)
        project(snapshot, true);
}

void ProjectionController::project(std::shared_ptr<const Snapshot> snapshot, bool reopened) {
    m_snapshot = std::move(snapshot);
    Request request{m_snapshot, {}, reopened, {}, m_options, ++m_asked, m_live};
    if (m_workspace.session())
        request.features = m_workspace.session()->input.features;
    if (!m_project.empty() && !m_snapshot->run.empty())
        request.folder = projectionFolder(m_project, m_snapshot->run);
    m_live->newest = m_asked;
    m_worker.request(std::move(request));
}

void ProjectionController::fetch(const std::string& run, int epoch) {
    m_reader.request({projectionFolder(m_project, run), epoch, m_generation});
}

void ProjectionController::clear() {
    ++m_generation;
    m_live->newest = ++m_asked; // what is in the making ends early, and nobody waits for it
    m_live = std::make_shared<Live>();
    m_worker.clear();
    m_reader.clear();
    m_epochs.clear();
    m_stored.clear();
    m_snapshot.reset();
    m_saidProblem = false;
    setDone(m_asked);
}

// On the worker's thread.
ProjectionController::Result ProjectionController::compute(const Request& request,
                                                           const std::stop_token& stop) {
    giveWay();
    const Snapshot& snapshot = *request.snapshot;
    Live& live = *request.live;
    Result result;
    result.epoch = snapshot.epoch;
    result.number = request.number;
    if (const auto before = std::exchange(live.before, nullptr); before && !live.last)
        live.last = before->last; // this thread's, too
    const bool stored = !request.folder.empty();
    const auto projector = makeProjector(request.options);
    const auto isWanted = [&live, &request] { return live.newest == request.number; };
    const ProjectionSink publish = [&](std::shared_ptr<const Projection> points) {
        live.moving.put({request.number, snapshot.epoch, std::move(points)});
        return isWanted();
    };
    const ProgressSink progress = [&](const Progress& now) {
        if (isWanted())
            live.progress.put(now);
    };
    // While it is shown already; a map that is to be replaced at once is not worth it.
    const auto measure = [&](Projection& map) {
        if (isWanted())
            map.quality = qualityOf(map, snapshot, request.features.get(), request.options.removeViewMeans,
                                    stop, progress);
    };
    if (request.reopened && stored) {
        result.earlier = earlierEpochs(request.folder, snapshot.epoch, projector->key());
        if (const auto kept = storedMapOf(request.folder, snapshot, projector->key())) {
            publish(std::make_shared<const Projection>(*kept));
            measure(*kept);
            live.last = kept;
            result.projection = kept;
            result.isStored = true;
            return result;
        }
        if (!live.last)
            live.last = mapBefore(request.folder, result.earlier, snapshot);
    }
    auto projection = std::make_shared<Projection>();
    try {
        *projection =
            mapOf(snapshot, request.features.get(), *projector, live.last.get(), stop, progress, publish);
        measure(*projection);
    } catch (const Cancelled&) {
        throw;
    } catch (const std::exception& exception) {
        // With its number, so that a newer request is not taken for it.
        result.problem = QString::fromUtf8(exception.what());
        return result;
    }
    live.last = std::make_shared<const Projection>(*projection);
    projection->neighbours.reset(); // large, and of use to the next map only
    try {
        if (stored)
            writeProjection(request.folder, snapshot.epoch, *projection);
        result.isStored = stored;
    } catch (const std::exception& exception) {
        result.problem = QString::fromUtf8(exception.what());
    }
    result.projection = std::move(projection);
    return result;
}

void ProjectionController::showLive() {
    if (const auto moving = m_live->moving.take(); moving && moving->number > m_done)
        Q_EMIT moved(moving->epoch, moving->points);
    if (const auto progress = m_live->progress.take(); progress && isBusy())
        Q_EMIT progressed(*progress);
}

void ProjectionController::deliver(const Result& result) {
    if (result.number <= m_done)
        return;
    if (!result.projection) {
        setDone(result.number);
        Q_EMIT failed(result.problem);
        return;
    }
    m_epochs[result.epoch] = result.projection;
    if (result.isStored)
        m_stored.insert(result.epoch);
    else
        m_stored.erase(result.epoch);
    if (!result.earlier.empty())
        Q_EMIT found(result.earlier);
    Q_EMIT projected(result.epoch, result.projection);
    release();
    setDone(result.number);
    if (!result.problem.isEmpty() && !std::exchange(m_saidProblem, true))
        Q_EMIT failed(result.problem);
}

void ProjectionController::release() {
    auto oldest = m_stored.begin();
    while (m_epochs.size() > kKept && oldest != m_stored.end()) {
        const int epoch = *oldest;
        oldest = m_stored.erase(oldest);
        m_epochs.erase(epoch);
        Q_EMIT released(epoch);
    }
}

void ProjectionController::setDone(std::uint64_t number) {
    m_done = number;
    if (!isBusy())
        Q_EMIT settled();
}

} // namespace crossview::ui
