#include "window/work_page.h"

#include "widgets/building_blocks.h"

#include <QKeyEvent>
#include <QSplitter>
#include <QVBoxLayout>

namespace crossview::ui {
namespace {

QFrame* inCard(QWidget* content, int margin) {
    QFrame* card = makeCard();
    auto* layout = new QVBoxLayout(card);
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->addWidget(content);
    return card;
}

} // namespace

WorkPage::WorkPage(QWidget* parent)
    : QWidget(parent), m_axis(new TimeAxis(this)), m_map(new EmbeddingView), m_timeline(new Timeline),
      m_losses(new LossChart(m_axis)), m_recalls(new RecallChart(m_axis)),
      m_rows(new QSplitter(Qt::Vertical)), m_charts(new QSplitter(Qt::Horizontal)) {
    m_charts->addWidget(inCard(m_losses, 4));
    m_charts->addWidget(inCard(m_recalls, 4));
    m_charts->setObjectName(QStringLiteral("charts"));
    m_charts->setHandleWidth(8);
    m_charts->setChildrenCollapsible(false);
    m_charts->setSizes({540, 460});
    auto* upper = new QWidget;
    auto* upperLayout = new QVBoxLayout(upper);
    upperLayout->setContentsMargins(0, 0, 0, 0);
    upperLayout->setSpacing(8);
    upperLayout->addWidget(inCard(m_map, 1), 1);
    QFrame* timeCard = inCard(m_timeline, 0);
    timeCard->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    upperLayout->addWidget(timeCard);
    m_rows->addWidget(upper);
    m_rows->addWidget(m_charts);
    m_rows->setObjectName(QStringLiteral("rows"));
    m_rows->setHandleWidth(8);
    m_rows->setChildrenCollapsible(false);
    m_rows->setStretchFactor(0, 3);
    m_rows->setStretchFactor(1, 1);
    m_rows->setSizes({600, 230});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_rows);

    connect(m_timeline, &Timeline::pinRequested, this, &WorkPage::pin);
    connect(m_timeline, &Timeline::epochChanged, this, &WorkPage::showEpoch);
    for (ChartPanel* chart : std::initializer_list<ChartPanel*>{m_losses, m_recalls})
        connect(chart, &ChartPanel::epochRequested, m_timeline, &Timeline::setEpoch);
}

void WorkPage::addSteps(std::span<const StepMetrics> steps) {
    m_losses->addSteps(steps);
}

void WorkPage::addEpoch(const EpochMetrics& epoch) {
    m_losses->addEpoch(epoch);
    m_recalls->addEpoch(epoch);
}

void WorkPage::addProjection(int epoch, std::shared_ptr<const Projection> projection) {
    const bool follows = m_timeline->isAtEnd() || m_projections.empty();
    m_projections[epoch] = std::move(projection);
    m_timeline->setRange(m_projections.begin()->first, m_projections.rbegin()->first);
    if (follows)
        showEpoch(epoch);
    Q_EMIT epochsChanged();
}

void WorkPage::addStored(const std::vector<int>& epochs) {
    for (const int epoch : epochs)
        m_projections.try_emplace(epoch);
    Q_EMIT epochsChanged();
}

void WorkPage::release(int epoch) {
    if (const auto known = m_projections.find(epoch); known != m_projections.end())
        known->second.reset();
}

void WorkPage::addFetched(int epoch, std::shared_ptr<const Projection> projection) {
    const auto known = m_projections.find(epoch);
    if (known == m_projections.end())
        return;
    known->second = std::move(projection);
    const auto next = m_projections.upper_bound(m_timeline->epoch());
    if (next != m_projections.begin() && std::prev(next) == known)
        showOnMap(epoch, known->second);
}

void WorkPage::showEpoch(int epoch) {
    // When training outran the projection, the epoch before stands for a missing one.
    auto next = m_projections.upper_bound(epoch);
    if (next == m_projections.begin())
        return;
    const auto& [shownEpoch, projection] = *std::prev(next);
    if (projection)
        showOnMap(shownEpoch, projection);
    else
        Q_EMIT projectionWanted(shownEpoch);
    m_losses->setEpochMarker(epoch);
    m_recalls->setEpochMarker(epoch);
}

void WorkPage::showOnMap(int epoch, const std::shared_ptr<const Projection>& projection) {
    if (!m_map->setProjection(projection, epoch))
        return;
    m_shownEpoch = epoch;
    m_shown = projection;
    Q_EMIT projectionShown(epoch, projection);
}

void WorkPage::pin(bool pin) {
    const bool possible = pin && m_shown != nullptr;
    m_map->setGhost(possible ? m_shown : nullptr, m_shownEpoch);
    m_timeline->setPinned(possible ? std::optional(m_shownEpoch) : std::nullopt);
}

void WorkPage::keyPressEvent(QKeyEvent* event) {
    m_timeline->handleKey(event); // what the map did not take
}

void WorkPage::clearProjections() {
    m_projections.clear();
    m_shown.reset();
    pin(false);
    m_timeline->clear();
    Q_EMIT epochsChanged();
}

void WorkPage::clearRun() {
    clearProjections();
    m_axis->clear();
    m_losses->clear();
    m_recalls->clear();
}

} // namespace crossview::ui
