#include "charts/chart_panel.h"

#include <QtCharts/QChart>
#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtWidgets/QGraphicsLayout>

#include <algorithm>
#include <cmath>

namespace crossview::ui {

namespace {
constexpr double kHeader = 32;  // title line
constexpr double kFooter = 26;  // labels of the time axis
constexpr double kPadding = 12; // left and right
} // namespace

ChartPanel::ChartPanel(TimeAxis* axis, QWidget* parent)
    : QChartView(parent), m_axis(axis != nullptr ? axis : new TimeAxis(this)), m_x(new QValueAxis(this)),
      m_y(new QValueAxis(this)) {
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // The foreground (names, card) reaches beyond what a curve's change would repaint.
    setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
    chart()->legend()->hide();
    chart()->setMargins({});
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->setBackgroundRoundness(0);
    chart()->setBackgroundVisible(false);
    chart()->addAxis(m_x, Qt::AlignBottom);
    chart()->addAxis(m_y, Qt::AlignLeft);
    m_x->setGridLineVisible(false);
    m_y->setGridLineVisible(false); // drawBackground: those of Qt Charts stay behind when the plot area moves
    m_x->setLabelsVisible(false);
    m_x->setLineVisible(false);
    m_y->setLineVisible(false);
    m_y->setLabelsVisible(false); // painted with the names: aligned, in the small font
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(kRefreshMs);
    connect(&m_refresh, &QTimer::timeout, this, &ChartPanel::refreshNow);
    connect(m_axis, &TimeAxis::changed, this, &ChartPanel::scheduleRefresh);
    connect(m_axis, &TimeAxis::hoverChanged, viewport(), qOverload<>(&QWidget::update));
    connect(ThemeWatcher::of(this), &ThemeWatcher::changed, this, &ChartPanel::applyTheme);
}

void ChartPanel::setTexts(const QString& title, const QString& unit, const QString& empty) {
    m_title = title;
    m_unit = unit;
    m_empty = empty;
    setAccessibleName(title);
    viewport()->update();
}

void ChartPanel::addCurve(const Curve& curve) {
    auto* series = new QLineSeries(this);
    series->setName(curve.longName);
    chart()->addSeries(series);
    series->attachAxis(m_x);
    series->attachAxis(m_y);
    m_series.push_back(series);
    m_curves.push_back(curve);
    applyTheme();
}

std::vector<QLineSeries*> ChartPanel::curves() const {
    return m_series;
}

void ChartPanel::applyTheme() {
    const Theme& theme = ThemeWatcher::of(this)->theme();
    setBackgroundBrush(theme.color(Role::Panel));
    for (std::size_t i = 0; i < m_series.size(); ++i) {
        QPen pen(theme.color(m_curves[i].role), m_curves[i].width, m_curves[i].style, Qt::FlatCap,
                 Qt::RoundJoin);
        // Qt's own dashes are as long as the pen is wide asks for; these stay apart at 1.5 px.
        if (m_curves[i].style == Qt::DashLine)
            pen.setDashPattern({3.0, 2.0});
        else if (m_curves[i].style == Qt::DotLine)
            pen.setDashPattern({1.0, 1.6});
        m_series[i]->setPen(pen);
    }
    viewport()->update();
}

void ChartPanel::scheduleRefresh() {
    if (!m_refresh.isActive())
        m_refresh.start();
}

void ChartPanel::refreshNow() {
    m_refresh.stop();
    layOut();
    const int columns = std::max(1, int(plotArea().width()));
    const double first = firstStep();
    m_x->setRange(first, std::max(first + 1, double(finalStep())));
    m_scale = roundAxis(largestValue());
    m_y->setRange(0, m_scale.top);
    m_y->setTickCount(int(std::lround(m_scale.top / m_scale.step)) + 1);
    for (std::size_t i = 0; i < m_series.size(); ++i) {
        const std::vector<QPointF> curve = points(i, columns);
        m_series[i]->replace(QList<QPointF>(curve.begin(), curve.end()));
    }
    QString summary;
    if (!isEmpty()) {
        const std::vector<Value> values = valuesAt(m_axis->lastStep());
        QStringList parts;
        for (std::size_t i = 0; i < values.size(); ++i)
            if (values[i].known)
                parts << m_curves[i].longName + QLatin1Char(' ') + values[i].text;
        summary = headline(m_axis->lastStep()) + QStringLiteral(": ") + parts.join(QStringLiteral(", "));
    }
    setAccessibleDescription(isEmpty() ? m_empty : summary);
    viewport()->update();
}

void ChartPanel::layOut() {
    const QFontMetricsF metrics(smallFont());
    double names = 0;
    for (const Curve& curve : m_curves)
        names = std::max(names, metrics.horizontalAdvance(curve.name));
    // Names get no more than two fifths: the curves are the subject.
    names = std::min(names + 10, width() * 0.4);
    const double labels = metrics.horizontalAdvance(QStringLiteral("0.00")) + 10;
    QRectF area(kPadding + labels, kHeader, width() - 2 * kPadding - labels - names,
                height() - kHeader - kFooter);
    area.setWidth(std::max(20.0, area.width()));
    area.setHeight(std::max(20.0, area.height()));
    chart()->setPlotArea(area);
}

void ChartPanel::setEpochMarker(int epoch) {
    if (epoch == m_epochMarker)
        return;
    m_epochMarker = epoch;
    viewport()->update();
}

double ChartPanel::xOf(int step) const {
    const double first = m_x->min(), range = m_x->max() - m_x->min();
    return plotArea().left() + (step - first) / range * plotArea().width();
}

int ChartPanel::stepAt(double x) const {
    const double share = std::clamp((x - plotArea().left()) / plotArea().width(), 0.0, 1.0);
    return int(std::lround(m_x->min() + share * (m_x->max() - m_x->min())));
}

QFont ChartPanel::smallFont() const {
    QFont small = font();
    small.setPointSizeF(std::max(7.0, small.pointSizeF() - 1.5));
    return small;
}

void ChartPanel::resizeEvent(QResizeEvent* event) {
    QChartView::resizeEvent(event);
    layOut();
    scheduleRefresh();
}

void ChartPanel::changeEvent(QEvent* event) {
    QChartView::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        scheduleRefresh();
}

void ChartPanel::mouseMoveEvent(QMouseEvent* event) {
    const QRectF reach = plotArea().adjusted(-6, 0, 6, 0);
    m_axis->setHoveredStep(!isEmpty() && reach.contains(event->position()) ? stepAt(event->position().x())
                                                                           : -1);
}

void ChartPanel::mousePressEvent(QMouseEvent* event) {
    event->accept();
}

void ChartPanel::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && !isEmpty() &&
        plotArea().adjusted(-6, 0, 6, 0).contains(event->position()))
        Q_EMIT epochRequested(std::max(1, m_axis->nearestEpoch(stepAt(event->position().x()))));
}

void ChartPanel::wheelEvent(QWheelEvent* event) {
    event->ignore(); // the panel around it may scroll
}

void ChartPanel::leaveEvent(QEvent* event) {
    QChartView::leaveEvent(event);
    m_axis->setHoveredStep(-1);
}

void ChartPanel::keyPressEvent(QKeyEvent* event) {
    const int direction = event->key() == Qt::Key_Left ? -1 : event->key() == Qt::Key_Right ? 1 : 0;
    if (direction == 0 || isEmpty()) {
        QWidget::keyPressEvent(event);
        return;
    }
    const int from = m_epochMarker > 0 ? m_epochMarker : m_axis->lastEpoch();
    Q_EMIT epochRequested(std::clamp(from + direction, 1, std::max(1, m_axis->lastEpoch())));
}

} // namespace crossview::ui
