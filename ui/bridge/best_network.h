#pragma once

#include "bridge/newest_worker.h"
#include "bridge/workspace.h"

#include <filesystem>
#include <memory>
#include <string>

namespace crossview::ui {

/// Reads the network and embeddings of a run's best epoch from the disk; app/ hands it in.
using BestFunction = std::function<std::shared_ptr<const Snapshot>(const std::filesystem::path& projectFolder,
                                                                   const std::string& run)>;

/// Fetches the best epoch in the background when the workspace's run is finished: it answers from then on, as
/// on the command line.
class BestNetwork : public QObject {
    Q_OBJECT
public:
    BestNetwork(Workspace& workspace, BestFunction read, QObject* parent = nullptr);

Q_SIGNALS:
    void failed(const QString& message);

private:
    void fetchIfLacking();

    struct Request {
        std::filesystem::path folder;
        std::string run;
    };
    Workspace& m_workspace;
    bool m_possible;
    NewestWorker<Request, std::shared_ptr<const Snapshot>> m_worker;
};

} // namespace crossview::ui
