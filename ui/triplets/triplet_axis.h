#pragma once

#include "triplets/triplet_finder.h"

#include <QWidget>

#include <optional>

namespace crossview::ui {

/// Positives above and negatives below one line of distances to the anchor; the margin as a band behind the
/// positive that is looked at (else the farthest, whose triplets are violated most).
class TripletAxis : public QWidget {
    Q_OBJECT
public:
    explicit TripletAxis(QWidget* parent = nullptr);

    void setTriplets(const TermTriplets& term, double margin);
    /// The candidate that another place points at; nothing: none.
    void setMarked(const std::optional<Candidate>& candidate);
    /// Distance from which on the margin counts: that of the positive which is looked at; nothing without
    /// one.
    std::optional<double> positive() const;
    /// The candidate under a point; null where there is none.
    const Candidate* candidateAt(QPointF position) const;
    /// Where a distance stands from left to right.
    double xOf(double distance) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {120, sizeHint().height()}; }

Q_SIGNALS:
    /// Clicked.
    void chosen(std::int32_t item);
    /// The pointer is over a candidate, or over none (-1).
    void hovered(std::int32_t item);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    double lineY() const;
    void paintTicks(QPainter& painter) const;
    void paintMargin(QPainter& painter) const;
    void paintCandidates(QPainter& painter) const;
    void hover(std::int32_t item);
    bool isPositive(std::int32_t item) const;

    TermTriplets m_term;
    double m_margin = 0;
    double m_low = 0, m_high = 1; // of the axis
    std::int32_t m_marked = -1;
};

} // namespace crossview::ui
