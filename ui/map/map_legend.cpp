#include "map/map_legend.h"

#include "map/map_paint.h"

#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace crossview::ui {

namespace {
constexpr int kMarkWidth = 18;
constexpr int kWidestName = 130;
} // namespace

LegendEntry::LegendEntry(QWidget* parent) : QAbstractButton(parent) {
    setCheckable(true);
    setChecked(true);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
}

void LegendEntry::setMark(View view) {
    m_view = view;
    update();
}

void LegendEntry::setSwatch(const QColor& colour, bool hollow) {
    m_colour = colour;
    m_hollow = hollow;
    update();
}

void LegendEntry::setContent(const QString& name, const QString& count) {
    m_count = count;
    setText(name);
    setAccessibleName(tr("%1, %2").arg(name, count));
    setPlainToolTip(this,
                    tr("%1: %2\nClick: this alone, or all again. Click on the mark or Ctrl+click: hide or "
                       "show it. Shift+click: add it to the selection.")
                        .arg(name, count));
    updateGeometry();
    update();
}

QSize LegendEntry::sizeHint() const {
    const int name = std::min(kWidestName, fontMetrics().horizontalAdvance(text()));
    return {kMarkWidth + name + fontMetrics().horizontalAdvance(QLatin1Char(' ') + m_count) + 6,
            fontMetrics().height() + 3};
}

void LegendEntry::paintEvent(QPaintEvent* /*event*/) {
    const Theme& theme = ThemeWatcher::of(this)->theme();
    QPainter painter(this);
    const QPointF centre(7, height() / 2.0);
    if (m_view) {
        paintMark(painter, *m_view, centre, 4,
                  isChecked() ? viewColour(theme, *m_view) : theme.color(Role::Missing), isChecked());
    } else {
        painter.setRenderHint(QPainter::Antialiasing);
        const bool filled = isChecked() && !m_hollow;
        painter.setPen(filled ? QPen(Qt::NoPen)
                              : QPen(isChecked() ? m_colour : theme.color(Role::Missing), 1.25));
        painter.setBrush(filled ? QBrush(m_colour) : QBrush(Qt::NoBrush));
        painter.drawRoundedRect(QRectF(centre - QPointF(4.5, 4.5), QSizeF(9, 9)), 2, 2);
    }
    painter.setPen(theme.color(isChecked() ? Role::Text : Role::SecondaryText));
    const QRect place = rect().adjusted(kMarkWidth, 0, 0, 0);
    const QString name = fontMetrics().elidedText(text(), Qt::ElideRight, kWidestName);
    painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, name);
    painter.setPen(theme.color(Role::SecondaryText));
    painter.drawText(place.adjusted(fontMetrics().horizontalAdvance(name + QLatin1Char(' ')), 0, 0, 0),
                     Qt::AlignLeft | Qt::AlignVCenter, m_count);
    paintFocus(painter, *this, theme);
}

void LegendEntry::mouseReleaseEvent(QMouseEvent* event) {
    setDown(false);
    if (event->button() != Qt::LeftButton || !rect().contains(event->position().toPoint()))
        return;
    if (event->modifiers().testFlag(Qt::ShiftModifier))
        Q_EMIT selected();
    else if (event->modifiers().testFlag(Qt::ControlModifier) || event->position().x() < kMarkWidth)
        toggle();
    else
        Q_EMIT isolated();
}

void LegendEntry::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        Q_EMIT isolated();
    else
        QAbstractButton::keyPressEvent(event);
}

MapLegend::MapLegend(QWidget* parent)
    : FloatingCard(parent), m_images(new LegendEntry(this)), m_sentences(new LegendEntry(this)),
      m_title(new PlainLabel(this)) {
    setObjectName(QStringLiteral("mapLegend"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 8, 6);
    layout->setSpacing(0);
    const std::vector<LegendEntry*> views{m_images, m_sentences};
    for (const View view : {View::image, View::sentence}) {
        LegendEntry* line = entry(view);
        line->setMark(view);
        layout->addWidget(line);
        connect(line, &QAbstractButton::toggled, this,
                [this, view](bool on) { Q_EMIT shownChanged(view, on); });
        connect(line, &LegendEntry::isolated, this, [this, views, line] { isolate(views, line); });
        connect(line, &LegendEntry::selected, this, [this, view] { Q_EMIT viewSelected(view); });
    }
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_title->setContentsMargins(1, 5, 0, 1);
    m_title->hide();
    layout->addWidget(m_title);
    connect(ThemeWatcher::of(this), &ThemeWatcher::changed, this, &MapLegend::paintSwatches);
}

void MapLegend::setColours(std::shared_ptr<const ItemColours> colours) {
    const auto nameOf = [](const auto& given, std::size_t c) { return given->classes[c].name; };
    std::vector<QString> hidden; // where the scale stays the same
    if (m_colours && colours && m_colours->key == colours->key)
        for (std::size_t c = 0; c < m_classes.size(); ++c)
            if (!m_classes[c]->isChecked())
                hidden.push_back(nameOf(m_colours, c));
    m_colours = std::move(colours);
    const std::size_t count = m_colours ? m_colours->classes.size() : 0;
    while (m_classes.size() > count) {
        delete m_classes.back();
        m_classes.pop_back();
    }
    while (m_classes.size() < count) {
        auto* line = new LegendEntry(this);
        const std::size_t number = m_classes.size();
        connect(line, &QAbstractButton::toggled, this, [this] {
            if (!m_isolating)
                Q_EMIT classesShownChanged(classesShown());
        });
        connect(line, &LegendEntry::isolated, this, [this, line] { isolate(m_classes, line); });
        connect(line, &LegendEntry::selected, this, [this, number] { Q_EMIT classSelected(number); });
        layout()->addWidget(line);
        line->show();
        m_classes.push_back(line);
    }
    for (std::size_t c = 0; c < count; ++c) {
        const QSignalBlocker quiet(m_classes[c]);
        m_classes[c]->setChecked(std::ranges::count(hidden, nameOf(m_colours, c)) == 0);
    }
    m_title->setVisible(count > 0);
    if (m_colours) {
        m_title->setText(m_colours->name);
        setPlainToolTip(m_title, m_colours->explanation);
    }
    paintSwatches();
}

void MapLegend::paintSwatches() {
    const Theme& theme = ThemeWatcher::of(this)->theme();
    for (std::size_t c = 0; c < m_classes.size(); ++c)
        m_classes[c]->setSwatch(classColour(theme, *m_colours, c),
                                m_colours->classes[c].kind == ItemColours::Class::Kind::missing);
    QPalette secondary = m_title->palette();
    secondary.setColor(QPalette::WindowText, theme.color(Role::SecondaryText));
    m_title->setPalette(secondary);
}

void MapLegend::showCounts(const MapScene& scene) {
    m_images->setContent(tr("images"), countText(scene.countOfView(View::image), locale()));
    const QString count = countText(scene.countOfView(View::sentence), locale());
    m_sentences->setContent(tr("sentences"),
                            m_sentenceUnit.isEmpty() ? count : tr("%1 %2").arg(count, m_sentenceUnit));
    for (std::size_t c = 0; c < m_classes.size() && c < scene.classCount(); ++c)
        m_classes[c]->setContent(m_colours->classes[c].name, countText(scene.countOfClass(c), locale()));
    adjustSize();
}

MapFilter MapLegend::filter() const {
    MapFilter filter{
        m_images->isChecked(), m_sentences->isChecked(), m_colours ? m_colours->key : QString(), {}, {}};
    for (std::size_t c = 0; c < m_classes.size(); ++c)
        if (!m_classes[c]->isChecked())
            filter.hiddenClasses.push_back(m_colours->classes[c].name);
    return filter;
}

void MapLegend::setFilter(const MapFilter& filter) {
    m_images->setChecked(filter.images);
    m_sentences->setChecked(filter.sentences);
    if (!m_colours || m_colours->key != filter.colouring)
        return;
    m_isolating = true;
    for (std::size_t c = 0; c < m_classes.size(); ++c)
        m_classes[c]->setChecked(std::ranges::count(filter.hiddenClasses, m_colours->classes[c].name) == 0);
    m_isolating = false;
    Q_EMIT classesShownChanged(classesShown());
}

std::vector<LegendLine> MapLegend::lines() const {
    std::vector<LegendLine> lines;
    for (const View view : {View::image, View::sentence}) {
        const LegendEntry* line = entry(view);
        lines.push_back({view, 0, line->text(), line->count(), false, line->isChecked()});
    }
    for (std::size_t c = 0; c < m_classes.size(); ++c)
        lines.push_back({{},
                         c,
                         m_classes[c]->text(),
                         m_classes[c]->count(),
                         m_classes[c]->isHollow(),
                         m_classes[c]->isChecked()});
    return lines;
}

std::vector<bool> MapLegend::classesShown() const {
    std::vector<bool> shown;
    for (const LegendEntry* line : m_classes)
        shown.push_back(line->isChecked());
    return shown;
}

void MapLegend::isolate(const std::vector<LegendEntry*>& among, LegendEntry* entry) {
    const bool alone = std::ranges::all_of(
        among, [entry](const LegendEntry* line) { return line->isChecked() == (line == entry); });
    m_isolating = true;
    for (LegendEntry* line : among)
        line->setChecked(alone || line == entry);
    m_isolating = false;
    if (!m_classes.empty() && &among == &m_classes)
        Q_EMIT classesShownChanged(classesShown());
}

} // namespace crossview::ui
