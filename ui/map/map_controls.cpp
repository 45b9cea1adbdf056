#include "map/map_controls.h"

#include "map/map_paint.h"
#include "style/plain_text.h"

#include <QtGui/QMouseEvent>
#include <QtWidgets/QButtonGroup>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QVBoxLayout>

namespace crossview::ui {

namespace {
constexpr int kMarkWidth = 18;

QFont boldened(QFont font) {
    font.setWeight(QFont::DemiBold);
    return font;
}

/// A ring inside the entry that has the keyboard focus.
void paintFocus(QPainter& painter, const QWidget& widget, const Theme& theme) {
    if (!widget.hasFocus())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.color(Role::Accent), 1));
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
}
} // namespace

FloatingCard::FloatingCard(QWidget* parent) : QWidget(parent) {
    connect(ThemeWatcher::of(this), &ThemeWatcher::changed, this, qOverload<>(&QWidget::update));
    setCursor(Qt::ArrowCursor);
}

void FloatingCard::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    paintCard(painter, rect(), ThemeWatcher::of(this)->theme());
}

void FloatingCard::enterEvent(QEnterEvent* event) {
    QWidget::enterEvent(event);
    Q_EMIT entered();
}

void FloatingCard::mousePressEvent(QMouseEvent* event) {
    event->accept();
}

void FloatingCard::mouseDoubleClickEvent(QMouseEvent* event) {
    event->accept();
}

LegendEntry::LegendEntry(View view, QWidget* parent) : QAbstractButton(parent), m_view(view) {
    setCheckable(true);
    setChecked(true);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
    setPlainToolTip(this,
                    view == View::image ? tr("Show or hide the images") : tr("Show or hide the sentences"));
}

void LegendEntry::setContent(const QString& name, const QString& count) {
    m_count = count;
    setText(name);
    setAccessibleName(tr("%1, %2").arg(name, count));
    updateGeometry();
    update();
}

QSize LegendEntry::sizeHint() const {
    const int width = fontMetrics().horizontalAdvance(text() + QLatin1Char(' ') + m_count);
    return {kMarkWidth + width + 6, fontMetrics().height() + 3};
}

void LegendEntry::paintEvent(QPaintEvent* /*event*/) {
    const Theme& theme = ThemeWatcher::of(this)->theme();
    QPainter painter(this);
    paintMark(painter, m_view, {7, height() / 2.0}, 4,
              isChecked() ? viewColour(theme, m_view) : theme.color(Role::Missing), isChecked());
    painter.setPen(theme.color(isChecked() ? Role::Text : Role::SecondaryText));
    const QRect place = rect().adjusted(kMarkWidth, 0, 0, 0);
    painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, text());
    painter.setPen(theme.color(Role::SecondaryText));
    painter.drawText(place.adjusted(fontMetrics().horizontalAdvance(text() + QLatin1Char(' ')), 0, 0, 0),
                     Qt::AlignLeft | Qt::AlignVCenter, m_count);
    paintFocus(painter, *this, theme);
}

MapLegend::MapLegend(QWidget* parent)
    : FloatingCard(parent), m_images(new LegendEntry(View::image, this)),
      m_sentences(new LegendEntry(View::sentence, this)) {
    setObjectName(QStringLiteral("mapLegend"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 8, 6);
    layout->setSpacing(0);
    layout->addWidget(m_images);
    layout->addWidget(m_sentences);
    connect(m_images, &QAbstractButton::toggled, this,
            [this](bool on) { Q_EMIT shownChanged(View::image, on); });
    connect(m_sentences, &QAbstractButton::toggled, this,
            [this](bool on) { Q_EMIT shownChanged(View::sentence, on); });
    setCounts(0, 0, {});
}

void MapLegend::setCounts(int images, int sentences, const QString& sentenceUnit) {
    m_images->setContent(tr("images"), countText(images, locale()));
    const QString count = countText(sentences, locale());
    m_sentences->setContent(tr("sentences"),
                            sentenceUnit.isEmpty() ? count : tr("%1 %2").arg(count, sentenceUnit));
    adjustSize();
}

ToolEntry::ToolEntry(const QString& text, const QString& tip, QWidget* parent) : QAbstractButton(parent) {
    setText(text);
    setPlainToolTip(this, tip);
    setAccessibleName(text);
    setAccessibleDescription(tip);
    setCursor(Qt::PointingHandCursor);
}

QSize ToolEntry::sizeHint() const {
    // As wide as the bold text, so that nothing moves when the tool changes.
    const QFontMetrics metrics(boldened(font()));
    return {metrics.horizontalAdvance(text()) + 12, metrics.height() + 6};
}

void ToolEntry::paintEvent(QPaintEvent* /*event*/) {
    const Theme& theme = ThemeWatcher::of(this)->theme();
    QPainter painter(this);
    painter.setFont(isChecked() ? boldened(font()) : font());
    const bool hot = isChecked() || isDown();
    painter.setPen(hot            ? theme.readable(Role::Accent)
                   : underMouse() ? theme.color(Role::Text)
                                  : theme.color(Role::SecondaryText));
    painter.drawText(rect(), Qt::AlignCenter, text());
    paintFocus(painter, *this, theme);
}

MapToolBar::MapToolBar(QWidget* parent) : FloatingCard(parent) {
    setObjectName(QStringLiteral("mapTools"));
    m_entries = {new ToolEntry(tr("Pan"), tr("Drag to move the map; Shift+drag draws a lasso (V)"), this),
                 new ToolEntry(tr("Lasso"), tr("Drag around items to select them (L)"), this),
                 new ToolEntry(tr("Box"), tr("Drag a rectangle to select the items in it (R)"), this)};
    m_fit = new ToolEntry(tr("Fit"), tr("Show all items (Home or 0); Z shows the selection"), this);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(6, 3, 6, 3);
    layout->setSpacing(2);
    auto* group = new QButtonGroup(this);
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        m_entries[i]->setCheckable(true);
        group->addButton(m_entries[i], int(i));
        layout->addWidget(m_entries[i]);
    }
    layout->addWidget(m_fit);
    m_entries[0]->setChecked(true);
    connect(group, &QButtonGroup::idToggled, this, [this](int id, bool on) {
        if (!on || MapTool(id) == m_tool)
            return;
        m_tool = MapTool(id);
        Q_EMIT toolChanged(m_tool);
    });
    connect(m_fit, &QAbstractButton::clicked, this, &MapToolBar::fitRequested);
    adjustSize();
}

void MapToolBar::setMethods(const QList<MapMethod>& methods, const QString& current) {
    if (m_methods.isEmpty() && !methods.isEmpty()) {
        auto* line = new QWidget(this);
        line->setFixedSize(1, fontMetrics().height());
        line->setAutoFillBackground(true);
        line->setBackgroundRole(QPalette::Mid);
        auto* group = new QButtonGroup(this);
        layout()->addWidget(line);
        for (const MapMethod& method : methods) {
            auto* entry = new ToolEntry(method.name, method.description, this);
            entry->setObjectName(method.key);
            entry->setCheckable(true);
            group->addButton(entry);
            layout()->addWidget(entry);
            connect(entry, &QAbstractButton::clicked, this,
                    [this, key = method.key] { Q_EMIT methodChosen(key); });
            m_methods.push_back(entry);
        }
    }
    if (ToolEntry* entry = methodEntry(current))
        entry->setChecked(true);
    adjustSize();
}

ToolEntry* MapToolBar::methodEntry(const QString& key) const {
    for (ToolEntry* entry : m_methods)
        if (entry->objectName() == key)
            return entry;
    return nullptr;
}

void MapToolBar::setTool(MapTool tool) {
    entry(tool)->setChecked(true);
}

MapStatus::MapStatus(QWidget* parent) : FloatingCard(parent) {
    setObjectName(QStringLiteral("mapStatus"));
    QFont small = font();
    small.setPointSizeF(std::max(7.5, small.pointSizeF() - 1));
    setFont(small);
}

void MapStatus::setText(const QString& text, const QString& explanation) {
    m_text = text;
    setAccessibleName(text);
    setPlainToolTip(this, explanation.isEmpty() ? text : text + QStringLiteral("\n\n") + explanation);
    updateGeometry();
    update();
}

QSize MapStatus::sizeHint() const {
    return {fontMetrics().horizontalAdvance(m_text) + 22, fontMetrics().height() + 12};
}

void MapStatus::paintEvent(QPaintEvent* event) {
    FloatingCard::paintEvent(event);
    QPainter painter(this);
    painter.setPen(ThemeWatcher::of(this)->theme().color(Role::SecondaryText));
    const QRect place = rect().adjusted(11, 0, -11, 0);
    painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(m_text, Qt::ElideRight, place.width() + 1));
}

} // namespace crossview::ui
