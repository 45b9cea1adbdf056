#include "charts/timeline.h"

#include "style/icons.h"
#include "style/plain_text.h"
#include "style/theme.h"

#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>

#include <algorithm>
#include <cmath>

namespace crossview::ui {

namespace {
constexpr double kHandle = 6; // radius
constexpr int kIcon = 16;

/// Play triangle or pause bars in the text colour.
QIcon playIcon(bool playing, const QColor& colour, const QColor& faint) {
    QIcon icon;
    for (const auto& [mode, tint] : {std::pair(QIcon::Normal, colour), std::pair(QIcon::Disabled, faint)}) {
        for (const int ratio : {1, 2, 3}) {
            QPixmap pixmap(kIcon * ratio, kIcon * ratio);
            pixmap.setDevicePixelRatio(ratio);
            pixmap.fill(Qt::transparent);
            QPainter painter(&pixmap);
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(Qt::NoPen);
            painter.setBrush(tint);
            if (playing) {
                painter.drawRect(QRectF(4, 3, 3, 10));
                painter.drawRect(QRectF(9, 3, 3, 10));
            } else {
                painter.drawPolygon(QPolygonF{{4, 3}, {13, 8}, {4, 13}});
            }
            painter.end();
            icon.addPixmap(pixmap, mode);
        }
    }
    return icon;
}
} // namespace

EpochSlider::EpochSlider(QWidget* parent) : QSlider(Qt::Horizontal, parent) {
    setPageStep(10);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(ThemeWatcher::of(this), &ThemeWatcher::changed, this, qOverload<>(&QWidget::update));
}

double EpochSlider::xOf(int epoch) const {
    const double room = width() - 2 * kHandle;
    const int range = maximum() - minimum();
    return range == 0 ? kHandle : kHandle + room * (epoch - minimum()) / range;
}

int EpochSlider::epochAt(double x) const {
    const double room = std::max(1.0, width() - 2 * kHandle);
    const double share = std::clamp((x - kHandle) / room, 0.0, 1.0);
    return minimum() + int(std::lround(share * (maximum() - minimum())));
}

void EpochSlider::paintEvent(QPaintEvent* /*event*/) {
    const Theme& theme = ThemeWatcher::of(this)->theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double middle = height() / 2.0;
    const double handle = xOf(value());
    const auto bar = [&](double from, double to, const QColor& colour) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawRoundedRect(QRectF(from, middle - 2, std::max(0.0, to - from), 4), 2, 2);
    };
    bar(kHandle, width() - kHandle, theme.color(Role::Border));
    const bool active = isEnabled() && maximum() > minimum();
    const QColor accent = theme.color(active ? Role::Accent : Role::Missing);
    if (active)
        bar(kHandle, handle, accent);
    // Ticks closer than 6 pixels would be a grey bar: then only every 2nd, 5th, 10th … is drawn.
    const double spacing = (width() - 2 * kHandle) / std::max(1, maximum() - minimum());
    int every = 1;
    for (const int candidate : {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000}) {
        every = candidate;
        if (candidate * spacing >= 6)
            break;
    }
    QColor tick = theme.color(Role::SecondaryText);
    tick.setAlphaF(0.7F);
    painter.setPen(QPen(tick, 1));
    for (int epoch = minimum(); maximum() > minimum() && epoch <= maximum(); ++epoch) {
        if (epoch % every != 0 && epoch != minimum() && epoch != maximum())
            continue;
        const double x = std::round(xOf(epoch)) + 0.5;
        painter.drawLine(QPointF(x, middle - 5), QPointF(x, middle + 5));
    }
    if (m_pinned && *m_pinned >= minimum() && *m_pinned <= maximum()) {
        const double x = xOf(*m_pinned); // a flag over the bar
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(Role::Text));
        painter.drawPolygon(QPolygonF{{x - 4, middle - 11}, {x + 4, middle - 11}, {x, middle - 4}});
    }
    painter.setPen(QPen(theme.color(Role::Panel), 1.5));
    painter.setBrush(accent);
    painter.drawEllipse(QPointF(handle, middle), kHandle, kHandle);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(accent, 1.5));
        painter.drawEllipse(QPointF(handle, middle), kHandle + 3, kHandle + 3);
    }
}

void EpochSlider::setPinned(std::optional<int> epoch) {
    m_pinned = epoch;
    update();
}

void EpochSlider::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton)
        return;
    setSliderDown(true);
    setValue(epochAt(event->position().x()));
}

void EpochSlider::mouseMoveEvent(QMouseEvent* event) {
    if (isSliderDown())
        setValue(epochAt(event->position().x()));
}

void EpochSlider::mouseReleaseEvent(QMouseEvent* /*event*/) {
    setSliderDown(false);
}

Timeline::Timeline(QWidget* parent)
    : QWidget(parent), m_play(new QToolButton(this)), m_pin(new QToolButton(this)),
      m_trails(new QToolButton(this)), m_slider(new EpochSlider(this)), m_label(new PlainLabel(this)) {
    setObjectName(QStringLiteral("timeline"));
    m_play->setProperty("flat", true);
    m_play->setAutoRaise(true);
    m_play->setIconSize({kIcon, kIcon});
    for (QToolButton* button : {m_pin, m_trails}) {
        button->setProperty("flat", true);
        button->setAutoRaise(true);
        button->setCheckable(true);
        button->setIconSize({kIcon, kIcon});
    }
    m_pin->setObjectName(QStringLiteral("pinEpoch"));
    m_trails->setObjectName(QStringLiteral("trails"));
    m_trails->setAccessibleName(tr("Trails of the selection"));
    setPlainToolTip(m_trails, tr("Show the way of the selected items through all epochs (T)"));
    m_slider->setAccessibleName(tr("Epoch"));
    setPlainToolTip(m_slider,
                    tr("Epoch shown on the map; at the end it follows the run (, and . step by one)"));
    m_label->setMinimumWidth(m_label->fontMetrics().horizontalAdvance(tr("epoch %1").arg(888)));
    m_label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_label->setProperty("secondary", true);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 2, 12, 2);
    layout->setSpacing(8);
    layout->addWidget(m_play);
    layout->addWidget(m_slider, 1);
    layout->addWidget(m_label);
    layout->addWidget(m_pin);
    layout->addWidget(m_trails);
    m_timer.setInterval(kPlayMs);
    connect(&m_timer, &QTimer::timeout, this, &Timeline::advance);
    connect(m_play, &QToolButton::clicked, this, [this] { setPlaying(!isPlaying()); });
    connect(m_pin, &QToolButton::clicked, this, &Timeline::pinRequested);
    connect(m_trails, &QToolButton::toggled, this, &Timeline::trailsRequested);
    connect(m_slider, &QSlider::valueChanged, this, [this](int epoch) {
        updateLabel();
        Q_EMIT epochChanged(epoch);
    });
    connect(m_slider, &QSlider::sliderPressed, this, [this] { setPlaying(false); });
    connect(ThemeWatcher::of(this), &ThemeWatcher::changed, this, &Timeline::updateIcon);
    clear();
}

void Timeline::clear() {
    setPlaying(false);
    const QSignalBlocker blocker(m_slider);
    m_slider->setRange(0, 0);
    setPinned({});
    setEnabled(false);
    updateLabel();
    updateIcon();
}

void Timeline::setPinned(std::optional<int> epoch) {
    m_slider->setPinned(epoch);
    m_pin->setChecked(epoch.has_value());
    m_pin->setAccessibleName(epoch ? tr("Unpin epoch %1").arg(*epoch) : tr("Pin the epoch"));
    setPlainToolTip(m_pin, epoch
                               ? tr("Epoch %1 is pinned: its points lie faintly beneath, and what moved most "
                                    "since is listed. Click to unpin it (P)")
                                     .arg(*epoch)
                               : tr("Pin the epoch shown, to compare others with it (P)"));
}

void Timeline::setRange(int firstEpoch, int lastEpoch) {
    const bool follows = isAtEnd() && !m_slider->isSliderDown();
    lastEpoch = std::max(firstEpoch, lastEpoch);
    const int before = m_slider->value();
    {
        const QSignalBlocker blocker(m_slider);
        m_slider->setRange(firstEpoch, lastEpoch);
        if (follows)
            m_slider->setValue(lastEpoch);
    }
    setEnabled(true);
    m_play->setEnabled(lastEpoch > firstEpoch);
    updateLabel();
    m_slider->update();
    if (m_slider->value() != before)
        Q_EMIT epochChanged(m_slider->value());
}

void Timeline::setEpoch(int epoch) {
    setPlaying(false);
    m_slider->setValue(epoch);
}

void Timeline::setPlaying(bool playing) {
    if (playing && m_slider->maximum() > m_slider->minimum()) {
        if (isAtEnd())
            m_slider->setValue(m_slider->minimum());
        m_timer.start();
    } else {
        m_timer.stop();
    }
    updateIcon();
}

void Timeline::advance() {
    m_slider->setValue(m_slider->value() + 1);
    if (isAtEnd())
        setPlaying(false);
}

void Timeline::updateLabel() {
    m_label->setText(m_slider->value() > 0 || m_slider->maximum() > 0 ? tr("epoch %1").arg(m_slider->value())
                                                                      : tr("no epoch"));
}

void Timeline::updateIcon() {
    const Theme& theme = ThemeWatcher::of(this)->theme();
    m_play->setIcon(playIcon(isPlaying(), theme.color(Role::Text), theme.color(Role::Missing)));
    const QString text = isPlaying() ? tr("Pause") : tr("Play");
    m_pin->setIcon(lineIcon(QStringLiteral("pin")));
    m_trails->setIcon(lineIcon(QStringLiteral("trail")));
    m_play->setAccessibleName(text);
    setPlainToolTip(m_play, isPlaying() ? tr("Stop playing (K)")
                                        : tr("Play all epochs from the first to the last (K)"));
}

void Timeline::keyPressEvent(QKeyEvent* event) {
    handleKey(event);
}

void Timeline::handleKey(QKeyEvent* event) {
    event->setAccepted(isEnabled() && (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier)) == 0);
    if (!event->isAccepted())
        return;
    const int step = event->modifiers().testFlag(Qt::ShiftModifier) ? 10 : 1;
    switch (event->key()) {
    case Qt::Key_Comma:
    case Qt::Key_Less:
        setEpoch(m_slider->value() - step);
        break;
    case Qt::Key_Period:
    case Qt::Key_Greater:
        setEpoch(m_slider->value() + step);
        break;
    case Qt::Key_K:
        setPlaying(!isPlaying());
        break;
    case Qt::Key_P:
        m_pin->click();
        break;
    case Qt::Key_T:
        m_trails->click();
        break;
    default:
        event->ignore();
    }
}

void Timeline::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        m_label->setMinimumWidth(m_label->fontMetrics().horizontalAdvance(tr("epoch %1").arg(888)));
}

} // namespace crossview::ui
