#include "widgets/building_blocks.h"

#include "style/icons.h"
#include "style/plain_text.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QStyleOptionButton>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace crossview::ui {

QFrame* makeCard(QWidget* parent) {
    auto* card = new QFrame(parent);
    card->setProperty("card", true);
    return card;
}

QFrame* makeLine(QWidget* parent) {
    auto* line = new QFrame(parent);
    line->setProperty("line", true);
    return line;
}

PlainLabel* makeHeading(const QString& text, QWidget* parent) {
    auto* label = new PlainLabel(text, parent);
    label->setProperty("heading", true);
    return label;
}

PlainLabel* makeSecondary(const QString& text, QWidget* parent) {
    auto* label = new PlainLabel(text, parent);
    label->setProperty("secondary", true);
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() - 1);
    label->setFont(font);
    return label;
}

void setScrollContent(QScrollArea* area, QWidget* content) {
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus); // what is inside takes it
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(content);
    content->setAutoFillBackground(false); // setWidget has set it
    area->viewport()->setAutoFillBackground(false);
}

QStringList listOf(std::span<const std::string> texts) {
    QStringList list;
    for (const std::string& text : texts)
        list << shownText(text);
    return list;
}

QString grouped(qint64 number) {
    return QLocale().toString(number);
}

QString clockTime(double seconds) {
    const auto whole = static_cast<int>(std::lround(std::max(0.0, seconds)));
    const auto two = [](int value) { return QStringLiteral("%1").arg(value, 2, 10, QLatin1Char('0')); };
    const QString tail = two(whole % 60);
    if (whole < 3600)
        return QStringLiteral("%1:%2").arg(whole / 60).arg(tail);
    return QStringLiteral("%1:%2:%3").arg(whole / 3600).arg(two(whole / 60 % 60), tail);
}

const Theme& theme() {
    return ThemeWatcher::of(QCoreApplication::instance())->theme();
}

void paintViewMark(QPainter& painter, const QRectF& box, View view) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().color(view == View::image ? Role::ImageView : Role::SentenceView));
    const QPointF c = box.center();
    if (view == View::image) {
        painter.drawEllipse(box);
    } else {
        const double r = box.width() * 0.6;
        painter.drawPolygon(
            QPolygonF({c + QPointF(0, -r), c + QPointF(r, 0), c + QPointF(0, r), c + QPointF(-r, 0)}));
    }
    painter.restore();
}

void paintPlaceholder(QPainter& painter, const QRectF& box) {
    constexpr double kSmallest = 28; // below, a frame in the frame would only be noise
    const double side = std::min(box.width(), box.height());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (side >= kSmallest) {
        QRectF frame(0, 0, side * 0.6, side * 0.45);
        frame.moveCenter(box.center());
        painter.setPen(QPen(theme().color(Role::Border), std::clamp(side / 48, 1.0, 2.0)));
        painter.setBrush(theme().color(Role::Panel));
        painter.drawRoundedRect(frame, side / 24, side / 24);
    }
    const double mark = std::clamp(side / 10, 6.0, 12.0);
    QRectF place(0, 0, mark, mark);
    place.moveCenter(box.center());
    paintViewMark(painter, place, View::image);
    painter.restore();
}

void paintElided(QPainter& painter, const QRectF& box, const QString& text, Qt::Alignment alignment) {
    const QString cut = painter.fontMetrics().elidedText(text.simplified(), Qt::ElideRight,
                                                         static_cast<int>(std::floor(box.width())));
    painter.drawText(box, static_cast<int>(Qt::AlignVCenter | Qt::TextSingleLine | alignment), cut);
}

ElidedLabel::ElidedLabel(const QString& text, Role role, QWidget* parent) : QWidget(parent), m_role(role) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setText(text);
}

void ElidedLabel::setText(const QString& text) {
    m_text = shownText(text);
    setPlainToolTip(this, m_text);
    updateGeometry();
    update();
}

QSize ElidedLabel::sizeHint() const {
    return {fontMetrics().horizontalAdvance(m_text) + 2, fontMetrics().height() + 2};
}

QSize ElidedLabel::minimumSizeHint() const {
    return {24, fontMetrics().height() + 2};
}

void ElidedLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setPen(theme().color(m_role));
    paintElided(painter, rect(), m_text, m_alignment);
}

ViewMark::ViewMark(View view, QWidget* parent) : QWidget(parent), m_view(view) {
    setFixedSize(12, 12);
}

void ViewMark::setView(View view) {
    m_view = view;
    update();
}

void ViewMark::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintViewMark(painter, QRectF(2, 2, 8, 8), m_view);
}

void TickBox::paintEvent(QPaintEvent*) {
    QStyleOptionButton option;
    initStyleOption(&option);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    constexpr double kSide = 13;
    constexpr double kRadius = 3;
    QRectF box(0, 0, kSide, kSide);
    box.moveCenter(QRectF(style()->subElementRect(QStyle::SE_CheckBoxIndicator, &option, this)).center());
    const Role frame = hasFocus() ? Role::Accent : isEnabled() ? Role::SecondaryText : Role::Missing;
    painter.setPen(QPen(theme().color(frame), hasFocus() ? 1.6 : 1));
    painter.setBrush(theme().color(Role::Field));
    painter.drawRoundedRect(box, kRadius, kRadius);
    if (isChecked()) {
        painter.setPen(QPen(theme().color(isEnabled() ? Role::Text : Role::Missing), 1.8, Qt::SolidLine,
                            Qt::RoundCap, Qt::RoundJoin));
        const QPointF middle = box.center();
        painter.drawPolyline(
            QPolygonF({middle + QPointF(-3, 0), middle + QPointF(-1, 2.5), middle + QPointF(3.5, -3)}));
    }
    QStyleOptionButton label = option;
    label.rect = style()->subElementRect(QStyle::SE_CheckBoxContents, &option, this);
    style()->drawControl(QStyle::CE_CheckBoxLabel, &label, &painter, this);
}

void ChevronBox::paintEvent(QPaintEvent* event) {
    QComboBox::paintEvent(event);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme().color(Role::SecondaryText), 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF middle(width() - 12, height() / 2.0);
    painter.drawPolyline(
        QPolygonF({middle + QPointF(-3.5, -2), middle + QPointF(0, 2), middle + QPointF(3.5, -2)}));
}

void ChevronBox::wheelEvent(QWheelEvent* event) {
    if (hasFocus())
        QComboBox::wheelEvent(event);
    else
        event->ignore();
}

CollapsibleSection::CollapsibleSection(const QString& title, QWidget* parent)
    : QWidget(parent), m_title(title), m_content(new QWidget(this)), m_button(new QPushButton(title, this)),
      m_chevron(new PlainLabel(m_button)) {
    m_button->setProperty("section", true);
    setPlainToolTip(m_button, tr("Open or close this section"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 4, 8, 8);
    layout->setSpacing(0);
    layout->addWidget(m_button);
    layout->addWidget(m_content);
    auto* inner = new QHBoxLayout(m_button);
    inner->setContentsMargins(0, 0, 4, 0);
    inner->addStretch();
    inner->addWidget(m_chevron);
    connect(m_button, &QPushButton::clicked, this, [this] {
        setOpen(!m_open);
        Q_EMIT toggled(m_open);
    });
    connect(ThemeWatcher::of(this), &ThemeWatcher::changed, this, [this] { setOpen(m_open); });
    setOpen(true);
}

void CollapsibleSection::setOpen(bool open) {
    m_open = open;
    m_content->setVisible(open);
    const QString icon = open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right");
    m_chevron->setPixmap(lineIcon(icon, Role::SecondaryText).pixmap(QSize(12, 12), devicePixelRatioF()));
    m_button->setAccessibleName(open ? tr("%1, open").arg(m_title) : tr("%1, closed").arg(m_title));
}

} // namespace crossview::ui
