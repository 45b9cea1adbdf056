#pragma once

#include "style/plain_text.h"
#include <QtCore/QTimer>
#include <QtWidgets/QSlider>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QWidget>

#include <optional>

namespace crossview::ui {

/// Slider with a tick per epoch: the part behind is filled in the accent.
class EpochSlider : public QSlider {
    Q_OBJECT
public:
    explicit EpochSlider(QWidget* parent = nullptr);
    QSize sizeHint() const override { return {200, 24}; }
    QSize minimumSizeHint() const override { return {60, 24}; }
    /// An epoch that is marked; nothing: none.
    void setPinned(std::optional<int> epoch);
    std::optional<int> pinned() const { return m_pinned; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    std::optional<int> m_pinned;
    double xOf(int epoch) const;
    int epochAt(double x) const;
};

/// Every epoch of a run: play, scrub, step, pin one to compare with, follow the selection. Stands at the end
/// it follows the run; moved away it stays.
class Timeline : public QWidget {
    Q_OBJECT
public:
    static constexpr int kPlayMs = 220; ///< per epoch while playing

    explicit Timeline(QWidget* parent = nullptr);

    /// The epochs there are: first … last (0 is before training). At the end, the position moves along and
    /// epochChanged comes.
    void setRange(int firstEpoch, int lastEpoch);
    int epoch() const { return m_slider->value(); }
    bool isAtEnd() const { return m_slider->value() == m_slider->maximum(); }
    bool isPlaying() const { return m_timer.isActive(); }
    EpochSlider* slider() const { return m_slider; }
    /// The epoch that is pinned; nothing: none.
    void setPinned(std::optional<int> epoch);
    /// What its keys do: K plays, comma and period step (Shift: by ten), P pins, T follows. Others are
    /// ignored.
    void handleKey(QKeyEvent* event);
    QToolButton* pinButton() const { return m_pin; }
    QToolButton* trailButton() const { return m_trails; }
    QToolButton* playButton() const { return m_play; }
    PlainLabel* label() const { return m_label; }
    /// Forgets all epochs.
    void clear();

public Q_SLOTS:
    void setEpoch(int epoch);
    void setPlaying(bool playing);

Q_SIGNALS:
    void epochChanged(int epoch);
    /// The shown epoch should be pinned, or none any more.
    void pinRequested(bool pin);
    /// Lines through the epochs are wanted for the selection.
    void trailsRequested(bool on);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void updateLabel();
    void updateIcon();
    void advance();

    QToolButton* m_play;
    QToolButton* m_pin;
    QToolButton* m_trails;
    EpochSlider* m_slider;
    PlainLabel* m_label;
    QTimer m_timer;
};

} // namespace crossview::ui
