#include "widgets/cell_table.h"

#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QFont>
#include <QHeaderView>
#include <QPainter>
#include <QResizeEvent>
#include <QScrollBar>
#include <QStyledItemDelegate>

#include <utility>

namespace crossview::ui {
namespace {

constexpr int kWidestColumn = 260;
constexpr int kSideGap = 5; // beside a cell's text, as beside its heading

/// A cell whose text keeps clear of its neighbours; that its row is chosen is enough of a focus.
class CellDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        QStyleOptionViewItem inside(option);
        if (option.state.testFlag(QStyle::State_Selected))
            painter->fillRect(option.rect, option.palette.highlight());
        inside.rect.adjust(kSideGap, 0, -kSideGap, 0);
        inside.state.setFlag(QStyle::State_HasFocus, false);
        QStyledItemDelegate::paint(painter, inside, index);
    }
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        return QStyledItemDelegate::sizeHint(option, index) + QSize(2 * kSideGap, 0);
    }
};

QVariant valueOf(const Cell& cell, int role) {
    switch (role) {
    case Qt::DisplayRole:
        return shownLine(cell.text);
    case Qt::TextAlignmentRole:
        return int((cell.isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::FontRole: {
        if (!cell.isEmphasised)
            return {};
        QFont strong;
        strong.setWeight(QFont::DemiBold);
        return strong;
    }
    default:
        break;
    }
    const QString tip = role == Qt::ToolTipRole ? asToolTip(cell.tip) : QString();
    return tip.isEmpty() ? QVariant() : tip;
}

} // namespace

void CellTableModel::setCells(std::vector<Cell> heading, std::vector<std::vector<Cell>> rows) {
    if (heading == m_heading && rows == m_rows)
        return;
    beginResetModel();
    m_heading = std::move(heading);
    m_rows = std::move(rows);
    endResetModel();
}

int CellTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_rows.size());
}

int CellTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_heading.size());
}

QVariant CellTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount() || index.column() >= columnCount())
        return {};
    return valueOf(at(index.row(), index.column()), role);
}

QVariant CellTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section >= columnCount())
        return {};
    return valueOf(m_heading.at(std::size_t(section)), role);
}

void styleTable(QTableView& table) {
    table.setItemDelegate(new CellDelegate(&table));
    table.setShowGrid(false);
    table.setWordWrap(false);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setTabKeyNavigation(false); // Tab leaves the table, arrows walk in it
    table.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.verticalHeader()->hide();
    table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table.verticalHeader()->setDefaultSectionSize(table.fontMetrics().height() + 10);
    table.horizontalHeader()->setHighlightSections(false);
    table.horizontalHeader()->setTextElideMode(Qt::ElideRight);
    table.horizontalHeader()->setStretchLastSection(true);
    table.horizontalHeader()->setMinimumSectionSize(36);
}

void fitColumns(QTableView& table) {
    table.resizeColumnsToContents();
    for (int column = 0; column + 1 < table.model()->columnCount(); ++column)
        table.setColumnWidth(column, std::min(kWidestColumn, table.columnWidth(column)));
}

CellTable::CellTable(const QString& name, bool fitsRows, QWidget* parent)
    : QTableView(parent), m_cells(new CellTableModel(this)), m_fitsRows(fitsRows) {
    setModel(m_cells);
    setAccessibleName(name);
    styleTable(*this);
    setSelectionMode(QAbstractItemView::SingleSelection);
    if (fitsRows) {
        setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }
    connect(m_cells, &QAbstractItemModel::modelReset, this, [this] {
        fitColumns(*this);
        updateGeometry();
    });
}

QSize CellTable::sizeHint() const {
    if (!m_fitsRows)
        return QTableView::sizeHint();
    const int rows = m_cells->rowCount() * verticalHeader()->defaultSectionSize();
    const int bar =
        horizontalHeader()->length() > viewport()->width() ? horizontalScrollBar()->sizeHint().height() : 0;
    return {300, rows + horizontalHeader()->sizeHint().height() + 2 * frameWidth() + 2 + bar};
}

void CellTable::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    if (m_fitsRows && event->oldSize().width() != event->size().width())
        updateGeometry(); // the bar beneath comes or goes
}

QSize CellTable::minimumSizeHint() const {
    return m_fitsRows ? QSize(200, sizeHint().height()) : QSize(200, 80);
}

} // namespace crossview::ui
