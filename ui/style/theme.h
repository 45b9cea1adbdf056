#pragma once

#include <QColor>
#include <QObject>
#include <QPalette>
#include <QString>

namespace crossview::ui {

/// What a colour is for. Nothing else in ui/ names a colour.
enum class Role {
    Window,
    Panel,         ///< panels and cards
    MapBackground, ///< behind the points
    Border,        ///< borders and grid lines
    Text,
    SecondaryText,
    Accent,       ///< the one button of a page, focus ring, selection
    AccentText,   ///< text on the accent
    ImageView,    ///< everything that belongs to the images: blue, circle
    SentenceView, ///< everything that belongs to the sentences: orange, diamond
    Total,        ///< total loss, both views
    TruePair,     ///< always with a tick
    Violated,     ///< always with an exclamation mark
    Missing,      ///< no value: grey, hollow
    Field         ///< background of entry fields
};

/// The colours of the program, light or dark: a value.
class Theme {
public:
    static Theme light();
    static Theme dark();

    QColor color(Role role) const;
    /// The role's colour, made darker (lighter) until small text in it reads on a panel at 4.5 : 1.
    QColor readable(Role role) const;
    bool isDark() const { return m_dark; }
    /// All roles of Qt's palette from ours.
    QPalette palette() const;
    /// The short style sheet on Fusion: radius 6, hairlines, 8-px steps.
    QString styleSheet() const;

private:
    explicit Theme(bool dark) : m_dark(dark) {}
    bool m_dark;
};

/// Contrast of two opaque colours after WCAG 2.1: 1 to 21.
double contrast(const QColor& a, const QColor& b);

/// The application's one theme: follows the system, or is forced to light or dark; applies it to the
/// application and tells who paints by hand.
class ThemeWatcher : public QObject {
    Q_OBJECT
public:
    enum class Mode { System, Light, Dark };

    /// The watcher of the application (`any` only says that there is one); made at the first call.
    static ThemeWatcher* of(QObject* any);

    const Theme& theme() const { return m_theme; }
    Mode mode() const { return m_mode; }
    void setMode(Mode mode);
    /// Palette and style sheet onto the QApplication; main calls it once, then every change does.
    void apply();

Q_SIGNALS:
    void changed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    explicit ThemeWatcher(QObject* application);
    void update();
    bool systemIsDark();

    Theme m_theme;
    Mode m_mode = Mode::System;
    bool m_applied = false;
    bool m_busy = false;
};

} // namespace crossview::ui
