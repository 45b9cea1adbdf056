#pragma once

#include "bridge/newest_worker.h"
#include "bridge/workspace.h"
#include "retrieval/nearest_rows.h"
#include "retrieval/phrase_places.h"

#include <memory>
#include <vector>

namespace crossview::ui {

/// A true partner of the inspected item.
struct Partner {
    ItemRef item;
    int rank = 0;       ///< 1-based among the items of its view that take part; 0 while there is no network,
                        ///< and where it or the inspected item takes no part
    float distance = 0; ///< in the joint space
};

/// Pictures in which a phrase is shown.
inline constexpr std::size_t kPlacesShown = 3;

/// What the inspector shows of one item.
struct Inspection {
    ItemRef item;
    int epoch = -1; ///< -1: no network yet
    std::vector<Partner> partners;
    std::vector<Hit> nearestImages;  ///< without the item itself and what takes no part
    std::vector<PhrasePlace> places; ///< of a phrase: where the network holds it to be in its first pictures
    std::vector<Hit> nearestSentences; ///< without the item itself and what takes no part
};

/// Computes ranks of the true partners and the nearest items of both views for the workspace's selected item,
/// on a worker, anew for every snapshot that answers.
class InspectionController : public QObject {
    Q_OBJECT
public:
    explicit InspectionController(Workspace& workspace, QObject* parent = nullptr);

    /// The last that was computed for the open data; Inspection::epoch is -1 before the first.
    const Inspection& newest() const { return m_newest; }

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
    void forget();
    void inspectAnother();
    void again();

    Workspace& m_workspace;
    Inspection m_newest;
    std::uint64_t m_generation = 0;
    NewestWorker<Request, Result> m_worker;
};

} // namespace crossview::ui
