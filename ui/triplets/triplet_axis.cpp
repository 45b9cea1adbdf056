#include "triplets/triplet_axis.h"

#include "charts/axis_layout.h"
#include "widgets/building_blocks.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace crossview::ui {
namespace {

constexpr double kSide = 8;  // left and right of the axis
constexpr double kTick = 16; // length of a candidate's line
constexpr double kReach = 4; // px that a pointer may miss by

} // namespace

TripletAxis::TripletAxis(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setObjectName(QStringLiteral("tripletAxis"));
    setAccessibleName(tr("Distances of positives and negatives"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setPlainToolTip(this,
                    tr("Distance to the selected item in the joint space. Above the line: what belongs to "
                       "it. Below: the nearest that do not; those left of the end of the band are nearer "
                       "than the margin allows. Click: go to the item."));
}

QSize TripletAxis::sizeHint() const {
    return {240, int(2 * kTick) + 2 * fontMetrics().height() + 12};
}

double TripletAxis::lineY() const {
    return fontMetrics().height() + 4 + kTick;
}

void TripletAxis::setTriplets(const TermTriplets& term, double margin) {
    m_term = term;
    m_margin = term.isHinge ? margin : 0;
    if (m_marked >= 0 && !isPositive(m_marked) &&
        std::ranges::find(term.triplets.negatives, m_marked, &Candidate::item) ==
            term.triplets.negatives.end())
        m_marked = -1;
    const AnchorTriplets& triplets = term.triplets;
    std::vector<double> ends;
    if (!triplets.positives.empty()) {
        ends.push_back(triplets.positives.front().distance);
        ends.push_back(triplets.positives.back().distance + m_margin);
    }
    if (!triplets.negatives.empty()) {
        ends.push_back(triplets.negatives.front().distance);
        ends.push_back(triplets.negatives.back().distance);
    }
    m_low = ends.empty() ? 0 : std::ranges::min(ends);
    m_high = ends.empty() ? 1 : std::ranges::max(ends);
    const double room = std::max(0.02, 0.04 * (m_high - m_low));
    m_low -= room;
    m_high += room;
    update();
}

void TripletAxis::setMarked(const std::optional<Candidate>& candidate) {
    m_marked = candidate ? candidate->item : -1;
    update();
}

bool TripletAxis::isPositive(std::int32_t item) const {
    const auto& positives = m_term.triplets.positives;
    return std::ranges::find(positives, item, &Candidate::item) != positives.end();
}

std::optional<double> TripletAxis::positive() const {
    const auto& positives = m_term.triplets.positives;
    if (positives.empty())
        return std::nullopt;
    const auto marked = std::ranges::find(positives, m_marked, &Candidate::item);
    return marked == positives.end() ? positives.back().distance : marked->distance;
}

double TripletAxis::xOf(double distance) const {
    return kSide + (distance - m_low) / (m_high - m_low) * (width() - 2 * kSide);
}

const Candidate* TripletAxis::candidateAt(QPointF position) const {
    const auto& side = position.y() < lineY() ? m_term.triplets.positives : m_term.triplets.negatives;
    const Candidate* nearest = nullptr;
    double best = kReach;
    for (const Candidate& candidate : side)
        if (const double off = std::abs(xOf(candidate.distance) - position.x()); off <= best) {
            best = off;
            nearest = &candidate;
        }
    return nearest;
}

void TripletAxis::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_term.isHinge)
        paintMargin(painter);
    paintTicks(painter);
    paintCandidates(painter);
}

void TripletAxis::paintMargin(QPainter& painter) const {
    const std::optional<double> from = positive();
    if (!from)
        return;
    QColor band = theme().color(Role::Violated);
    band.setAlphaF(0.12F);
    const double left = xOf(*from), right = xOf(*from + m_margin);
    painter.fillRect(QRectF(left, lineY() - kTick, right - left, 2 * kTick), band);
    painter.setPen(QPen(theme().color(Role::Violated), 1, Qt::DashLine));
    painter.drawLine(QPointF(right, lineY() - kTick), QPointF(right, lineY() + kTick));
    const QString text = tr("margin %1").arg(m_margin, 0, 'g', 3);
    const double wide = painter.fontMetrics().horizontalAdvance(text);
    const double start =
        std::clamp((left + right - wide) / 2, kSide, std::max(kSide, width() - kSide - wide));
    painter.setPen(theme().readable(Role::Violated));
    painter.drawText(QPointF(start, painter.fontMetrics().ascent() + 1.0), text);
}

void TripletAxis::paintTicks(QPainter& painter) const {
    painter.setPen(QPen(theme().color(Role::SecondaryText), 1));
    painter.drawLine(QPointF(kSide, lineY()), QPointF(width() - kSide, lineY()));
    if (m_term.triplets.positives.empty() && m_term.triplets.negatives.empty())
        return;
    const RoundAxis steps = roundAxis(m_high - m_low);
    const QFontMetrics metrics = painter.fontMetrics();
    const double top = lineY() + kTick + 2;
    for (double value = std::ceil(m_low / steps.step) * steps.step; value <= m_high; value += steps.step) {
        const QString text = QString::number(value, 'f', steps.decimals);
        const double wide = metrics.horizontalAdvance(text);
        const double x = xOf(value);
        if (x - wide / 2 < 0 || x + wide / 2 > width())
            continue;
        painter.drawLine(QPointF(x, lineY() - 2), QPointF(x, lineY() + 2));
        painter.drawText(QPointF(x - wide / 2, top + metrics.ascent()), text);
    }
}

void TripletAxis::paintCandidates(QPainter& painter) const {
    const std::optional<double> from = positive();
    const auto line = [&](const Candidate& candidate, Role role, int direction) {
        const bool marked = candidate.item == m_marked;
        QColor colour = theme().color(role);
        if (!marked)
            colour.setAlphaF(direction < 0 ? 1.0F : 0.75F);
        painter.setPen(QPen(colour, marked ? 3 : 1.5));
        const double x = xOf(candidate.distance);
        painter.drawLine(QPointF(x, lineY()), QPointF(x, lineY() + direction * kTick));
    };
    for (const Candidate& negative : m_term.triplets.negatives) {
        const bool violated = m_term.isHinge && from && negative.distance < *from + m_margin;
        line(negative, violated ? Role::Violated : Role::Missing, 1);
    }
    for (const Candidate& candidate : m_term.triplets.positives)
        line(candidate, Role::TruePair, -1);
}

void TripletAxis::hover(std::int32_t item) {
    if (item == m_marked)
        return;
    m_marked = item;
    update();
    setCursor(item >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    Q_EMIT hovered(item);
}

void TripletAxis::mouseMoveEvent(QMouseEvent* event) {
    const Candidate* under = candidateAt(event->position());
    hover(under ? under->item : -1);
}

void TripletAxis::mousePressEvent(QMouseEvent* event) {
    if (const Candidate* under = candidateAt(event->position()); under && event->button() == Qt::LeftButton)
        Q_EMIT chosen(under->item);
}

void TripletAxis::leaveEvent(QEvent* event) {
    QWidget::leaveEvent(event);
    hover(-1);
}

} // namespace crossview::ui
