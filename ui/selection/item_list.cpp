#include "selection/item_list.h"

#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

namespace crossview::ui {
namespace {

constexpr int kGap = 6;

/// Draws a picture or a line of text with its view's mark; a ring around the current one.
class ItemDelegate : public QStyledItemDelegate {
public:
    ItemDelegate(const ItemSources& sources, const ItemListModel& model, QObject* parent)
        : QStyledItemDelegate(parent), m_sources(sources), m_model(model) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const ItemRef item = m_model.item(index.row());
        const bool current = option.state.testFlag(QStyle::State_Selected);
        painter->save();
        if (item.view == View::image) {
            const double side = ItemList::kPictureSide;
            paintItemPicture(*painter, QRectF(option.rect.topLeft() + QPointF(1, 1), QSizeF(side, side)),
                             m_sources, item.index, current);
        } else {
            const QRectF row(option.rect);
            paintViewMark(*painter, QRectF(row.left() + 2, row.center().y() - 4, 8, 8), item.view);
            painter->setPen(theme().color(Role::Text));
            QFont font = option.font;
            font.setWeight(current ? QFont::DemiBold : QFont::Normal);
            painter->setFont(font);
            paintElided(*painter, row.adjusted(16, 0, -2, 0), m_sources.info->text(item));
        }
        painter->restore();
    }
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        if (m_model.item(index.row()).view == View::image)
            return {ItemList::kPictureSide + 2, ItemList::kPictureSide + 2};
        return {80, option.fontMetrics.height() + 6};
    }

private:
    ItemSources m_sources;
    const ItemListModel& m_model;
};

} // namespace

ItemListModel::ItemListModel(const ItemSources& sources, QObject* parent)
    : QAbstractListModel(parent), m_sources(sources) {}

void ItemListModel::setItems(std::vector<ItemRef> items) {
    beginResetModel();
    m_items = std::move(items);
    endResetModel();
}

ItemRef ItemListModel::item(int row) const {
    return row >= 0 && row < rowCount() ? m_items[std::size_t(row)] : ItemRef{};
}

int ItemListModel::rowOf(ItemRef item) const {
    const auto found = std::ranges::find(m_items, item);
    return found == m_items.end() ? -1 : int(found - m_items.begin());
}

int ItemListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_items.size());
}

QVariant ItemListModel::data(const QModelIndex& index, int role) const {
    const ItemRef at = item(index.row());
    if (!at.isValid())
        return {};
    const QString text = m_sources.info->text(at);
    if (role == Qt::DisplayRole)
        return text;
    if (const QString tip = role == Qt::ToolTipRole ? asToolTip(text) : QString(); !tip.isEmpty())
        return tip;
    if (role == Qt::AccessibleTextRole)
        return at.view == View::image ? tr("Image: %1").arg(text) : tr("Sentence: %1").arg(text);
    return {};
}

ItemList::ItemList(const ItemSources& sources, View view, QWidget* parent)
    : QListView(parent), m_model(new ItemListModel(sources, this)) {
    setModel(m_model);
    setItemDelegate(new ItemDelegate(sources, *m_model, this));
    setFrameShape(QFrame::NoFrame);
    setUniformItemSizes(true);
    setLayoutMode(QListView::Batched); // however many: the window does not wait
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setAccessibleName(view == View::image ? tr("Selected images") : tr("Selected sentences"));
    setObjectName(view == View::image ? QStringLiteral("selectedImages")
                                      : QStringLiteral("selectedSentences"));
    viewport()->setAutoFillBackground(false);
    if (view == View::image) {
        setViewMode(QListView::IconMode);
        setMovement(QListView::Static);
        setResizeMode(QListView::Adjust);
        setGridSize({kPictureSide + 2 + kGap, kPictureSide + 2 + kGap});
    }
    connect(this, &QListView::activated, this,
            [this](const QModelIndex& index) { Q_EMIT opened(m_model->item(index.row())); });
    if (view == View::image)
        connect(sources.thumbnails, &ThumbnailSource::loaded, viewport(), qOverload<>(&QWidget::update));
}

void ItemList::setItems(std::vector<ItemRef> items) {
    m_quiet = true;
    m_model->setItems(std::move(items));
    m_quiet = false;
}

void ItemList::setPrimary(ItemRef item) {
    m_quiet = true;
    const int row = m_model->rowOf(item);
    setCurrentIndex(row < 0 ? QModelIndex() : m_model->index(row));
    m_quiet = false;
}

void ItemList::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QListView::currentChanged(current, previous);
    if (!m_quiet && current.isValid())
        Q_EMIT chosen(m_model->item(current.row()));
}

} // namespace crossview::ui
