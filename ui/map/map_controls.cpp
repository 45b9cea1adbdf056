#include "map/map_controls.h"

#include "map/exaggeration_choice.h"
#include "map/map_paint.h"
#include "style/plain_text.h"

#include <QtGui/QAction>
#include <QtGui/QActionGroup>
#include <QtGui/QMouseEvent>
#include <QtWidgets/QButtonGroup>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QMenu>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>
#include <utility>

namespace crossview::ui {

namespace {
const QString kTsne = QStringLiteral("tsne");

QFont boldened(QFont font) {
    font.setWeight(QFont::DemiBold);
    return font;
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

void MapToolBar::setMethods(const QList<MapChoice>& methods, const QString& current) {
    for (const MapChoice& method : methods)
        if (methodEntry(method.key) == nullptr)
            addMethod(method);
    for (ToolEntry* entry : m_methods)
        entry->setVisible(std::ranges::any_of(
            methods, [entry](const MapChoice& method) { return method.key == entry->objectName(); }));
    if (ToolEntry* entry = methodEntry(current))
        entry->setChecked(true);
    adjustSize();
}

/// Behind the other methods.
void MapToolBar::addMethod(const MapChoice& method) {
    if (m_methods.isEmpty()) {
        m_methodGroup = new QButtonGroup(this);
        addLine();
    }
    auto* entry = new ToolEntry(method.name, method.description, this);
    entry->setObjectName(method.key);
    entry->setCheckable(true);
    m_methodGroup->addButton(entry);
    auto* row = static_cast<QHBoxLayout*>(layout());
    row->insertWidget(m_methods.isEmpty() ? row->count() : row->indexOf(m_methods.back()) + 1, entry);
    // A click on the one in use opens what it can be told, where there is such a thing.
    connect(entry, &QAbstractButton::pressed, this, [this, entry] { m_pressedInUse = entry->isChecked(); });
    connect(entry, &QAbstractButton::clicked, this, [this, key = method.key] {
        if (!std::exchange(m_pressedInUse, false))
            Q_EMIT methodChosen(key);
        else if (key == kTsne)
            openExaggeration();
    });
    m_methods.push_back(entry);
    if (method.key == kTsne) {
        entry->setText(tr("%1 ▾").arg(entry->text()));
        m_exaggeration = new ExaggerationChoice(this);
        connect(m_exaggeration, &ExaggerationChoice::chosen, this, &MapToolBar::exaggerationChosen);
    }
}

ToolEntry* MapToolBar::methodEntry(const QString& key) const {
    for (ToolEntry* entry : m_methods)
        if (entry->objectName() == key)
            return entry;
    return nullptr;
}

void MapToolBar::setExaggeration(double exaggeration) {
    if (m_exaggeration != nullptr)
        m_exaggeration->setValue(exaggeration);
}

void MapToolBar::openExaggeration() {
    const ToolEntry* entry = methodEntry(kTsne);
    if (entry == nullptr)
        return;
    m_exaggeration->popup(entry->mapToGlobal(QPoint(0, entry->height() + 4)));
}

void MapToolBar::addLine() {
    auto* line = new QWidget(this);
    line->setFixedSize(1, fontMetrics().height());
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    layout()->addWidget(line);
}

/// Other data have other columns.
void MapToolBar::fillColourings(const QList<MapChoice>& colourings) {
    QStringList before, after;
    for (const QAction* action : m_colourMenu->actions())
        if (!action->isSeparator())
            before << action->data().toString();
    for (const MapChoice& colouring : colourings)
        after << colouring.key;
    if (before == after)
        return;
    m_colourMenu->clear();
    delete m_colourGroup;
    m_colourGroup = new QActionGroup(m_colourMenu);
    for (const MapChoice& colouring : colourings) {
        if (colouring.beginsGroup)
            m_colourMenu->addSeparator();
        QAction* action = m_colourMenu->addAction(shownOnButton(colouring.name));
        setPlainToolTip(action, colouring.description);
        action->setData(colouring.key);
        action->setCheckable(true);
        m_colourGroup->addAction(action);
        connect(action, &QAction::triggered, this,
                [this, key = colouring.key] { Q_EMIT colouringChosen(key); });
    }
}

void MapToolBar::setColourings(const QList<MapChoice>& colourings, const QString& current) {
    if (m_colour == nullptr && !colourings.isEmpty()) {
        addLine();
        m_colour = new ToolEntry(tr("Colour ▾"), tr("What the colours say (C)"), this);
        m_colour->setObjectName(QStringLiteral("mapColour"));
        layout()->addWidget(m_colour);
        m_colourMenu = new QMenu(m_colour);
        m_colourMenu->setToolTipsVisible(true);
        connect(m_colour, &QAbstractButton::clicked, this, &MapToolBar::openColourings);
    }
    if (m_colourMenu != nullptr) {
        fillColourings(colourings);
        for (QAction* action : m_colourMenu->actions())
            if (!action->isSeparator() && action->data().toString() == current) {
                action->setChecked(true);
                m_colour->setAccessibleName(tr("Colour by %1").arg(action->text()));
            }
    }
    adjustSize();
}

void MapToolBar::openColourings() {
    if (m_colourMenu != nullptr)
        m_colourMenu->popup(m_colour->mapToGlobal(QPoint(0, m_colour->height() + 4)));
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
