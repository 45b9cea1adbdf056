#include "bridge/colour_controller.h"

#include "common/threads.h"

#include <QElapsedTimer>

#include <utility>

namespace crossview::ui {
namespace {

constexpr double kRest = 20; // times as long as the last costly look took

std::shared_ptr<const Arrivals> arrivalsOf(const std::shared_ptr<const EpochMeasures>& measures) {
    return measures ? std::shared_ptr<const Arrivals>(measures, &measures->arrivals) : nullptr;
}

} // namespace

ColourController::ColourController(Workspace& workspace, ClusterController& clusters,
                                   QueryController& queries, EpochMeasurer& measures, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_clusters(clusters), m_measures(measures),
      m_chosen(colourings().front().key), m_wanted(m_chosen),
      m_worker(
          &ColourController::compute, [this](const Result& result) { deliver(result); },
          [this](const QString& message) {
              finish(m_asked);
              Q_EMIT failed(message);
          },
          [this] {
              if (const auto progress = m_shared->progress.take(); progress && isBusy())
                  Q_EMIT progressed(*progress);
          }) {
    m_rest.setSingleShot(true);
    connect(&m_rest, &QTimer::timeout, this, &ColourController::ask);
    connect(&workspace, &Workspace::sessionChanged, this, [this] {
        m_worker.clear();
        m_groups = std::make_shared<const ImageGroups>(m_workspace.groups());
        m_query.clear();
        m_newest.reset();
        m_shared = std::make_shared<Shared>();
        Q_EMIT choicesChanged();
        if (const QString key = nearestTo(m_wanted); key != m_chosen) {
            m_chosen = key;
            Q_EMIT chosenChanged(key);
        }
        ask();
    });
    connect(&workspace, &Workspace::answeringChanged, this, [this] {
        if (colouringOf(m_chosen).usesSnapshot)
            askSeldom();
    });
    connect(&clusters, &ClusterController::found, this, [this] {
        if (colouringOf(m_chosen).usesClusters)
            askSeldom();
    });
    connect(&measures, &EpochMeasurer::changed, this, [this] {
        if (colouringOf(m_chosen).usesArrivals)
            ask();
    });
    connect(&queries, &QueryController::asked, this, [this](const Query& query) {
        if (query.kind == Query::Kind::None && !std::exchange(m_query, {}).empty() &&
            colouringOf(m_chosen).usesQuery)
            ask();
    });
    connect(&queries, &QueryController::answered, this, [this](const QueryAnswer& answer) {
        m_query = answer.point;
        if (colouringOf(m_chosen).usesQuery)
            ask();
    });
}

std::vector<Colouring> ColourController::choices() const {
    std::vector<Colouring> all = colourings();
    if (m_workspace.session())
        for (Colouring& column : columnColourings(*m_workspace.session()->input.dataset))
            all.push_back(std::move(column));
    return all;
}

QString ColourController::nearestTo(const QString& key) const {
    for (const Colouring& choice : choices())
        if (choice.key == key)
            return key;
    return colourings().front().key;
}

void ColourController::choose(const QString& key) {
    m_wanted = key;
    const QString known = nearestTo(key);
    if (known == m_chosen)
        return;
    m_chosen = known;
    Q_EMIT chosenChanged(known);
    ask();
}

void ColourController::askSeldom() {
    const bool trains = m_workspace.run() && m_workspace.run()->status == RunStatus::running;
    if (!trains || !colouringOf(m_chosen).isCostly)
        ask();
    else if (!m_rest.isActive())
        m_rest.start(int(1000 * kRest * m_seconds));
}

void ColourController::ask() {
    m_rest.stop();
    if (!m_workspace.session())
        return;
    const bool same = m_newest && m_newest->key == m_chosen;
    m_worker.request(
        {m_chosen,
         {m_workspace.session(), m_groups, m_workspace.answering(), m_clusters.newest(), m_query,
          arrivalsOf(m_measures.newest()), m_workspace.runOptions().value_or(m_workspace.options()).loss,
          columnOf(m_chosen).value_or(std::string())},
         same ? m_newest : nullptr,
         m_shared,
         ++m_asked});
}

// On the worker's thread.
ColourController::Result ColourController::compute(const Request& request, const std::stop_token& stop) {
    giveWay();
    QElapsedTimer clock;
    clock.start();
    const Colouring colouring = colouringOf(request.key);
    auto colours = std::make_shared<ItemColours>(
        colouring.make(request.sources, request.previous.get(), request.shared->memory, stop,
                       [&request](const Progress& progress) { request.shared->progress.put(progress); }));
    colours->key = colouring.key;
    colours->name = colouring.name;
    colours->explanation = colouring.description;
    return {std::move(colours), double(clock.nsecsElapsed()) * 1e-9, request.number};
}

void ColourController::deliver(const Result& result) {
    if (result.number <= m_done)
        return;
    if (colouringOf(result.colours->key).isCostly)
        m_seconds = result.seconds;
    if (result.colours->key == m_chosen) {
        m_newest = result.colours;
        Q_EMIT coloured(m_newest);
    }
    finish(result.number);
}

void ColourController::finish(std::uint64_t number) {
    m_done = number;
    if (!isBusy())
        Q_EMIT settled();
}

} // namespace crossview::ui
