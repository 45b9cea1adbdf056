#include "bridge/best_network.h"

namespace crossview::ui {

BestNetwork::BestNetwork(Workspace& workspace, BestFunction read, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_possible(read != nullptr),
      m_worker([read = std::move(read)](const Request& request,
                                        const std::stop_token&) { return read(request.folder, request.run); },
               [this](std::shared_ptr<const Snapshot> snapshot) {
                   m_workspace.answerWithBest(std::move(snapshot));
               },
               [this](const QString& message) { Q_EMIT failed(message); }) {
    connect(&workspace, &Workspace::runChanged, this, &BestNetwork::fetchIfLacking);
}

void BestNetwork::fetchIfLacking() {
    if (m_possible && m_workspace.lacksBestEpoch())
        m_worker.request({m_workspace.session()->folder, m_workspace.run()->id});
}

} // namespace crossview::ui
