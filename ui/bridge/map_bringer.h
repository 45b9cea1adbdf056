#pragma once

#include "bridge/messages.h"
#include "bridge/newest_worker.h"
#include "bridge/workspace.h"
#include "project/brought_map.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace crossview::ui {

/// The map of another program that is kept with the open project, on a worker.
class MapBringer : public QObject {
    Q_OBJECT
public:
    MapBringer(Workspace& workspace, Messages& messages, QObject* parent = nullptr);

    /// Keeps the map of a file (readPositions) in the place of the last, then asks for it to be shown.
    void bring(const QString& file);
    /// Nothing: there is none.
    const std::optional<BroughtMap>& map() const { return m_map; }

Q_SIGNALS:
    void changed();
    /// One was brought just now.
    void brought();

private:
    struct Request {
        std::shared_ptr<const Session> session;
        std::filesystem::path file; // empty: only what is kept
    };
    struct Result {
        Request request;
        std::optional<BroughtMap> map;
    };
    static Result work(const Request& request, const std::stop_token& stop);
    void take(Result result);

    Workspace& m_workspace;
    Messages& m_messages;
    std::optional<BroughtMap> m_map;
    NewestWorker<Request, Result> m_worker;
};

} // namespace crossview::ui
