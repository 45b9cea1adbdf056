#include "columns/number_chart.h"

#include "bridge/columns/column_number.h"
#include "map/map_paint.h"
#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace crossview::ui {
namespace {

constexpr double kSide = 2;
constexpr int kPaleAlpha = 70;

} // namespace

NumberChart::NumberChart(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::IBeamCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleDescription(tr("Left and Right move the range, with Shift its end, Escape shows all."));
}

void NumberChart::setCounts(const ColumnCounts& counts, const ColumnCondition* condition) {
    m_name = shownLine(QString::fromStdString(counts.column->name));
    m_view = counts.column->view;
    m_counts = counts;
    m_counts.column = nullptr;
    m_range.reset();
    const NumberSteps& steps = m_counts.steps;
    if (condition && steps.count > 0) {
        std::size_t last = steps.stepOf(condition->most);
        if (!condition->withMost && last > 0 && condition->most <= steps.begin(last))
            --last;
        m_range = Range(std::min(steps.stepOf(condition->least), last), last);
    }
    tell();
    update();
}

void NumberChart::tell() {
    const auto ends = [this](const Range& range) {
        return tr("%1 to %2")
            .arg(columnNumber(m_counts.steps.begin(range.first)),
                 columnNumber(m_counts.steps.begin(range.second + 1)));
    };
    setAccessibleName(m_counts.steps.count == 0 ? tr("%1, no numbers").arg(m_name)
                      : m_range                 ? tr("%1, from %2").arg(m_name, ends(*m_range))
                                : tr("%1, all from %2").arg(m_name, ends({0, m_counts.steps.count - 1})));
}

QRectF NumberChart::plot() const {
    const double labels = fontMetrics().height() + 2;
    return QRectF(rect()).adjusted(kSide, 3, -kSide, -labels);
}

QRectF NumberChart::stepRect(std::size_t step) const {
    const QRectF area = plot();
    const double width = area.width() / double(std::max<std::size_t>(1, m_counts.steps.count));
    return {area.left() + width * double(step), area.top(), width, area.height()};
}

std::size_t NumberChart::stepAt(double x) const {
    const QRectF area = plot();
    const auto count = double(m_counts.steps.count);
    return std::size_t(std::clamp((x - area.left()) / area.width() * count, 0.0, count - 1));
}

void NumberChart::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Theme& colours = theme();
    const QColor full = viewColour(colours, m_view);
    QColor pale = full;
    pale.setAlpha(kPaleAlpha);
    const std::size_t highest = m_counts.all.empty() ? 0 : *std::ranges::max_element(m_counts.all);
    const auto bar = [&](std::size_t step, std::size_t items, const QColor& colour) {
        if (items == 0)
            return;
        QRectF box = stepRect(step).adjusted(0.5, 0, -0.5, 0);
        box.setTop(box.bottom() - std::max(1.0, box.height() * double(items) / double(highest)));
        painter.fillRect(box, colour);
    };
    for (std::size_t step = 0; step < m_counts.all.size(); ++step) {
        const bool isChosen = !m_range || (step >= m_range->first && step <= m_range->second);
        bar(step, m_counts.all[step], pale);
        if (isChosen)
            bar(step, m_counts.passing[step], full);
    }
    const QRectF area = plot();
    painter.setPen(colours.color(Role::Border));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    if (m_range) {
        const QRectF box = stepRect(m_range->first).united(stepRect(m_range->second));
        painter.setPen(QPen(colours.color(Role::Accent), 1.5));
        painter.drawRoundedRect(box.adjusted(0, -1, 0, 0), 2, 2);
    }
    if (m_counts.steps.count > 0) {
        painter.setPen(colours.color(Role::SecondaryText));
        const Range shown = m_range.value_or(Range(0, m_counts.steps.count - 1));
        const QRectF labels(kSide, area.bottom() + 2, area.width(), height() - area.bottom() - 2);
        painter.drawText(labels, Qt::AlignLeft | Qt::AlignTop,
                         columnNumber(m_counts.steps.begin(shown.first)));
        painter.drawText(labels, Qt::AlignRight | Qt::AlignTop,
                         columnNumber(m_counts.steps.begin(shown.second + 1)));
    }
    paintFocus(painter, *this, colours);
}

void NumberChart::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || m_counts.steps.count == 0)
        return;
    m_pressed = stepAt(event->position().x());
    m_dragged = false;
}

void NumberChart::mouseMoveEvent(QMouseEvent* event) {
    if (!m_pressed)
        return;
    const std::size_t step = stepAt(event->position().x());
    m_dragged = m_dragged || step != *m_pressed;
    if (!m_dragged)
        return;
    m_range = std::minmax(*m_pressed, step);
    tell();
    update();
}

void NumberChart::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !m_pressed)
        return;
    m_pressed.reset();
    if (m_dragged)
        choose(*m_range);
    else
        clear();
}

void NumberChart::keyPressEvent(QKeyEvent* event) {
    const std::size_t count = m_counts.steps.count;
    const int step = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (event->key() == Qt::Key_Escape && m_range)
        return clear();
    if (step == 0 || count == 0)
        return QWidget::keyPressEvent(event);
    if (!m_range)
        return choose(step > 0 ? Range(0, 0) : Range(count - 1, count - 1));
    Range range = *m_range;
    const auto moved = [&](std::size_t from) {
        return std::size_t(std::clamp(int(from) + step, 0, int(count) - 1));
    };
    if (event->modifiers().testFlag(Qt::ShiftModifier)) {
        range.second = std::max(range.first, moved(range.second));
    } else if (step > 0 ? range.second + 1 < count : range.first > 0) {
        range = {moved(range.first), moved(range.second)};
    }
    if (range != *m_range)
        choose(range);
}

void NumberChart::choose(const Range& range) {
    m_range = range;
    tell();
    update();
    ColumnCondition condition;
    condition.least = m_counts.steps.begin(range.first);
    condition.most = m_counts.steps.begin(range.second + 1);
    condition.withMost = range.second + 1 == m_counts.steps.count;
    Q_EMIT chosen(condition);
}

void NumberChart::clear() {
    if (!std::exchange(m_range, std::nullopt))
        return;
    tell();
    update();
    Q_EMIT cleared();
}

bool NumberChart::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip || m_counts.steps.count == 0)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const std::size_t step = stepAt(help->pos().x());
    const QString tip =
        tr("%1 from %2 to %3: %4 of %5\nDrag to choose a range, click to show all.")
            .arg(m_name, columnNumber(m_counts.steps.begin(step)),
                 columnNumber(m_counts.steps.begin(step + 1)), grouped(qint64(m_counts.passing[step])),
                 grouped(qint64(m_counts.all[step])));
    QToolTip::showText(help->globalPos(), asToolTip(tip), this);
    return true;
}

} // namespace crossview::ui
