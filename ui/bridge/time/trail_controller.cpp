#include "bridge/time/trail_controller.h"

#include "common/threads.h"
#include "projection/projection_files.h"

namespace crossview::ui {

TrailController::TrailController(const Workspace& workspace, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_worker(
                                                   &TrailController::collect,
                                                   [this](const Result& result) {
                                                       if (result.number == m_asked)
                                                           Q_EMIT followed(result.trails);
                                                   },
                                                   [](const QString&) {}) {
    connect(&workspace, &Workspace::runReplaced, this, &TrailController::stop);
}

void TrailController::follow(const Epochs& epochs) {
    const std::vector<ItemRef>& selection = m_workspace.selection();
    if (selection.empty() || epochs.empty() || !m_workspace.run())
        return stop();
    const std::size_t skipped = selection.size() > kMostItems ? selection.size() - kMostItems : 0;
    m_worker.request({{selection.begin() + std::ptrdiff_t(skipped), selection.end()},
                      epochs,
                      projectionFolder(m_workspace.session()->folder, m_workspace.run()->id),
                      ++m_asked});
}

void TrailController::stop() {
    ++m_asked;
    m_worker.clear();
    Q_EMIT followed(nullptr);
}

// On the worker's thread.
TrailController::Result TrailController::collect(const Request& request, const std::stop_token& stop) {
    giveWay();
    auto trails = std::make_shared<std::vector<Trail>>();
    for (const ItemRef& item : request.items)
        trails->push_back({item, {}});
    for (const auto& [epoch, map] : request.epochs) {
        throwIfStopped(stop);
        try {
            extendTrails(*trails, epoch, map ? *map : readProjection(request.folder, epoch));
        } catch (const Error&) {
            // An epoch whose map cannot be read is left out: the line goes on.
        }
    }
    return {std::move(trails), request.number};
}

} // namespace crossview::ui
