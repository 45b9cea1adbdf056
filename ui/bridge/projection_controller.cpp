#include "bridge/projection_controller.h"

#include "projection/projection_files.h"
#include "projection/projector.h"

#include <algorithm>
#include <limits>

namespace crossview::ui {
namespace {

bool sameShape(const Projection& projection, const Snapshot& snapshot) {
    return projection.images.rows() == snapshot.images.rows() &&
           projection.sentences.rows() == snapshot.sentences.rows();
}

/// The stored map of a reopened snapshot; nothing when it has to be made anew. A map that does not say what
/// made it is of a version that knew one method only.
std::shared_ptr<Projection> storedMap(const std::filesystem::path& folder, const Snapshot& snapshot,
                                      const std::string& madeBy) {
    try {
        auto projection = std::make_shared<Projection>(readProjection(folder, snapshot.epoch));
        const bool sameWay = projection->madeBy.empty() || projection->madeBy == madeBy;
        if (sameWay && sameShape(*projection, snapshot))
            return projection;
    } catch (const Error&) {
        // A damaged file costs nothing but the time to compute the map again.
    }
    return nullptr;
}

/// The images' embeddings as the map lays them out: what takes no part has no say in where the others lie.
SharedMatrix withoutLeftOut(const SharedMatrix& images, const FeatureSet* features) {
    const auto leftOut = features ? features->leftOut(View::image) : std::span<const std::int32_t>();
    if (leftOut.empty())
        return images;
    Matrix rows(images.rows(), images.cols());
    std::copy_n(images.view().data(), images.rows() * images.cols(), rows.data());
    for (const std::int32_t image : leftOut)
        std::ranges::fill(rows.row(static_cast<std::size_t>(image)), std::numeric_limits<float>::quiet_NaN());
    return SharedMatrix(std::move(rows));
}

} // namespace

ProjectionController::ProjectionController(Workspace& workspace, QObject* parent)
    : QObject(parent), m_workspace(workspace),
      m_worker(
          &ProjectionController::compute, [this](const Result& result) { deliver(result); },
          [this](const QString& message) { Q_EMIT failed(message); }),
      m_reader(
          [](const Wish& wish, const std::stop_token&) {
              Result result;
              result.epoch = wish.epoch;
              result.projection = std::make_shared<const Projection>(readProjection(wish.folder, wish.epoch));
              result.generation = wish.generation;
              return result;
          },
          [this](const Result& result) {
              if (result.generation != m_generation)
                  return;
              m_epochs[result.epoch] = result.projection;
              Q_EMIT fetched(result.epoch, result.projection);
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

void ProjectionController::project(std::shared_ptr<const Snapshot> snapshot, bool reopened) {
    Request request{std::move(snapshot), m_newest, {}, reopened, m_generation};
    if (m_workspace.session())
        request.features = m_workspace.session()->input.features;
    if (!m_project.empty() && !request.snapshot->run.empty())
        request.folder = projectionFolder(m_project, request.snapshot->run);
    m_worker.request(std::move(request));
}

void ProjectionController::fetch(const std::string& run, int epoch) {
    m_reader.request({projectionFolder(m_project, run), epoch, m_generation});
}

void ProjectionController::clear() {
    ++m_generation;
    m_worker.clear();
    m_reader.clear();
    m_epochs.clear();
    m_newest.reset();
    m_saidProblem = false;
}

ProjectionController::Result ProjectionController::compute(const Request& request,
                                                           const std::stop_token& stop) {
    const Snapshot& snapshot = *request.snapshot;
    Result result;
    result.epoch = snapshot.epoch;
    result.generation = request.generation;
    const bool stored = !request.folder.empty();
    const auto projector = makeProjector();
    if (request.reopened && stored) {
        // What was left behind by epochs after a kill would be of another course than the run takes now.
        for (const int epoch : storedProjections(request.folder))
            if (epoch < snapshot.epoch)
                result.earlier.push_back(epoch);
        result.projection = storedMap(request.folder, snapshot, projector->key());
        if (result.projection)
            return result;
    }
    auto projection = std::make_shared<const Projection>(
        projector->project(withoutLeftOut(snapshot.images, request.features.get()), snapshot.sentences,
                           request.previous.get(), stop));
    try {
        if (stored)
            writeProjection(request.folder, snapshot.epoch, *projection);
    } catch (const std::exception& exception) {
        result.problem = QString::fromUtf8(exception.what());
    }
    result.projection = std::move(projection);
    return result;
}

void ProjectionController::deliver(const Result& result) {
    if (result.generation != m_generation)
        return;
    m_newest = result.projection;
    m_epochs[result.epoch] = result.projection;
    if (!result.earlier.empty())
        Q_EMIT found(result.earlier);
    Q_EMIT projected(result.epoch, result.projection);
    if (!result.problem.isEmpty() && !std::exchange(m_saidProblem, true))
        Q_EMIT failed(result.problem);
}

} // namespace crossview::ui
