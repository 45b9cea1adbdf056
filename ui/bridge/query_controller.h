#pragma once

#include "bridge/newest_worker.h"
#include "map/item_info.h"
#include "retrieval/nearest_rows.h"
#include "project/session.h"

#include <QStringList>

#include <memory>
#include <vector>

namespace crossview::ui {

/// What was asked.
struct Query {
    enum class Kind { None, Text, PictureFile, Item };
    Kind kind = Kind::None;
    QString text; ///< Text: the sentence; PictureFile: path of the picture
    ItemRef item; ///< Item: one of the data set

    /// View of the answers: a sentence finds images, a picture finds sentences.
    View answerView() const;
    bool operator==(const Query&) const = default;
};

/// What was found, with the state of the network that found it.
struct QueryAnswer {
    Query query;
    std::vector<Hit> hits;       ///< items of query.answerView(), nearest first
    std::vector<bool> truePairs; ///< per hit: the data says that it matches
    std::size_t searched = 0;    ///< items that were looked through
    double milliseconds = 0;     ///< features, network and search
    int epoch = 0;
    QStringList unknownWords;  ///< words that occur in no training sentence
    bool nothingKnown = false; ///< no word is known: there is nothing to search with
    QString error;             ///< the picture cannot be read, …
};

/// Answers the query box: feature chain → network of the newest snapshot → nearest items, on a worker. Asks
/// again by itself whenever a snapshot arrives.
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
    void answered(const crossview::ui::QueryAnswer& answer);

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
