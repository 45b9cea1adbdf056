#include "columns/text_bar.h"

#include "map/map_paint.h"
#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QPainter>

#include <algorithm>

namespace crossview::ui {
namespace {

constexpr int kPaleAlpha = 70;
constexpr int kCountWidth = 90;

} // namespace

TextBar::TextBar(QWidget* parent) : QAbstractButton(parent) {
    setCheckable(true);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void TextBar::setContent(const QString& text, View view, std::size_t passing, std::size_t all,
                         std::size_t longest, bool isPale) {
    setText(text);
    m_view = view;
    m_passing = passing;
    m_all = all;
    m_longest = std::max<std::size_t>(1, longest);
    m_pale = isPale;
    const QString counts = tr("%1 of %2").arg(grouped(qint64(passing)), grouped(qint64(all)));
    setAccessibleName(tr("%1, %2").arg(text, counts));
    setPlainToolTip(
        this,
        tr("%1: %2\nClick: only items with this, or with one of several; again: all.").arg(text, counts));
    update();
}

QSize TextBar::sizeHint() const {
    return {160, fontMetrics().height() + 8};
}

void TextBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Theme& colours = theme();
    const QColor full = viewColour(colours, m_view);
    QColor pale = full;
    pale.setAlpha(kPaleAlpha);
    const QRectF line(1, height() - 5, width() - 2, 3);
    const auto part = [&](std::size_t items) {
        QRectF box = line;
        box.setWidth(items == 0 ? 0 : std::max(1.0, line.width() * double(items) / double(m_longest)));
        return box;
    };
    painter.fillRect(part(m_all), pale);
    if (!m_pale)
        painter.fillRect(part(m_passing), full);
    const QRectF words(4, 0, width() - 8, height() - 5);
    painter.setPen(isChecked() ? colours.readable(Role::Accent)
                   : m_pale    ? colours.color(Role::SecondaryText)
                               : colours.color(Role::Text));
    if (isChecked()) {
        QFont bold = font();
        bold.setWeight(QFont::DemiBold);
        painter.setFont(bold);
    }
    const QString tick = isChecked() ? QStringLiteral("✓ ") : QString();
    paintElided(painter, words.adjusted(0, 0, -kCountWidth, 0), tick + text());
    painter.setPen(colours.color(Role::SecondaryText));
    painter.setFont(font());
    const QString counts = m_passing == m_all
                               ? grouped(qint64(m_all))
                               : tr("%1 of %2").arg(grouped(qint64(m_passing)), grouped(qint64(m_all)));
    painter.drawText(words, Qt::AlignRight | Qt::AlignVCenter, counts);
    paintFocus(painter, *this, colours);
}

} // namespace crossview::ui
