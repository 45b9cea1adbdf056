#pragma once

#include <QAbstractTableModel>
#include <QTableView>

#include <vector>

namespace crossview::ui {

/// One cell of a table of texts.
struct Cell {
    QString text;
    bool isNumber = false;     ///< stands at the right
    bool isEmphasised = false; ///< semibold
    QString tip = {};
    bool operator==(const Cell&) const = default;
};

/// Texts in rows and columns that are made anew as a whole.
class CellTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;
    /// Every row is as long as the heading.
    void setCells(std::vector<Cell> heading, std::vector<std::vector<Cell>> rows);
    const Cell& at(int row, int column) const { return m_rows.at(std::size_t(row)).at(std::size_t(column)); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<Cell> m_heading;
    std::vector<std::vector<Cell>> m_rows;
};

/// Such a table to read, walked row by row with the arrow keys. `fitsRows`: as high as its rows, so that what
/// is around it scrolls.
class CellTable : public QTableView {
    Q_OBJECT
public:
    explicit CellTable(const QString& name, bool fitsRows, QWidget* parent = nullptr);
    CellTableModel* cells() const { return m_cells; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    CellTableModel* m_cells;
    bool m_fitsRows;
};

/// How tables of this window look: rows, no grid, the heading at the left of what it heads.
void styleTable(QTableView& table);
/// Columns as wide as their texts, within reason; the last one takes what is left.
void fitColumns(QTableView& table);

} // namespace crossview::ui
