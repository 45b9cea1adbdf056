#include "bridge/query_controller.h"

#include "encoders/user/trusted_networks.h"

namespace crossview::ui {

QueryController::QueryController(Workspace& workspace, QObject* parent)
    : QObject(parent), m_workspace(workspace),
      m_worker(
          [engine = std::make_shared<QueryEngine>()](const Request& request, const std::stop_token&) {
              Result result;
              result.generation = request.generation;
              try {
                  result.answer =
                      engine->answer(request.query, request.count, *request.session, *request.snapshot);
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
    m_worker.request({m_query, m_count, m_workspace.session(), m_workspace.answering(), m_generation});
}

} // namespace crossview::ui
