#include "bridge/selection/saved_selections_controller.h"

#include <algorithm>

namespace crossview::ui {

SavedSelectionsController::SavedSelectionsController(Workspace& workspace, Messages& messages,
                                                     QObject* parent)
    : QObject(parent), m_workspace(workspace), m_messages(messages),
      m_worker(
          &SavedSelectionsController::work, [this](Result result) { take(std::move(result)); },
          [this](const QString& message) { m_messages.warn(message); }) {
    connect(&workspace, &Workspace::sessionChanged, this, [this] {
        m_worker.clear();
        m_all.clear();
        Q_EMIT changed();
        m_worker.request({Request::What::read, m_workspace.session(), {}});
    });
}

QStringList SavedSelectionsController::names() const {
    QStringList names;
    for (const SavedSelection& selection : m_all)
        names << QString::fromStdString(selection.name);
    return names;
}

void SavedSelectionsController::save(const QString& name) {
    if (!m_workspace.session())
        return;
    // Sentences that edits have added are there only with the runs that learned from them.
    std::vector<ItemRef> items = m_workspace.selection();
    const std::size_t imported = m_workspace.session()->imported().sentences().size();
    std::erase_if(items, [imported](const ItemRef& item) {
        return item.view == View::sentence && std::size_t(item.index) >= imported;
    });
    if (!items.empty())
        m_worker.request({Request::What::save,
                          m_workspace.session(),
                          {name.simplified().toStdString(), std::move(items)}});
}

void SavedSelectionsController::open(const QString& name) {
    const auto found = std::ranges::find(m_all, name.toStdString(), &SavedSelection::name);
    if (found != m_all.end())
        m_workspace.selectMany(found->items);
}

void SavedSelectionsController::remove(const QString& name) {
    if (m_workspace.session())
        m_worker.request({Request::What::remove, m_workspace.session(), {name.toStdString(), {}}});
}

// On the worker's thread.
SavedSelectionsController::Result SavedSelectionsController::work(const Request& request,
                                                                  const std::stop_token&) {
    const Session& session = *request.session;
    const Dataset& dataset = session.imported();
    Result result{request.session, {}, request.what, request.selection.name};
    switch (request.what) {
    case Request::What::read:
        result.all = readSelections(session.folder, dataset);
        break;
    case Request::What::save:
        result.all = saveSelection(session.folder, dataset, request.selection);
        break;
    case Request::What::remove:
        result.all = removeSelection(session.folder, dataset, request.selection.name);
        break;
    }
    return result;
}

void SavedSelectionsController::take(Result result) {
    if (result.session != m_workspace.session())
        return;
    m_all = std::move(result.all);
    Q_EMIT changed();
    const QString name = QString::fromStdString(result.name);
    if (result.what == Request::What::save)
        m_messages.inform(tr("The selection is kept as “%1” with the project.").arg(name));
    else if (result.what == Request::What::remove)
        m_messages.inform(tr("The selection “%1” is not kept any more.").arg(name));
}

} // namespace crossview::ui
