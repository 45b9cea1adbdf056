#include "triplets/triplet_list.h"

#include "widgets/building_blocks.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

namespace crossview::ui {
namespace {

constexpr int kSide = 36; // of a picture
constexpr int kGap = 6;

/// A picture or a line of text, and what the term says of it.
class TripletDelegate : public QStyledItemDelegate {
public:
    TripletDelegate(const ItemSources& sources, const TripletListModel& model, QObject* parent)
        : QStyledItemDelegate(parent), m_sources(sources), m_model(model) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const ItemRef item = m_model.item(index.row());
        const QRectF row = QRectF(option.rect).adjusted(4, 1, -4, -1);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (option.state.testFlag(QStyle::State_Selected)) {
            painter->setPen(QPen(theme().color(Role::Accent), 2));
            painter->drawRoundedRect(row.adjusted(-2, 0, 2, 0), 4, 4);
        }
        painter->setFont(option.font);
        double left = row.left();
        if (item.view == View::image) {
            paintItemPicture(*painter, {left, row.center().y() - kSide / 2.0, kSide, kSide}, m_sources,
                             item.index, false);
            left += kSide + kGap;
        } else {
            paintViewMark(*painter, {left, row.center().y() - 4, 8, 8}, item.view);
            left += 8 + kGap;
        }
        const double line = option.fontMetrics.height();
        const QRectF texts(left, row.center().y() - line, row.right() - left, line);
        painter->setPen(theme().color(Role::Text));
        paintElided(*painter, texts, m_sources.info->text(item));
        painter->setPen(theme().readable(m_model.isPositive(index.row())        ? Role::TruePair
                                         : m_model.at(index.row()).violated > 0 ? Role::Violated
                                                                                : Role::SecondaryText));
        paintElided(*painter, texts.translated(0, line), m_model.numbers(index.row()));
        painter->restore();
    }
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& /*index*/) const override {
        return {200, std::max(kSide, 2 * option.fontMetrics.height()) + 4};
    }

private:
    ItemSources m_sources;
    const TripletListModel& m_model;
};

} // namespace

TripletListModel::TripletListModel(const ItemSources& sources, QObject* parent)
    : QAbstractListModel(parent), m_sources(sources) {}

void TripletListModel::setTriplets(const TermTriplets& term) {
    beginResetModel();
    m_term = term;
    endResetModel();
}

const Candidate& TripletListModel::at(int row) const {
    const auto index = std::size_t(row);
    const auto& positives = m_term.triplets.positives;
    return index < positives.size() ? positives[index]
                                    : m_term.triplets.negatives.at(index - positives.size());
}

int TripletListModel::rowOf(std::int32_t item) const {
    for (int row = 0; row < rowCount(); ++row)
        if (at(row).item == item)
            return row;
    return -1;
}

QString TripletListModel::numbers(int row) const {
    const Candidate& candidate = at(row);
    const QString distance = QString::number(candidate.distance, 'f', 3);
    const bool positive = isPositive(row);
    const std::size_t others = positive ? m_term.triplets.negatives.size() : m_term.triplets.positives.size();
    if (!m_term.isHinge || others == 0)
        return positive ? tr("✓ %1").arg(distance) : distance;
    if (candidate.violated == 0)
        return positive ? tr("✓ %1, none violated").arg(distance) : distance;
    if (positive)
        return tr("✓ %1, %2 of %3 violated").arg(distance).arg(candidate.violated).arg(others);
    return others == 1 ? tr("! %1, hinge %2").arg(distance).arg(candidate.hinge, 0, 'f', 3)
                       : tr("! %1, hinge %2, against %3 of %4")
                             .arg(distance)
                             .arg(candidate.hinge, 0, 'f', 3)
                             .arg(candidate.violated)
                             .arg(others);
}

int TripletListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_term.triplets.positives.size() + m_term.triplets.negatives.size());
}

QVariant TripletListModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const QString text = m_sources.info->text(item(index.row()));
    if (role == Qt::DisplayRole)
        return text;
    const QString whole = tr("%1\n%2").arg(text, numbers(index.row()));
    if (const QString tip = role == Qt::ToolTipRole ? asToolTip(whole) : QString(); !tip.isEmpty())
        return tip;
    if (role == Qt::AccessibleTextRole)
        return isPositive(index.row()) ? tr("Positive: %1, %2").arg(text, numbers(index.row()))
                                       : tr("Negative: %1, %2").arg(text, numbers(index.row()));
    return {};
}

TripletList::TripletList(const ItemSources& sources, QWidget* parent)
    : QListView(parent), m_model(new TripletListModel(sources, this)) {
    setModel(m_model);
    setItemDelegate(new TripletDelegate(sources, *m_model, this));
    setFrameShape(QFrame::NoFrame);
    setUniformItemSizes(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setAccessibleName(tr("Positives and hardest negatives"));
    setObjectName(QStringLiteral("tripletList"));
    viewport()->setAutoFillBackground(false);
    connect(this, &QListView::clicked, this,
            [this](const QModelIndex& index) { Q_EMIT chosen(m_model->item(index.row())); });
    connect(sources.thumbnails, &ThumbnailSource::loaded, viewport(), qOverload<>(&QWidget::update));
}

void TripletList::setTriplets(const TermTriplets& term) {
    // What was pointed at stays so where it is still there.
    const std::int32_t before = currentIndex().isValid() ? m_model->at(currentIndex().row()).item : -1;
    m_quiet = true;
    m_model->setTriplets(term);
    if (const int row = before < 0 ? -1 : m_model->rowOf(before); row >= 0)
        setCurrentIndex(m_model->index(row));
    m_quiet = false;
}

void TripletList::point(std::int32_t item) {
    m_quiet = true;
    const int row = item < 0 ? -1 : m_model->rowOf(item);
    if (row < 0)
        setCurrentIndex({});
    else
        setCurrentIndex(m_model->index(row));
    m_quiet = false;
}

void TripletList::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QListView::currentChanged(current, previous);
    if (m_quiet)
        return;
    if (current.isValid())
        Q_EMIT pointedAt(m_model->at(current.row()));
    else
        Q_EMIT pointedAt(std::nullopt);
}

void TripletList::keyPressEvent(QKeyEvent* event) {
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid()) {
        Q_EMIT chosen(m_model->item(currentIndex().row()));
        return;
    }
    QListView::keyPressEvent(event);
}

} // namespace crossview::ui
