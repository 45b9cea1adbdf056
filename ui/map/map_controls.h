#pragma once

#include "style/plain_text.h"
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QWidget>

#include <array>

class QActionGroup;
class QButtonGroup;
class QMenu;

namespace crossview::ui {

class ExaggerationChoice;

/// What a drag with the left button does.
enum class MapTool { pan, lasso, box };

/// What an area that is marked does to the selection.
enum class Combine { replace, add, subtract, intersect };

/// A card that floats in a corner of the map; the pointer does not fall through it.
class FloatingCard : public QWidget {
    Q_OBJECT
public:
    explicit FloatingCard(QWidget* parent);

Q_SIGNALS:
    /// The pointer came over it, off the map.
    void entered();

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
};

/// A tool as text; the one in use is bold in the accent.
class ToolEntry : public QAbstractButton {
    Q_OBJECT
public:
    ToolEntry(const QString& text, const QString& tip, QWidget* parent);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
};

/// A way to lay items on a map, or to colour them, to choose from.
struct MapChoice {
    QString key, name, description;
    bool beginsGroup = false; ///< a line parts it from those before
};

/// Tools in the top right corner: Pan, Lasso, Box, Fit; behind a line the methods of the map, and behind
/// another what its colours say.
class MapToolBar : public FloatingCard {
    Q_OBJECT
public:
    explicit MapToolBar(QWidget* parent);
    MapTool tool() const { return m_tool; }
    void setTool(MapTool tool);
    ToolEntry* entry(MapTool tool) const { return m_entries[std::size_t(tool)]; }
    ToolEntry* fitEntry() const { return m_fit; }
    /// Those there are, and the one in use. Does not emit.
    void setMethods(const QList<MapChoice>& methods, const QString& current);
    /// Null where there is no such method.
    ToolEntry* methodEntry(const QString& key) const;
    /// How strongly the method "tsne" pulls neighbours together. Does not emit.
    void setExaggeration(double exaggeration);
    /// Opens the choice of it beneath the method's entry; nothing where there is no such method.
    void openExaggeration();
    ExaggerationChoice* exaggerationChoice() const { return m_exaggeration; }
    /// What items can be coloured by, and what they are coloured by. Does not emit.
    void setColourings(const QList<MapChoice>& colourings, const QString& current);
    /// Opens the menu of colourings beneath their entry.
    void openColourings();
    ToolEntry* colourEntry() const { return m_colour; }
    QMenu* colourMenu() const { return m_colourMenu; }

Q_SIGNALS:
    void methodChosen(const QString& key);
    void exaggerationChosen(double exaggeration);
    void colouringChosen(const QString& key);
    void toolChanged(crossview::ui::MapTool tool);
    void fitRequested();

private:
    std::array<ToolEntry*, 3> m_entries{};
    ToolEntry* m_fit = nullptr;
    void addLine();
    void addMethod(const MapChoice& method);
    void fillColourings(const QList<MapChoice>& colourings);

    QList<ToolEntry*> m_methods; // their object names are the keys
    QButtonGroup* m_methodGroup = nullptr;
    ExaggerationChoice* m_exaggeration = nullptr;
    ToolEntry* m_colour = nullptr;
    QMenu* m_colourMenu = nullptr; // the actions' data are the keys
    QActionGroup* m_colourGroup = nullptr;
    bool m_pressedInUse = false; // the button goes down on the method in use
    MapTool m_tool = MapTool::pan;
};

/// One line at the bottom: how many points, which projection, which epoch.
class MapStatus : public FloatingCard {
    Q_OBJECT
public:
    explicit MapStatus(QWidget* parent);
    /// `explanation` stands beneath the text in the tool tip; may be empty.
    void setText(const QString& text, const QString& explanation = {});
    QString text() const { return m_text; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
};

} // namespace crossview::ui
