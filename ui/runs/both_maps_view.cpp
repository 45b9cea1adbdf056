#include "runs/both_maps_view.h"

#include "bridge/dataset_info.h"
#include "bridge/thumbnail_store.h"
#include "map/embedding_view.h"
#include "widgets/building_blocks.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace crossview::ui {
namespace {
constexpr int kMapHeight = 320;
} // namespace

BothMapsView::BothMapsView(const ItemSources& sources, QWidget* parent)
    : QWidget(parent), m_button(new QPushButton), m_note(makeSecondary({})), m_sides(new QWidget) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(makeHeading(tr("Both maps")));
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(m_button, 0, Qt::AlignTop);
    m_note->setWordWrap(true);
    head->addWidget(m_note, 1);
    layout->addLayout(head);
    auto* sides = new QHBoxLayout(m_sides);
    sides->setContentsMargins(0, 0, 0, 0);
    sides->setSpacing(8);
    for (std::size_t run = 0; run < 2; ++run) {
        auto* side = new QVBoxLayout;
        side->setSpacing(4);
        side->addWidget(makeHeading(run == 0 ? tr("Run A") : tr("Run B")));
        auto* map = new EmbeddingView;
        map->setAccessibleName(run == 0 ? tr("Map of run A") : tr("Map of run B"));
        map->setBare(true);
        map->setFixedHeight(kMapHeight);
        map->setItemInfo(sources.info);
        map->setThumbnailSource(sources.thumbnails);
        side->addWidget(map);
        sides->addLayout(side, 1);
        m_maps.at(run) = map;
    }
    for (std::size_t run = 0; run < 2; ++run)
        link(run);
    layout->addWidget(m_sides);
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_isBusy)
            Q_EMIT stopped();
        else
            Q_EMIT wanted();
    });
    setItems(0, 0);
}

void BothMapsView::link(std::size_t run) {
    EmbeddingView* map = m_maps.at(run);
    EmbeddingView* other = m_maps.at(1 - run);
    connect(map, &EmbeddingView::selectionChanged, this, &BothMapsView::selectionChanged);
    connect(map, &EmbeddingView::hovered, other, &EmbeddingView::pointOut);
    connect(map, &EmbeddingView::transformed, other, [this, map, other] {
        if (std::exchange(m_follows, true))
            return; // it is the follower
        other->setMapTransform(map->mapTransform());
        m_follows = false;
    });
}

void BothMapsView::setItems(int images, int sentences) {
    for (EmbeddingView* map : m_maps)
        map->setItems(images, sentences);
    m_button->setEnabled(images > 0 && sentences > 0);
    m_sides->hide();
    setBusy(false);
}

void BothMapsView::setMap(std::size_t run, const std::shared_ptr<const Projection>& map, int epoch) {
    m_sides->show();
    m_maps.at(run)->setProjection(map, epoch);
}

void BothMapsView::setColours(const std::shared_ptr<const ItemColours>& colours) {
    for (EmbeddingView* map : m_maps)
        map->setColours(colours);
}

void BothMapsView::setSelection(const std::vector<ItemRef>& items) {
    for (EmbeddingView* map : m_maps)
        map->setSelection(items);
}

void BothMapsView::setBusy(bool isBusy, const QString& progress) {
    m_isBusy = isBusy;
    m_maps[0]->setActivity(isBusy ? tr("It is being laid out …") : QString());
    m_maps[1]->setActivity(isBusy ? tr("It begins where the points of A will lie …") : QString());
    m_button->setText(isBusy ? tr("Stop") : tr("Lay out both maps"));
    m_note->setText(
        !progress.isEmpty()
            ? progress
            : tr("B begins where the points of A lie, so that what both learned alike lies at the "
                 "same place. Both have the colours of the window's map."));
}

} // namespace crossview::ui
