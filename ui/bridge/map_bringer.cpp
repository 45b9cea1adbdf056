#include "bridge/map_bringer.h"

#include "dataset/importers/map_positions.h"

namespace crossview::ui {

MapBringer::MapBringer(Workspace& workspace, Messages& messages, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_messages(messages),
      m_worker(
          &MapBringer::work, [this](Result result) { take(std::move(result)); },
          [this](const QString& message) { m_messages.fail(message); }) {
    connect(&workspace, &Workspace::sessionChanged, this, [this] {
        m_worker.clear();
        m_map.reset();
        Q_EMIT changed();
        m_worker.request({m_workspace.session(), {}});
    });
}

void MapBringer::bring(const QString& file) {
    if (m_workspace.session())
        m_worker.request({m_workspace.session(), file.toStdString()});
}

// On the worker's thread.
MapBringer::Result MapBringer::work(const Request& request, const std::stop_token& stop) {
    const Session& session = *request.session;
    const Dataset& data = session.imported();
    if (request.file.empty())
        return {request, broughtMapOf(session.folder, data)};
    return {request, bringMap(session.folder, data, readPositions(request.file, data, stop),
                              request.file.filename().string())};
}

void MapBringer::take(Result result) {
    if (result.request.session != m_workspace.session())
        return;
    m_map = std::move(result.map);
    Q_EMIT changed();
    if (result.request.file.empty() || !m_map)
        return;
    Q_EMIT brought();
    m_messages.inform(tr("The map of %1 is kept with the project.").arg(QString::fromStdString(m_map->from)));
}

} // namespace crossview::ui
