#pragma once

#include "bridge/newest_worker.h"
#include "bridge/workspace.h"
#include "encoders/user/network_file.h"
#include "project/query.h"

#include <functional>
#include <memory>
#include <optional>

namespace crossview::ui {

/// Corrects the scores of a snapshot's items of a view (correctionOfAnswers); app/ hands it in.
using CorrectFunction =
    std::function<ScoreCorrection(const CorrectionOptions&, const TrainingInput& trained, const Snapshot&,
                                  View answers, const std::stop_token&, const ProgressSink&)>;

/// The question that is asked of the workspace's network, and its answer: QueryEngine on a worker. Asks again
/// by itself whenever another snapshot answers.
class QueryController : public QObject {
    Q_OBJECT
public:
    /// Without `correct` answers are ordered by distance alone.
    explicit QueryController(Workspace& workspace, CorrectFunction correct = {}, QObject* parent = nullptr);

    void ask(const Query& query, std::size_t count = 12);
    /// The same question again, for what could not be answered before.
    void askAgain();
    bool canCorrect() const { return m_canCorrect; }
    /// What is done against hubs from now on; the same question is asked again.
    void setCorrection(Correction correction);
    Correction correction() const { return m_correction; }
    /// While pinned, new snapshots do not change the answer.
    void setPinned(bool pinned);
    bool isReady() const { return m_workspace.session() && m_workspace.answering(); }
    const Query& query() const { return m_query; }

Q_SIGNALS:
    /// Another question, wherever it comes from.
    void asked(const crossview::Query& query);
    /// QueryAnswer::error says why where there is no answer.
    void answered(const crossview::QueryAnswer& answer);
    /// The picture of the question has to go through a network that nobody has allowed to run on this
    /// machine. Told once per question.
    void refused(const crossview::NetworkFacts& network);

private:
    struct Request {
        Query query;
        std::size_t count = 0;
        std::shared_ptr<const Session> session;
        std::shared_ptr<const Snapshot> snapshot;
        Correction correction = Correction::none;
        std::uint64_t generation = 0;
    };
    class Answerer;
    struct Result {
        QueryAnswer answer;
        std::optional<NetworkFacts> refused;
        std::uint64_t generation = 0;
    };
    void take(const Result& result);

    Workspace& m_workspace;
    std::filesystem::path m_project; // whose items a query may name
    Query m_query;
    std::size_t m_count = 12;
    bool m_canCorrect;
    Correction m_correction = Correction::none;
    bool m_pinned = false;
    bool m_refusalTold = false;
    std::uint64_t m_generation = 0;
    NewestWorker<Request, Result> m_worker;
};

} // namespace crossview::ui
