#pragma once

#include "bridge/newest_worker.h"
#include "bridge/workspace.h"
#include "evaluation/anchor_triplets.h"

#include <QObject>

#include <memory>
#include <optional>

namespace crossview::ui {

/// What one term of the loss says of the selected item.
struct TermTriplets {
    View view = View::sentence; ///< of positives and negatives
    AnchorTriplets triplets;
    std::size_t pool = 0; ///< items that were looked through
    double weight = 1;    ///< λ of the term in the loss
    bool isHinge = true;  ///< false: the run has another objective across the views, without a margin
};

/// The triplets of one item: across the views (T1 or T2), and within its own (T3 or T4).
struct ItemTriplets {
    ItemRef anchor;
    int epoch = -1; ///< of the network that answers; -1: none does yet
    Split split = Split::train;
    bool takesPart = true;
    double margin = 0;
    int topK = 0; ///< 0: all
    TermTriplets across, within;
};

/// Computes the triplets of the workspace's selected item as the network that answers has them, among the
/// items of its own split and sentence by sentence, on a worker; anew with every epoch while somebody
/// watches.
class TripletFinder : public QObject {
    Q_OBJECT
public:
    explicit TripletFinder(const Workspace& workspace, QObject* parent = nullptr);

    /// Without a watcher nothing is computed.
    void setWatched(bool watched);
    const ItemTriplets& newest() const { return m_newest; }

Q_SIGNALS:
    void found();
    void failed(const QString& message);

private:
    struct Request {
        ItemRef anchor;
        std::shared_ptr<const Session> session;
        std::shared_ptr<const Snapshot> snapshot;
        LossOptions loss;
        BatchOptions batch;
    };
    struct Result {
        std::shared_ptr<const Snapshot> snapshot;
        ItemTriplets triplets;
    };
    static Result compute(const Request& request, const std::stop_token& stop);
    void forget();
    void look();

    const Workspace& m_workspace;
    bool m_isWatched = false;
    ItemTriplets m_newest;
    ItemRef m_asked; ///< what the newest are, or will be, of
    std::shared_ptr<const Snapshot> m_askedOf;
    NewestWorker<Request, Result> m_worker;
};

} // namespace crossview::ui
