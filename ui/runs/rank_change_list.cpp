#include "runs/rank_change_list.h"

#include "widgets/cell_table.h"
#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>
#include <cmath>
#include <utility>

namespace crossview::ui {
namespace {

constexpr int kSide = 36; // of a picture

/// 1-based; ties give halves.
QString rankText(double rank) {
    const double shown = rank + 1;
    return shown == std::floor(shown) ? grouped(qint64(shown)) : QString::number(shown, 'f', 1);
}

QString gainText(const RankChange& change) {
    const QString places =
        QString::number(std::abs(change.gain()), 'f', change.gain() == std::floor(change.gain()) ? 0 : 1);
    return change.gain() > 0 ? RankChangeModel::tr("▲ %1").arg(places)
                             : RankChangeModel::tr("▼ %1").arg(places);
}

double sortedBy(const RankChange& change, int column) {
    return column == RankChangeModel::FirstRank    ? change.ranks[0]
           : column == RankChangeModel::SecondRank ? change.ranks[1]
                                                   : std::abs(change.gain());
}

/// The query: its picture before its title, or its view's mark before the sentence.
class QueryDelegate : public QStyledItemDelegate {
public:
    QueryDelegate(const ItemSources& sources, const RankChangeModel& model, QObject* parent)
        : QStyledItemDelegate(parent), m_sources(sources), m_model(model) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        QStyleOptionViewItem empty(option);
        initStyleOption(&empty, index);
        empty.text.clear();
        empty.widget->style()->drawControl(QStyle::CE_ItemViewItem, &empty, painter, empty.widget);
        const ItemRef query = m_model.at(index.row()).query;
        const QRectF box = QRectF(option.rect).adjusted(4, 0, -4, 0);
        painter->save();
        painter->setFont(option.font);
        double left = box.left() + 16;
        if (query.view == View::image) {
            paintItemPicture(*painter, QRectF(box.left(), box.center().y() - kSide / 2.0, kSide, kSide),
                             m_sources, query.index, false);
            left = box.left() + kSide + 8;
        } else {
            paintViewMark(*painter, QRectF(box.left(), box.center().y() - 4, 8, 8), query.view);
        }
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        painter->setPen(theme().color(selected ? Role::AccentText : Role::Text));
        paintElided(*painter, QRectF(left, box.top(), box.right() - left, box.height()),
                    shownLine(m_sources.info->text(query)));
        painter->restore();
    }

private:
    ItemSources m_sources;
    const RankChangeModel& m_model;
};

} // namespace

RankChangeModel::RankChangeModel(const ItemSources& sources, QObject* parent)
    : QAbstractTableModel(parent), m_sources(sources) {}

void RankChangeModel::setChanges(std::vector<RankChange> changes) {
    beginResetModel();
    m_changes = std::move(changes);
    endResetModel();
}

int RankChangeModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_changes.size());
}

int RankChangeModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant RankChangeModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const RankChange& change = at(index.row());
    const int column = index.column();
    if (role == Qt::DisplayRole)
        return column == QueryColumn  ? shownLine(m_sources.info->text(change.query))
               : column == GainColumn ? gainText(change)
                                      : rankText(change.ranks.at(std::size_t(column - FirstRank)));
    if (role == Qt::TextAlignmentRole)
        return int((column == QueryColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::ForegroundRole && column == GainColumn)
        return theme().readable(change.gain() > 0 ? Role::TruePair : Role::Violated);
    const bool hasTip = column == QueryColumn;
    if (const QString tip =
            role == Qt::ToolTipRole && hasTip ? asToolTip(m_sources.info->text(change.query)) : QString();
        !tip.isEmpty())
        return tip;
    if (role == Qt::AccessibleTextRole)
        return tr("%1: rank %2 in run A, %3 in run B")
            .arg(m_sources.info->text(change.query), rankText(change.ranks[0]), rankText(change.ranks[1]));
    return {};
}

QVariant RankChangeModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == QueryColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case QueryColumn:
        return tr("Query");
    case FirstRank:
        return tr("Rank in A");
    case SecondRank:
        return tr("Rank in B");
    case GainColumn:
        return tr("Moved by");
    default:
        return {};
    }
}

void RankChangeModel::sort(int column, Qt::SortOrder order) {
    if (column == QueryColumn || column >= ColumnCount)
        return;
    beginResetModel();
    std::ranges::stable_sort(m_changes, [&](const RankChange& a, const RankChange& b) {
        const double first = sortedBy(a, column);
        const double second = sortedBy(b, column);
        return order == Qt::AscendingOrder ? first < second : first > second;
    });
    endResetModel();
}

RankChangeList::RankChangeList(const ItemSources& sources, QWidget* parent)
    : QTableView(parent), m_model(new RankChangeModel(sources, this)) {
    setModel(m_model);
    setAccessibleName(tr("Queries whose match moved"));
    styleTable(*this);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setItemDelegateForColumn(RankChangeModel::QueryColumn, new QueryDelegate(sources, *m_model, this));
    horizontalHeader()->setStretchLastSection(false);
    horizontalHeader()->setSectionResizeMode(RankChangeModel::QueryColumn, QHeaderView::Stretch);
    for (int column = RankChangeModel::FirstRank; column < RankChangeModel::ColumnCount; ++column)
        setColumnWidth(column, horizontalHeader()->sectionSizeHint(column) + 28);
    horizontalHeader()->setSortIndicator(RankChangeModel::GainColumn, Qt::DescendingOrder);
    setSortingEnabled(true);
    connect(this, &QAbstractItemView::activated, this,
            [this](const QModelIndex& index) { Q_EMIT opened(m_model->at(index.row()).query); });
    if (sources.thumbnails)
        connect(sources.thumbnails, &ThumbnailSource::loaded, viewport(), qOverload<>(&QWidget::update));
}

void RankChangeList::setChanges(std::vector<RankChange> changes) {
    const bool pictures = !changes.empty() && changes.front().query.view == View::image;
    verticalHeader()->setDefaultSectionSize(pictures ? kSide + 8 : fontMetrics().height() + 10);
    m_quiet = true; // what comes to stand first was not chosen
    m_model->setChanges(std::move(changes));
    m_model->sort(horizontalHeader()->sortIndicatorSection(), horizontalHeader()->sortIndicatorOrder());
    m_quiet = false;
}

void RankChangeList::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QTableView::currentChanged(current, previous);
    if (current.isValid() && !m_quiet)
        Q_EMIT chosen(m_model->at(current.row()).query);
}

} // namespace crossview::ui
