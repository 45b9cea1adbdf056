#include "bridge/query_controller.h"

#include "encoders/user/trusted_networks.h"

namespace crossview::ui {

/// The engine with the last correction, which is of one snapshot, view and kind. On the worker's thread.
class QueryController::Answerer {
public:
    explicit Answerer(CorrectFunction correct) : m_correct(std::move(correct)) {}

    QueryAnswer answer(const Request& request, const std::stop_token& stop) {
        return m_engine.answer(request.query, request.count, *request.session, *request.snapshot,
                               correctionFor(request, stop));
    }

private:
    const ScoreCorrection* correctionFor(const Request& request, const std::stop_token& stop) {
        if (request.correction == Correction::none || !m_correct)
            return nullptr;
        const View view = request.query.answerView();
        if (!m_correction || m_snapshot != request.snapshot || m_view != view ||
            m_correction->options().kind != request.correction) {
            m_correction.reset();
            CorrectionOptions options;
            options.kind = request.correction;
            m_correction = m_correct(options, request.session->input, *request.snapshot, view, stop, {});
            m_snapshot = request.snapshot;
            m_view = view;
        }
        return &*m_correction;
    }

    QueryEngine m_engine;
    CorrectFunction m_correct;
    std::optional<ScoreCorrection> m_correction;
    std::shared_ptr<const Snapshot> m_snapshot; // of the correction
    View m_view = View::image;
};

QueryController::QueryController(Workspace& workspace, CorrectFunction correct, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_canCorrect(correct != nullptr),
      m_worker(
          [answerer = std::make_shared<Answerer>(std::move(correct))](const Request& request,
                                                                      const std::stop_token& stop) {
              Result result;
              result.generation = request.generation;
              try {
                  result.answer = answerer->answer(request, stop);
              } catch (const Cancelled&) {
                  throw;
              } catch (const std::exception& exception) {
                  if (const auto* refusal = dynamic_cast<const UntrustedNetwork*>(&exception))
                      result.refused = refusal->network();
                  result.answer.query = request.query;
                  result.answer.epoch = request.snapshot->epoch;
                  result.answer.error = exception.what();
              }
              return result;
          },
          [this](const Result& result) { take(result); }, [](const QString&) {}) {
    connect(&workspace, &Workspace::sessionChanged, this, [this] {
        ++m_generation; // an answer about the data before is not wanted any more
        m_worker.clear();
        const std::filesystem::path before = std::exchange(m_project, m_workspace.session()->folder);
        if (m_query.kind == Query::Kind::Item && before != m_project)
            ask({}); // the item was one of other data
    });
    connect(&workspace, &Workspace::answeringChanged, this, [this] {
        if (!m_pinned)
            askAgain();
    });
}

void QueryController::ask(const Query& query, std::size_t count) {
    m_query = query;
    m_count = count;
    ++m_generation;
    m_refusalTold = false;
    Q_EMIT asked(query);
    askAgain();
}

void QueryController::setCorrection(Correction correction) {
    if (std::exchange(m_correction, correction) != correction)
        askAgain();
}

void QueryController::setPinned(bool pinned) {
    m_pinned = pinned;
    if (!pinned)
        askAgain();
}

void QueryController::take(const Result& result) {
    if (result.generation != m_generation)
        return;
    Q_EMIT answered(result.answer);
    if (result.refused && !std::exchange(m_refusalTold, true))
        Q_EMIT refused(*result.refused);
}

void QueryController::askAgain() {
    if (!isReady() || m_query.kind == Query::Kind::None)
        return;
    m_worker.request(
        {m_query, m_count, m_workspace.session(), m_workspace.answering(), m_correction, m_generation});
}

} // namespace crossview::ui
