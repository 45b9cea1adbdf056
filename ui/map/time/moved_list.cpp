#include "map/time/moved_list.h"

#include "map/map_paint.h"

#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace crossview::ui {

namespace {
constexpr int kWidth = 220;
constexpr int kMarkWidth = 18;
} // namespace

MovedEntry::MovedEntry(QWidget* parent) : QAbstractButton(parent) {
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setAccessibleName(tr("nothing"));
    setPlainToolTip(this, tr("nothing moved"));
}

void MovedEntry::setContent(const MovedItem& moved, const QString& text) {
    m_moved = moved;
    m_text = text;
    m_far = locale().toString(double(moved.distance), 'f', 2);
    const bool isImage = moved.item.view == View::image;
    setAccessibleName(tr("%1 %2, moved by %3").arg(isImage ? tr("image") : tr("sentence"), text, m_far));
    setPlainToolTip(this, tr("%1\nMoved by %2; the map's radius is 1. Click: go there.").arg(text, m_far));
    update();
}

QSize MovedEntry::sizeHint() const {
    return {kWidth, fontMetrics().height() + 4};
}

void MovedEntry::paintEvent(QPaintEvent* /*event*/) {
    const Theme& theme = ThemeWatcher::of(this)->theme();
    QPainter painter(this);
    paintMark(painter, m_moved.item.view, {8, height() / 2.0}, 3.5, viewColour(theme, m_moved.item.view));
    const int far = fontMetrics().horizontalAdvance(m_far);
    const QRect place = rect().adjusted(kMarkWidth, 0, -4, 0);
    painter.setPen(underMouse() ? theme.readable(Role::Accent) : theme.color(Role::Text));
    painter.drawText(place.adjusted(0, 0, -far - 8, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(m_text, Qt::ElideRight, place.width() - far - 8));
    painter.setPen(theme.color(Role::SecondaryText));
    painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter, m_far);
    paintFocus(painter, *this, theme);
}

MovedList::MovedList(QWidget* parent) : FloatingCard(parent), m_headline(new PlainLabel(this)) {
    setObjectName(QStringLiteral("movedList"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->setSpacing(0);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_headline->setFont(bold);
    m_headline->setContentsMargins(2, 0, 2, 3);
    layout->addWidget(m_headline);
    for (std::size_t i = 0; i < kMost; ++i) {
        auto* entry = new MovedEntry(this);
        layout->addWidget(entry);
        connect(entry, &QAbstractButton::clicked, this,
                [this, entry] { Q_EMIT chosen(entry->moved().item); });
        m_entries.push_back(entry);
    }
    hide();
}

void MovedList::setContent(int pinned, int shown, const std::vector<MovedItem>& moved, const ItemInfo* info) {
    m_headline->setText(moved.empty() ? tr("Pinned: epoch %1").arg(pinned)
                                      : tr("Moved most, epoch %1 to %2").arg(pinned).arg(shown));
    m_count = std::min(moved.size(), kMost);
    for (std::size_t i = 0; i < m_count; ++i)
        m_entries[i]->setContent(moved[i], info != nullptr ? info->text(moved[i].item)
                                                           : QString::number(moved[i].item.index));
}

void MovedList::fitInto(int height) {
    const int line = m_entries.front()->sizeHint().height();
    const int room = std::max(0, height - m_headline->sizeHint().height() - 12) / line;
    for (std::size_t i = 0; i < kMost; ++i)
        m_entries[i]->setVisible(i < std::min(m_count, std::size_t(room)));
    layout()->invalidate();
    resize(layout()->totalSizeHint());
}

std::vector<MovedEntry*> MovedList::entries() const {
    return {m_entries.begin(), m_entries.begin() + std::ptrdiff_t(m_count)};
}

} // namespace crossview::ui
