#pragma once

#include "bridge/newest_worker.h"
#include "training/events.h"

#include <filesystem>
#include <memory>
#include <string>

namespace crossview::ui {

/// Reads the network and embeddings of a run's best epoch from the disk; app/ hands it in.
using BestFunction = std::function<std::shared_ptr<const Snapshot>(const std::filesystem::path& projectFolder,
                                                                   const std::string& run)>;

/// Fetches the best epoch of a finished run in the background: it answers from then on, as on the command
/// line.
class BestNetwork : public QObject {
    Q_OBJECT
public:
    explicit BestNetwork(BestFunction read, QObject* parent = nullptr);
    void fetch(const std::filesystem::path& projectFolder, const std::string& run);

Q_SIGNALS:
    void fetched(std::shared_ptr<const crossview::Snapshot> snapshot);
    void failed(const QString& message);

private:
    struct Request {
        std::filesystem::path folder;
        std::string run;
    };
    bool m_possible;
    NewestWorker<Request, std::shared_ptr<const Snapshot>> m_worker;
};

} // namespace crossview::ui
