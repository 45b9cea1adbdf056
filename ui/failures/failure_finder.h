#pragma once

#include "bridge/newest_worker.h"
#include "bridge/workspace.h"
#include "dataset/item_ref.h"

#include <QObject>

#include <memory>
#include <vector>

namespace crossview::ui {

/// A query that found others before its own match.
struct FailedQuery {
    ItemRef query;
    double rank = 0;            ///< 0-based, of its best match
    ItemRef own;                ///< its best match
    std::vector<ItemRef> found; ///< what it found first, nearest first
};

/// The queries of one direction, the worst first.
struct Failures {
    View asking = View::image;
    Split split = Split::test;
    int epoch = -1;         ///< of the network that was asked; -1: none was yet
    std::size_t asked = 0;  ///< queries with a match
    std::size_t failed = 0; ///< whose match is not the first answer
    std::vector<FailedQuery> worst;
};

/// Looks for the failures of the network that answers, on the test split (of a data set without one the
/// validation split), every sentence by itself, on a worker; anew with every epoch while somebody watches.
class FailureFinder : public QObject {
    Q_OBJECT
public:
    static constexpr std::size_t kShown = 200; ///< queries that are given
    static constexpr std::size_t kFound = 3;   ///< answers of each

    explicit FailureFinder(const Workspace& workspace, QObject* parent = nullptr);

    /// Without a watcher nothing is looked for.
    void setWatched(bool watched);
    void setAsking(View view);
    View asking() const { return m_asking; }
    const Failures& newest() const { return m_newest; }

Q_SIGNALS:
    void found();
    void failed(const QString& message);

private:
    struct Request {
        std::shared_ptr<const Session> session;
        std::shared_ptr<const Snapshot> snapshot;
        View asking = View::image;
    };
    struct Result {
        Request request;
        Failures failures;
    };
    static Result compute(const Request& request, const std::stop_token& stop);
    void look();
    void forget();

    const Workspace& m_workspace;
    bool m_isWatched = false;
    View m_asking = View::image;
    Failures m_newest;
    std::shared_ptr<const Snapshot> m_looked; ///< what the newest are, or will be, of
    View m_lookedAsking = View::image;
    NewestWorker<Request, Result> m_worker;
};

} // namespace crossview::ui
