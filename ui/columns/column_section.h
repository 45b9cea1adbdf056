#pragma once

#include "dataset/columns/cross_filter.h"

#include <QWidget>

#include <optional>
#include <vector>

class QToolButton;

namespace crossview::ui {

class NumberChart;
class PlainLabel;
class TextBar;

/// A column in the panel of columns: its name, what it is, and its chart.
class ColumnSection : public QWidget {
    Q_OBJECT
public:
    explicit ColumnSection(const ColumnCounts& counts, QWidget* parent = nullptr);

    /// New counts of the same column, and the condition on it; null: none.
    void setCounts(const ColumnCounts& counts, const ColumnCondition* condition);
    const std::string& column() const { return m_column; }
    NumberChart* chart() const { return m_chart; } ///< null for texts
    const std::vector<TextBar*>& bars() const { return m_bars; }
    QToolButton* clearButton() const { return m_clear; }

Q_SIGNALS:
    /// A person asks this of the column; nothing: no more.
    void edited(const std::optional<crossview::ColumnCondition>& condition);

private:
    void takeBars();

    std::string m_column;
    std::vector<std::string> m_texts; // of the bars
    QToolButton* m_clear;
    PlainLabel* m_facts;
    NumberChart* m_chart = nullptr;
    std::vector<TextBar*> m_bars;
};

} // namespace crossview::ui
