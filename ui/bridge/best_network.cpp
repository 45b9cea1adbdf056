#include "bridge/best_network.h"

namespace crossview::ui {

BestNetwork::BestNetwork(BestFunction read, QObject* parent)
    : QObject(parent), m_possible(read != nullptr),
      m_worker([read = std::move(read)](const Request& request,
                                        const std::stop_token&) { return read(request.folder, request.run); },
               [this](const std::shared_ptr<const Snapshot>& snapshot) {
                   if (snapshot)
                       Q_EMIT fetched(snapshot);
               },
               [this](const QString& message) { Q_EMIT failed(message); }) {}

void BestNetwork::fetch(const std::filesystem::path& projectFolder, const std::string& run) {
    if (m_possible)
        m_worker.request({projectFolder, run});
}

} // namespace crossview::ui
