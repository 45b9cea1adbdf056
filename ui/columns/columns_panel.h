#pragma once

#include "bridge/columns/column_controller.h"

#include <QWidget>

#include <memory>
#include <vector>

class QPushButton;
class QVBoxLayout;

namespace crossview::ui {

class ColumnSection;
class PlainLabel;

/// A small chart for each column of the data, split and concept too. What is chosen in one filters the map,
/// its legend and all other charts.
class ColumnsPanel : public QWidget {
    Q_OBJECT
public:
    explicit ColumnsPanel(QWidget* parent = nullptr);

    /// Null: there are none.
    void setColumns(const std::shared_ptr<const FilteredColumns>& columns);
    const std::vector<ColumnSection*>& sections() const { return m_sections; }
    QPushButton* clearButton() const { return m_clear; }
    QString statusText() const;

Q_SIGNALS:
    /// A person asks this of the items from now on.
    void conditionsChosen(const std::vector<crossview::ColumnCondition>& conditions);

private:
    void edit(const std::string& column, const std::optional<ColumnCondition>& condition);

    std::shared_ptr<const FilteredColumns> m_columns;
    std::vector<ColumnCondition> m_conditions; // as last chosen: the counts may still be those of before
    PlainLabel* m_empty;
    QWidget* m_body;
    PlainLabel* m_status;
    QPushButton* m_clear;
    QVBoxLayout* m_list;
    std::vector<ColumnSection*> m_sections;
};

} // namespace crossview::ui
