#include "bridge/query_controller.h"

namespace crossview::ui {

QueryController::QueryController(QObject* parent)
    : QObject(parent),
      m_worker(
          [engine = std::make_shared<QueryEngine>()](const Request& request, const std::stop_token&) {
              Result result;
              result.generation = request.generation;
              try {
                  result.answer = engine->answer(request.query, request.count, *request.session,
                                                 *request.snapshot);
              } catch (const Cancelled&) {
                  throw;
              } catch (const std::exception& exception) {
                  result.answer.query = request.query;
                  result.answer.epoch = request.snapshot->epoch;
                  result.answer.error = exception.what();
              }
              return result;
          },
          [this](const Result& result) {
              if (result.generation == m_generation)
                  Q_EMIT answered(result.answer);
          },
          [](const QString&) {}) {}

void QueryController::setSession(std::shared_ptr<const Session> session) {
    m_session = std::move(session);
    m_snapshot.reset();
    ++m_generation;
    m_worker.clear();
}

void QueryController::setSnapshot(std::shared_ptr<const Snapshot> snapshot) {
    m_snapshot = std::move(snapshot);
    if (!m_pinned)
        askAgain();
}

void QueryController::ask(const Query& query, std::size_t count) {
    m_query = query;
    m_count = count;
    ++m_generation;
    askAgain();
}

void QueryController::setPinned(bool pinned) {
    m_pinned = pinned;
    if (!pinned)
        askAgain();
}

void QueryController::askAgain() {
    if (!isReady() || m_query.kind == Query::Kind::None)
        return;
    m_worker.request({m_query, m_count, m_session, m_snapshot, m_generation});
}

} // namespace crossview::ui
