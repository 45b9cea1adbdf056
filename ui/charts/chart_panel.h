#pragma once

#include "charts/axis_layout.h"
#include "charts/time_axis.h"
#include "style/theme.h"

#include <QtCharts/QChartView>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>
#include <QtCore/QPointer>
#include <QtCore/QTimer>

#include <vector>

namespace crossview::ui {

/// What LossChart and RecallChart have in common: title and unit above, Qt Charts curves on a light
/// horizontal grid, the curves' names at their right end, a card with all values under the pointer, the marks
/// of the best and the present epoch. Redraws at most ten times a second, whatever arrives.
class ChartPanel : public QChartView {
    Q_OBJECT
public:
    static constexpr int kRefreshMs = 100;

    /// `axis` may be shared between charts; null: the chart makes its own.
    ChartPanel(TimeAxis* axis, QWidget* parent);

    TimeAxis* timeAxis() const { return m_axis; }
    /// Marks the epoch that the timeline shows; 0 for none.
    void setEpochMarker(int epoch);
    /// Epoch that was best on validation; 0 while there is none.
    int bestEpoch() const { return m_bestEpoch; }
    /// Brings what has arrived onto the screen now (otherwise within kRefreshMs).
    void refreshNow();
    /// Value curves in their order, for tests and export.
    std::vector<QLineSeries*> curves() const;
    QRectF plotArea() const { return chart()->plotArea(); }
    QSize sizeHint() const override { return {400, 220}; }
    QSize minimumSizeHint() const override { return {190, 110}; }

Q_SIGNALS:
    /// A click in the plot: show that epoch.
    void epochRequested(int epoch);

protected:
    struct Curve {
        QString name;     ///< at its right end
        QString longName; ///< in the card
        Role role;
        Qt::PenStyle style;
        double width; ///< logical pixels
    };
    struct Value {
        QString text;
        bool known = false;
    };

    void setTexts(const QString& title, const QString& unit, const QString& empty);
    void addCurve(const Curve& curve);
    void scheduleRefresh();
    void setBestEpoch(int epoch) { m_bestEpoch = epoch; }
    /// The points of a curve for a plot of so many pixel columns; x in steps.
    virtual std::vector<QPointF> points(std::size_t curve, int columns) const = 0;
    /// Largest value of all curves; not positive: empty.
    virtual double largestValue() const = 0;
    /// Ends of the time axis of this chart, in steps.
    virtual int firstStep() const = 0;
    virtual int finalStep() const = 0;
    /// Of all curves at a step, for the card.
    virtual std::vector<Value> valuesAt(int step) const = 0;
    virtual QString headline(int step) const = 0;
    /// Below the plot at the left and right end.
    virtual std::pair<QString, QString> endLabels() const = 0;
    virtual bool isEmpty() const = 0;

    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void drawBackground(QPainter* painter, const QRectF& rect) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void applyTheme();
    void layOut();
    double xOf(int step) const;
    int stepAt(double x) const;
    void paintHeader(QPainter& painter) const;
    void paintNames(QPainter& painter) const;
    void paintMarks(QPainter& painter) const;
    void paintTimeLabels(QPainter& painter) const;
    void paintCardAt(QPainter& painter, int step) const;
    QFont smallFont() const;

    QPointer<TimeAxis> m_axis;
    QValueAxis* m_x;
    QValueAxis* m_y;
    std::vector<QLineSeries*> m_series;
    std::vector<Curve> m_curves;
    QTimer m_refresh;
    QString m_title, m_unit, m_empty;
    RoundAxis m_scale;
    int m_epochMarker = 0;
    int m_bestEpoch = 0;
};

} // namespace crossview::ui
