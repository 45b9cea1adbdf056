#pragma once

#include "bridge/newest_worker.h"
#include "project/query.h"

#include <memory>

namespace crossview::ui {

/// Answers the query box: QueryEngine with the newest snapshot, on a worker. Asks again by itself whenever a
/// snapshot arrives.
class QueryController : public QObject {
    Q_OBJECT
public:
    explicit QueryController(QObject* parent = nullptr);

    void setSession(std::shared_ptr<const Session> session);
    void setSnapshot(std::shared_ptr<const Snapshot> snapshot);
    void ask(const Query& query, std::size_t count = 12);
    /// While pinned, new snapshots do not change the answer.
    void setPinned(bool pinned);
    bool isReady() const { return m_session && m_snapshot; }
    const Query& query() const { return m_query; }

Q_SIGNALS:
    /// QueryAnswer::error says why where there is no answer.
    void answered(const crossview::QueryAnswer& answer);

private:
    struct Request {
        Query query;
        std::size_t count = 0;
        std::shared_ptr<const Session> session;
        std::shared_ptr<const Snapshot> snapshot;
        std::uint64_t generation = 0;
    };
    struct Result {
        QueryAnswer answer;
        std::uint64_t generation = 0;
    };
    void askAgain();

    std::shared_ptr<const Session> m_session;
    std::shared_ptr<const Snapshot> m_snapshot;
    Query m_query;
    std::size_t m_count = 12;
    bool m_pinned = false;
    std::uint64_t m_generation = 0;
    NewestWorker<Request, Result> m_worker;
};

} // namespace crossview::ui
