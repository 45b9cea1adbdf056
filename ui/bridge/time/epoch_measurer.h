#pragma once

#include "bridge/newest_worker.h"
#include "bridge/workspace.h"
#include "project/epoch_measures.h"

#include <QTimer>

namespace crossview::ui {

/// Keeps when the items of the workspace's run arrived and what its neighbourhoods are, with the run, so that
/// it can be seen later. All items are compared with each other for it: while a training goes on that takes
/// no more than a tenth of the time, and not every epoch is measured; the last always is.
class EpochMeasurer : public QObject {
    Q_OBJECT
public:
    explicit EpochMeasurer(Workspace& workspace, QObject* parent = nullptr);

    /// Null until an epoch of the run was measured.
    const std::shared_ptr<const EpochMeasures>& newest() const { return m_newest; }

Q_SIGNALS:
    void changed();
    void failed(const QString& message);

private:
    struct Request {
        std::filesystem::path folder;
        std::shared_ptr<const Session> session;
        std::shared_ptr<const Snapshot> snapshot;
        bool isReopened =
            false; // it was trained earlier: what is there is read, and what is cheap is measured
        std::shared_ptr<const EpochMeasures> known; // null: read them
        std::uint64_t generation = 0;
    };
    struct Result {
        std::shared_ptr<const EpochMeasures> measures;
        double seconds = 0;
        std::uint64_t generation = 0;
    };
    static Result measure(const Request& request, const std::stop_token& stop);
    void take(const Result& result);
    void ask();
    void clear();
    bool isRunning() const;

    Workspace& m_workspace;
    std::shared_ptr<const EpochMeasures> m_newest;
    std::uint64_t m_generation = 0;
    QTimer m_rest;
    NewestWorker<Request, Result> m_worker;
};

} // namespace crossview::ui
