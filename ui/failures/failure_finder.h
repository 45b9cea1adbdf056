#pragma once

#include "bridge/newest_worker.h"
#include "bridge/workspace.h"
#include "dataset/item_ref.h"

#include <QObject>

#include <memory>
#include <vector>

namespace crossview::ui {

/// What is looked for.
enum class FailureKind {
    images,       ///< images that find other sentences first
    sentences,    ///< sentences that find other images first
    doubtfulPairs ///< pairs of the whole data that stand far apart where similar ones do not
};

/// A query that found others before its own match, or an image with a sentence that may not be its own.
struct FailedQuery {
    ItemRef query;
    double rank = 0;            ///< 0-based, of its best match; of a doubtful pair not known
    ItemRef own;                ///< its best match, or the doubtful one
    std::vector<ItemRef> found; ///< what it found first, nearest first
    /// Of a doubtful pair: shares of items that are nearer, here and around similar images.
    double place = 0, similar = 0;
};

/// The queries of one direction, or doubtful pairs, the worst first.
struct Failures {
    FailureKind kind = FailureKind::images;
    bool isLookedFor = false; ///< another kind was chosen, and its first list is in the making
    Split split = Split::test;
    int epoch = -1;         ///< of the network that was asked; -1: none was yet
    std::size_t asked = 0;  ///< queries with a match
    std::size_t failed = 0; ///< whose match is not the first answer
    std::vector<FailedQuery> worst;
};

/// Looks for the failures of the network that answers, on the test split (of a data set without one the
/// validation split), every sentence by itself, or for doubtful pairs among all, on a worker; anew with every
/// epoch while somebody watches.
class FailureFinder : public QObject {
    Q_OBJECT
public:
    static constexpr std::size_t kShown = 200; ///< queries that are given
    static constexpr std::size_t kFound = 3;   ///< answers of each

    explicit FailureFinder(const Workspace& workspace, QObject* parent = nullptr);

    /// Without a watcher nothing is looked for.
    void setWatched(bool watched);
    void setKind(FailureKind kind);
    FailureKind kind() const { return m_kind; }
    const Failures& newest() const { return m_newest; }

Q_SIGNALS:
    void found();
    void failed(const QString& message);

private:
    struct Request {
        std::shared_ptr<const Session> session;
        std::shared_ptr<const Snapshot> snapshot;
        FailureKind kind = FailureKind::images;
    };
    struct Result {
        Request request;
        Failures failures;
    };
    static Result compute(const Request& request, const std::stop_token& stop);
    static Failures failedQueries(const Request& request, const std::stop_token& stop);
    static Failures doubtfulPairsOf(const Request& request, const std::stop_token& stop);
    void look();
    void forget();

    const Workspace& m_workspace;
    bool m_isWatched = false;
    FailureKind m_kind = FailureKind::images;
    Failures m_newest;
    std::shared_ptr<const Snapshot> m_looked; ///< what the newest are, or will be, of
    FailureKind m_lookedKind = FailureKind::images;
    NewestWorker<Request, Result> m_worker;
};

} // namespace crossview::ui
