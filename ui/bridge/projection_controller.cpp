#include "bridge/projection_controller.h"

namespace crossview::ui {

ProjectionController::ProjectionController(QObject* parent)
    : QObject(parent), m_worker(
                           &ProjectionController::compute,
                           [this](const Result& result) {
                               if (result.generation != m_generation)
                                   return;
                               m_newest = result.projection;
                               m_epochs[result.epoch] = result.projection;
                               Q_EMIT projected(result.epoch, result.projection);
                           },
                           [this](const QString& message) { Q_EMIT failed(message); }) {}

void ProjectionController::project(std::shared_ptr<const Snapshot> snapshot) {
    m_worker.request({std::move(snapshot), m_newest, m_generation});
}

void ProjectionController::clear() {
    ++m_generation;
    m_worker.clear();
    m_epochs.clear();
    m_newest.reset();
}

ProjectionController::Result ProjectionController::compute(const Request& request, const std::stop_token&) {
    auto projection =
        std::make_shared<Projection>(projectPca(request.snapshot->images, request.snapshot->sentences));
    const bool fits = request.previous && request.previous->images.rows() == projection->images.rows() &&
                      request.previous->sentences.rows() == projection->sentences.rows();
    if (fits)
        alignTo(*request.previous, *projection);
    return {request.snapshot->epoch, std::move(projection), request.generation};
}

} // namespace crossview::ui
