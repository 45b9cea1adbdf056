#include "map/embedding_view.h"

#include "map/hover_card.h"
#include "map/map_paint.h"

#include <QtCore/QEvent>
#include <QtGui/QResizeEvent>

#include <algorithm>
#include <cmath>

namespace crossview::ui {

namespace {
constexpr int kFrameMs = 16;
constexpr int kListMs = 60;

} // namespace

EmbeddingView::EmbeddingView(QWidget* parent)
    : QWidget(parent), m_legend(new MapLegend(this)), m_toolBar(new MapToolBar(this)),
      m_status(new MapStatus(this)), m_card(new HoverCard(this)), m_moved(new MovedList(this)) {
    setObjectName(QStringLiteral("embeddingView"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Embedding map"));
    setAccessibleDescription(
        tr("Images and sentences of the joint space on one map. Arrow keys move the map, plus "
           "and minus zoom, Ctrl+arrow keys go from item to item, Enter selects."));
    m_animation.setTimerType(Qt::PreciseTimer);
    m_animation.setInterval(kFrameMs);
    m_listing.setSingleShot(true);
    m_listing.setInterval(kListMs);
    m_dwell.setSingleShot(true);
    m_dwell.setInterval(kDwellMs);
    m_grace.setSingleShot(true);
    m_grace.setInterval(kGraceMs);
    connectControls();
    updateStatus();
}

EmbeddingView::~EmbeddingView() = default;

void EmbeddingView::connectControls() {
    connect(m_legend, &MapLegend::shownChanged, this, &EmbeddingView::setShown);
    connect(m_legend, &MapLegend::classesShownChanged, this, [this](const std::vector<bool>& shown) {
        m_scene.setClassesShown(shown);
        shownChanged();
    });
    m_filterEdit.setSingleShot(true);
    connect(&m_filterEdit, &QTimer::timeout, this, &EmbeddingView::takeFilter);
    connect(m_legend, &MapLegend::shownChanged, &m_filterEdit, [this] { m_filterEdit.start(0); });
    connect(m_legend, &MapLegend::classesShownChanged, &m_filterEdit, [this] { m_filterEdit.start(0); });
    connect(m_legend, &MapLegend::viewSelected, this,
            [this](View view) { addToSelection([view](ItemRef item) { return item.view == view; }); });
    connect(m_legend, &MapLegend::classSelected, this, [this](std::size_t number) {
        addToSelection([this, number](ItemRef item) { return m_scene.classOf(item) == number; });
    });
    connect(m_toolBar, &MapToolBar::toolChanged, this, [this](MapTool tool) {
        setCursor(tool == MapTool::pan ? Qt::ArrowCursor : Qt::CrossCursor);
        Q_EMIT toolChanged(tool);
    });
    connect(m_toolBar, &MapToolBar::fitRequested, this, &EmbeddingView::fitAll);
    connect(m_toolBar, &MapToolBar::methodChosen, this, &EmbeddingView::methodChosen);
    connect(m_toolBar, &MapToolBar::exaggerationChosen, this, &EmbeddingView::exaggerationChosen);
    connect(m_toolBar, &MapToolBar::colouringChosen, this, &EmbeddingView::colouringChosen);
    connect(&m_animation, &QTimer::timeout, this, &EmbeddingView::tick);
    connect(&m_listing, &QTimer::timeout, this, &EmbeddingView::listMoved);
    connect(m_moved, &MovedList::chosen, this, &EmbeddingView::goToItem);
    connect(&m_dwell, &QTimer::timeout, this, &EmbeddingView::showCard);
    connect(&m_grace, &QTimer::timeout, this, &EmbeddingView::hideCard);
    connect(m_card, &HoverCard::entered, &m_grace, &QTimer::stop);
    connect(m_card, &HoverCard::left, this, [this] { m_grace.start(); });
    connect(m_card, &HoverCard::clicked, this, [this] { click(m_card->content().item, false); });
    for (FloatingCard* floating :
         std::initializer_list<FloatingCard*>{m_legend, m_toolBar, m_status, m_moved})
        connect(floating, &FloatingCard::entered, this, [this] { setHovered({}, false); });
    connect(ThemeWatcher::of(this), &ThemeWatcher::changed, this, [this] {
        m_thumbnails.clearCache();
        requestFrame();
    });
}

void EmbeddingView::setItems(int imageCount, int sentenceCount, const QString& sentenceUnit) {
    m_scene.setItems(imageCount, sentenceCount);
    m_legend->setSentenceUnit(sentenceUnit);
    m_colours.reset();
    m_columns.clear();
    m_legend->setColours(nullptr);
    m_filter = filter();
    m_overlay = {};
    setGhost(nullptr);
    m_names.setClusters(nullptr, m_scene);
    m_labels.clear();
    m_moving = false;
    m_contoursStale = true;
    m_zoom.reset();
    m_fitted = true;
    hideCard();
    showCounts();
    m_thumbnails.setSource(m_thumbnails.source());
    placeControls();
    updateStatus();
    requestFrame();
}

void EmbeddingView::setLeftOut(std::span<const std::int32_t> images) {
    m_scene.setLeftOut(images);
    placeControls();
    shownChanged();
}

void EmbeddingView::setItemInfo(const ItemInfo* info) {
    m_info = info;
    hideCard();
    updateSelectionState();
    update();
}

void EmbeddingView::setThumbnailSource(ThumbnailSource* source) {
    if (ThumbnailSource* old = m_thumbnails.source())
        old->disconnect(this);
    m_thumbnails.setSource(source);
    if (source != nullptr)
        connect(source, &ThumbnailSource::loaded, this, [this](int image) {
            if (m_card->isVisible() && m_card->content().item == ItemRef{View::image, image})
                m_card->setPicture(m_thumbnails.source()->thumbnail(
                    image, int(HoverCard::kPictureSide * devicePixelRatioF())));
            update();
        });
    requestFrame();
}

void EmbeddingView::setClusters(std::shared_ptr<const MapClusters> clusters) {
    m_names.setClusters(std::move(clusters), m_scene);
    moveNames();
    requestFrame();
}

void EmbeddingView::setMethods(const QList<MapChoice>& methods, const QString& current) {
    m_toolBar->setMethods(methods, current);
    for (const MapChoice& method : methods)
        if (method.key == current)
            m_method = method.name;
    updateStatus();
}

void EmbeddingView::setExaggeration(double exaggeration) {
    m_exaggeration = exaggeration;
    m_toolBar->setExaggeration(exaggeration);
    updateStatus();
}

void EmbeddingView::setColourings(const QList<MapChoice>& colourings, const QString& current) {
    m_toolBar->setColourings(colourings, current);
    placeControls();
}

void EmbeddingView::setColours(std::shared_ptr<const ItemColours> colours) {
    const bool fits = colours && colours->scale != ItemColours::Scale::views && !colours->classes.empty() &&
                      colours->classes.size() <= ItemColours::kMostClasses &&
                      int(colours->ofImage.size()) == m_scene.imageCount() &&
                      int(colours->ofSentence.size()) == m_scene.sentenceCount();
    m_colours = fits ? std::move(colours) : nullptr;
    m_legend->setColours(m_colours);
    if (m_colours) {
        m_scene.setClasses(m_colours->ofImage, m_colours->ofSentence, m_colours->classes.size());
        m_scene.setClassesShown(m_legend->classesShown());
    } else {
        m_scene.setClasses({}, {}, 1);
    }
    m_filter = filter(); // nobody hid anything
    shownChanged();
    Q_EMIT filterChanged();
}

void EmbeddingView::takeFilter() {
    const MapFilter before = std::exchange(m_filter, filter());
    if (before == m_filter)
        return;
    Q_EMIT filterEdited(before, m_filter);
    Q_EMIT filterChanged();
}

MapFilter EmbeddingView::filter() const {
    MapFilter filter = m_legend->filter();
    filter.columns = m_columns;
    return filter;
}

void EmbeddingView::setFilter(const MapFilter& filter) {
    m_columns = filter.columns;
    m_legend->setFilter(filter);
    m_filterEdit.stop();
    m_filter = this->filter();
    Q_EMIT filterChanged();
}

void EmbeddingView::filterColumns(const std::vector<ColumnCondition>& conditions) {
    if (conditions == m_columns)
        return;
    m_columns = conditions;
    takeFilter();
}

void EmbeddingView::setPassing(const ItemMask& mask) {
    const std::vector<std::uint8_t> before(m_scene.styles().begin(), m_scene.styles().end());
    m_scene.setPassing(mask);
    if (!std::ranges::equal(before, m_scene.styles())) // else nothing moves under the pointer
        shownChanged();
}

void EmbeddingView::shownChanged() {
    m_contoursStale = true;
    hideCard();
    showCounts();
    updateStatus();
    requestFrame();
}

void EmbeddingView::setActivity(const QString& activity) {
    if (activity == m_activity)
        return;
    m_activity = activity;
    updateStatus();
    if (!m_scene.hasPositions())
        update();
}

bool EmbeddingView::setProjection(std::shared_ptr<const Projection> projection, int epoch) {
    const bool first = !m_scene.hasPositions();
    if (!m_scene.setProjection(std::move(projection)))
        return false;
    m_epoch = epoch;
    m_contoursStale = true;
    m_names.update(m_scene);
    moveNames();
    m_moving = !first && !m_reducedMotion && isVisible();
    m_scene.moveTo(m_moving ? 0 : 1);
    if (m_moving) {
        m_moveClock.start();
        m_animation.start();
    }
    if (first || m_fitted)
        goTo(MapTransform::fit(m_scene.mainBounds(), fitArea(), maxFitScale()), !first);
    m_fitted = m_fitted || first;
    if (m_scene.ghost() != nullptr)
        m_listing.start();
    updateStatus();
    requestFrame();
    return true;
}

void EmbeddingView::setSelection(const std::vector<ItemRef>& items) {
    m_scene.setSelection(items);
    updateSelectionState();
    requestFrame();
}

void EmbeddingView::updateSelectionState() {
    const auto& items = m_scene.selection();
    m_overlay.primary = items.empty() ? ItemRef{} : items.back();
    m_overlay.partners.clear();
    m_overlay.nearest.clear();
    if (m_info == nullptr || !m_overlay.primary.isValid())
        return;
    const View other = m_overlay.primary.view == View::image ? View::sentence : View::image;
    for (const int partner : m_info->partners(m_overlay.primary))
        if (m_scene.hasPlace({other, partner}))
            m_overlay.partners.push_back({other, partner});
    constexpr std::size_t kLabels = 3;
    std::vector<ItemRef> nearest = m_info->nearest(m_overlay.primary, int(kLabels));
    if (nearest.empty() && m_scene.hasPositions()) {
        nearest = m_overlay.partners;
        const QPointF centre = m_scene.target(m_overlay.primary);
        const auto distance = [&](ItemRef item) {
            const QPointF d = m_scene.target(item) - centre;
            return std::hypot(d.x(), d.y());
        };
        std::stable_sort(nearest.begin(), nearest.end(),
                         [&](ItemRef a, ItemRef b) { return distance(a) < distance(b); });
    }
    nearest.resize(std::min(nearest.size(), kLabels));
    for (const ItemRef& item : nearest)
        if (m_scene.contains(item))
            m_overlay.nearest.push_back({item, m_info->text(item)});
}

void EmbeddingView::setResults(const std::vector<ItemRef>& answers, std::optional<QPointF> queryPoint) {
    m_overlay.results = answers;
    m_overlay.queryPoint = queryPoint;
    m_decorationsStale = true; // names make room for the rings
    update();
}

void EmbeddingView::pointOut(const ItemRef& item) {
    m_overlay.hovered = m_scene.contains(item) ? item : ItemRef();
    update();
}

void EmbeddingView::setTool(MapTool tool) {
    m_toolBar->setTool(tool);
}

MapTool EmbeddingView::tool() const {
    return m_toolBar->tool();
}

void EmbeddingView::setReducedMotion(bool reduced) {
    m_reducedMotion = reduced;
    if (reduced)
        tick();
}

void EmbeddingView::setShown(View view, bool shown) {
    m_legend->entry(view)->setChecked(shown);
    if (m_scene.isShown(view) == shown)
        return;
    m_scene.setShown(view, shown);
    shownChanged();
}

void EmbeddingView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    placeControls();
    if (m_fitted && m_scene.hasPositions())
        goTo(MapTransform::fit(m_scene.mainBounds(), fitArea(), maxFitScale()), false);
    else if (event->oldSize().isValid()) {
        // The middle of what was seen stays in the middle.
        const QSize grown = event->size() - event->oldSize();
        m_transform.pan(QPointF(grown.width(), grown.height()) / 2);
    }
    requestFrame();
}

void EmbeddingView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::LocaleChange) {
        showCounts();
        updateStatus();
        requestFrame();
    }
}

} // namespace crossview::ui
