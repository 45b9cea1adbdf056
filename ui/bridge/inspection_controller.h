#pragma once

#include "bridge/newest_worker.h"
#include "map/item_info.h"
#include "retrieval/nearest_rows.h"
#include "project/session.h"

#include <memory>
#include <vector>

namespace crossview::ui {

/// A true partner of the inspected item.
struct Partner {
    ItemRef item;
    int rank = 0;       ///< 1-based among all items of its view; 0 while there is no network
    float distance = 0; ///< in the joint space
};

/// What the inspector shows of one item.
struct Inspection {
    ItemRef item;
    int epoch = -1; ///< -1: no network yet
    std::vector<Partner> partners;
    std::vector<Hit> nearestImages;    ///< without the item itself
    std::vector<Hit> nearestSentences; ///< without the item itself
};

/// Computes ranks of the true partners and the nearest items of both views on a worker, anew for every
/// snapshot.
class InspectionController : public QObject {
    Q_OBJECT
public:
    explicit InspectionController(QObject* parent = nullptr);

    void setSession(std::shared_ptr<const Session> session);
    void setSnapshot(std::shared_ptr<const Snapshot> snapshot);
    void inspect(ItemRef item);
    ItemRef item() const { return m_item; }

Q_SIGNALS:
    void inspected(const crossview::ui::Inspection& inspection);

private:
    struct Request {
        ItemRef item;
        std::shared_ptr<const Session> session;
        std::shared_ptr<const Snapshot> snapshot;
        std::uint64_t generation = 0;
    };
    struct Result {
        Inspection inspection;
        std::uint64_t generation = 0;
    };
    static Result compute(const Request& request, const std::stop_token& stop);
    void again();

    std::shared_ptr<const Session> m_session;
    std::shared_ptr<const Snapshot> m_snapshot;
    ItemRef m_item;
    std::uint64_t m_generation = 0;
    NewestWorker<Request, Result> m_worker;
};

} // namespace crossview::ui
