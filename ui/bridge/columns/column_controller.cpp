#include "bridge/columns/column_controller.h"

namespace crossview::ui {
namespace {

/// Items whose class is shown; empty where all are.
std::vector<bool> shownOf(const std::vector<std::uint8_t>& classes, const std::vector<bool>& shown) {
    std::vector<bool> items;
    for (const std::uint8_t number : classes)
        items.push_back(number >= shown.size() || shown[number]);
    return items;
}

} // namespace

ColumnController::ColumnController(Workspace& workspace, QObject* parent)
    : QObject(parent), m_workspace(workspace),
      m_worker(
          &ColumnController::count, [this](const Result& result) { deliver(result); },
          [this](const QString& message) {
              m_done = m_asked;
              Q_EMIT failed(message);
          }) {
    connect(&workspace, &Workspace::sessionChanged, this, [this] {
        m_worker.clear();
        m_newest.reset();
        filter({}, nullptr, {});
    });
}

void ColumnController::filter(const std::vector<ColumnCondition>& conditions,
                              std::shared_ptr<const ItemColours> colours,
                              const std::vector<bool>& classesShown) {
    if (m_workspace.session())
        m_worker.request({m_workspace.session(), m_newest ? m_newest->known : nullptr, conditions,
                          std::move(colours), classesShown, ++m_asked});
}

// On the worker's thread.
ColumnController::Result ColumnController::count(const Request& request, const std::stop_token& stop) {
    auto columns = std::make_shared<FilteredColumns>();
    columns->known = request.known
                         ? request.known
                         : std::make_shared<const KnownColumns>(request.session->input.dataset,
                                                                request.session->input.splits->images);
    columns->conditions = request.conditions;
    ItemMask shown;
    if (request.colours)
        shown = {shownOf(request.colours->ofImage, request.classesShown),
                 shownOf(request.colours->ofSentence, request.classesShown)};
    columns->filtered = crossFilter(*columns->known, request.conditions, shown, kSteps, kBars, stop);
    return {std::move(columns), request.number};
}

void ColumnController::deliver(const Result& result) {
    if (result.number <= m_done)
        return;
    m_done = result.number;
    m_newest = result.columns;
    Q_EMIT counted(m_newest);
}

} // namespace crossview::ui
