#pragma once

#include "dataset/columns/cross_filter.h"

#include <QWidget>

#include <optional>

namespace crossview::ui {

/// A histogram of a column's numbers: all items pale, those that pass the other columns' conditions full. A
/// drag chooses a range of steps, a click without one takes it back; with the keyboard Left and Right move
/// it, with Shift its end, and Escape takes it back.
class NumberChart : public QWidget {
    Q_OBJECT
public:
    explicit NumberChart(QWidget* parent = nullptr);

    /// Counts of a column of numbers, and the condition on it; null: none.
    void setCounts(const ColumnCounts& counts, const ColumnCondition* condition);
    /// The first and the last step that are chosen; nothing: all are.
    std::optional<std::pair<std::size_t, std::size_t>> range() const { return m_range; }
    /// Where a step is drawn.
    QRectF stepRect(std::size_t step) const;
    QSize sizeHint() const override { return {200, 74}; }
    QSize minimumSizeHint() const override { return {80, 74}; }

Q_SIGNALS:
    /// A person chose a range of the column's numbers.
    void chosen(const crossview::ColumnCondition& condition);
    void cleared();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    using Range = std::pair<std::size_t, std::size_t>;
    QRectF plot() const;
    std::size_t stepAt(double x) const;
    void choose(const Range& range);
    void clear();
    void tell();

    ColumnCounts m_counts; // the column is not looked at: it may be gone
    QString m_name;
    View m_view = View::image;
    std::optional<Range> m_range;
    std::optional<std::size_t> m_pressed; // step on which the button went down
    bool m_dragged = false;
};

} // namespace crossview::ui
