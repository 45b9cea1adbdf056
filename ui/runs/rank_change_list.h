#pragma once

#include "project/measuring/compare_runs.h"
#include "widgets/item_buttons.h"

#include <QAbstractTableModel>
#include <QTableView>

#include <vector>

namespace crossview::ui {

/// Queries with their ranks in two runs, for a table: only those in sight are asked about.
class RankChangeModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { QueryColumn, FirstRank, SecondRank, GainColumn, ColumnCount };

    explicit RankChangeModel(const ItemSources& sources, QObject* parent);
    void setChanges(std::vector<RankChange> changes);
    const RankChange& at(int row) const { return m_changes.at(std::size_t(row)); }
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// By a column; the largest change comes first when it is sorted by that, of equal ones the earlier.
    void sort(int column, Qt::SortOrder order) override;

private:
    ItemSources m_sources;
    std::vector<RankChange> m_changes;
};

/// The table: picture or sentence, its rank in run A and in run B, and by how many places it moved.
class RankChangeList : public QTableView {
    Q_OBJECT
public:
    explicit RankChangeList(const ItemSources& sources, QWidget* parent = nullptr);
    void setChanges(std::vector<RankChange> changes);
    RankChangeModel* changes() const { return m_model; }

Q_SIGNALS:
    /// A row became the current one.
    void chosen(crossview::ItemRef item);
    /// Double-clicked, or Enter was pressed.
    void opened(crossview::ItemRef item);

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    RankChangeModel* m_model;
    bool m_quiet = false;
};

} // namespace crossview::ui
