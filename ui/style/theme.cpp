#include "style/theme.h"

#include <QApplication>
#include <QEvent>
#include <QStyle>
#include <QStyleFactory>
#include <QStyleHints>

#include <array>
#include <cmath>

namespace crossview::ui {
namespace {

struct RoleColours {
    Role role;
    QRgb light;
    QRgb dark;
};

constexpr std::array kColours{
    RoleColours{Role::Window, 0xFFF4F5F7, 0xFF191A1D},
    RoleColours{Role::Panel, 0xFFFFFFFF, 0xFF222327},
    RoleColours{Role::MapBackground, 0xFFFBFBFC, 0xFF1D1E21},
    RoleColours{Role::Border, 0xFFE1E3E8, 0xFF34363D},
    RoleColours{Role::Text, 0xFF1C1D21, 0xFFE8E9EC},
    RoleColours{Role::SecondaryText, 0xFF5B5F69, 0xFFA3A7B0},
    RoleColours{Role::Accent, 0xFF2F6FED, 0xFF7AA5FF},
    RoleColours{Role::AccentText, 0xFFFFFFFF, 0xFF12141A},
    RoleColours{Role::ImageView, 0xFF0072B2, 0xFF56B4E9},
    RoleColours{Role::SentenceView, 0xFFB86E00, 0xFFF0B23E},
    RoleColours{Role::Total, 0xFF1C1D21, 0xFFE8E9EC},
    RoleColours{Role::TruePair, 0xFF1A7F4B, 0xFF5CC98F},
    RoleColours{Role::Violated, 0xFFC4420B, 0xFFFF8A5C},
    RoleColours{Role::Missing, 0xFF9A9DA6, 0xFF9A9DA6},
    RoleColours{Role::Field, 0xFFF4F5F7, 0xFF191A1D},
};

double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& colour) {
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
}

} // namespace

double contrast(const QColor& a, const QColor& b) {
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

Theme Theme::light() {
    return Theme(false);
}
Theme Theme::dark() {
    return Theme(true);
}

QColor Theme::color(Role role) const {
    for (const RoleColours& entry : kColours)
        if (entry.role == role)
            return QColor::fromRgb(m_dark ? entry.dark : entry.light);
    return {};
}

QColor Theme::readable(Role role) const {
    // The map background is the hardest ground that text stands on besides the window; both are near the
    // panel.
    constexpr double kWanted = 4.6;
    QColor colour = color(role);
    const std::array grounds{color(Role::Panel), color(Role::Window), color(Role::MapBackground)};
    for (int step = 0; step < 40; ++step) {
        bool reads = true;
        for (const QColor& ground : grounds)
            reads = reads && contrast(colour, ground) >= kWanted;
        if (reads)
            break;
        colour = m_dark ? colour.lighter(103) : colour.darker(103);
    }
    return colour;
}

QPalette Theme::palette() const {
    QPalette palette;
    const auto set = [&](QPalette::ColorRole qtRole, Role role) { palette.setColor(qtRole, color(role)); };
    set(QPalette::Window, Role::Window);
    set(QPalette::WindowText, Role::Text);
    set(QPalette::Base, Role::Panel);
    set(QPalette::AlternateBase, Role::Window);
    set(QPalette::Text, Role::Text);
    set(QPalette::PlaceholderText, Role::SecondaryText);
    set(QPalette::Button, Role::Panel);
    set(QPalette::ButtonText, Role::Text);
    set(QPalette::BrightText, Role::AccentText);
    set(QPalette::Highlight, Role::Accent);
    set(QPalette::HighlightedText, Role::AccentText);
    set(QPalette::Link, Role::Accent);
    set(QPalette::LinkVisited, Role::Accent);
    set(QPalette::ToolTipBase, Role::Panel);
    set(QPalette::ToolTipText, Role::Text);
    set(QPalette::Light, Role::Panel);
    set(QPalette::Midlight, Role::Window);
    set(QPalette::Mid, Role::Border);
    set(QPalette::Dark, Role::Missing);
    set(QPalette::Shadow, Role::Border);
    for (const auto qtRole : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, qtRole, color(Role::SecondaryText));
    return palette;
}

ThemeWatcher::ThemeWatcher(QObject* application) : QObject(application), m_theme(Theme::light()) {
    m_theme = systemIsDark() ? Theme::dark() : Theme::light();
    application->installEventFilter(this);
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, &ThemeWatcher::update);
#endif
}

ThemeWatcher* ThemeWatcher::of(QObject* any) {
    Q_UNUSED(any)
    QCoreApplication* application = QCoreApplication::instance();
    if (auto* watcher = application->findChild<ThemeWatcher*>(QString(), Qt::FindDirectChildrenOnly))
        return watcher;
    return new ThemeWatcher(application);
}

void ThemeWatcher::setMode(Mode mode) {
    m_mode = mode;
    update();
}

void ThemeWatcher::apply() {
    m_busy = true;
    if (!m_applied)
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    m_applied = true;
    QApplication::setPalette(m_theme.palette());
    if (auto* application = qobject_cast<QApplication*>(QCoreApplication::instance()))
        application->setStyleSheet(m_theme.styleSheet());
    m_busy = false;
}

void ThemeWatcher::update() {
    const bool dark = m_mode == Mode::Dark || (m_mode == Mode::System && systemIsDark());
    const bool differs = dark != m_theme.isDark();
    m_theme = dark ? Theme::dark() : Theme::light();
    if (m_applied && differs)
        apply();
    if (differs)
        Q_EMIT changed();
}

bool ThemeWatcher::systemIsDark() {
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    return QGuiApplication::styleHints()->colorScheme() == Qt::ColorScheme::Dark;
#else
    // Our own palette hides the system's; an empty one brings it back for a look.
    const bool busy = std::exchange(m_busy, true);
    if (m_applied)
        QApplication::setPalette(QPalette());
    const QPalette system = QGuiApplication::palette();
    if (m_applied)
        QApplication::setPalette(m_theme.palette());
    m_busy = busy;
    return system.color(QPalette::Window).lightness() < system.color(QPalette::WindowText).lightness();
#endif
}

bool ThemeWatcher::eventFilter(QObject* watched, QEvent* event) {
    const bool themeEvent = event->type() == QEvent::ThemeChange;
    if (themeEvent && !m_busy && m_mode == Mode::System)
        update();
    return QObject::eventFilter(watched, event);
}

} // namespace crossview::ui
