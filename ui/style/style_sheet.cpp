#include "style/theme.h"

namespace crossview::ui {
namespace {

// Placeholders are role names in braces; the widgets are named by object name or by a dynamic property.
constexpr const char* kSheet = R"(
QToolTip { background: {Panel}; color: {Text}; border: 1px solid {Border}; padding: 4px; }
QMainWindow::separator { background: {Window}; width: 8px; height: 8px; }
QSplitter::handle { background: transparent; }
QMenuBar { background: {Window}; color: {Text}; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: {Border}; }
QMenu { background: {Panel}; color: {Text}; border: 1px solid {Border}; padding: 4px; }
QMenu::item { padding: 4px 24px 4px 12px; border-radius: 4px; }
QMenu::item:selected { background: {Accent}; color: {AccentText}; }
QMenu::item:disabled { color: {SecondaryText}; background: transparent; }
QMenu::separator { height: 1px; background: {Border}; margin: 4px 8px; }
QFrame[card="true"] { background: {Panel}; border: 1px solid {Border}; border-radius: 6px; }
QFrame[line="true"] { background: {Border}; border: none; max-height: 1px; min-height: 1px; }
QFrame#toolbar { background: {Panel}; border: none; border-bottom: 1px solid {Border}; }
QLabel[secondary="true"] { color: {SecondaryText}; }
QLabel[heading="true"] { font-weight: 600; }
QPushButton, QToolButton { background: {Panel}; color: {Text}; border: 1px solid {Border}; border-radius: 6px;
    padding: 5px 12px; }
QPushButton:hover, QToolButton:hover { background: {Field}; border-color: {SecondaryText}; }
QPushButton:pressed, QToolButton:pressed { background: {Border}; }
QPushButton:focus, QToolButton:focus { border: 1px solid {Accent}; }
QPushButton:disabled, QToolButton:disabled { color: {SecondaryText}; background: {Window}; }
QPushButton[accent="true"], QToolButton[accent="true"] { background: {Accent}; color: {AccentText};
    border: 1px solid {Accent}; font-weight: 600; }
QPushButton[accent="true"]:hover { border-color: {Text}; }
QPushButton[accent="true"]:focus { border: 2px solid {Text}; padding: 4px 11px; }
QPushButton[accent="true"]:disabled { background: {Border}; color: {SecondaryText}; border-color: {Border}; }
QPushButton[flat="true"], QToolButton[flat="true"] { background: transparent; border: 1px solid transparent;
    padding: 4px 6px; }
QPushButton[flat="true"]:hover, QToolButton[flat="true"]:hover { background: {Field}; }
QPushButton[flat="true"]:checked, QToolButton[flat="true"]:checked { background: {Field}; color: {Text};
    border: 1px solid {Border}; }
QPushButton[flat="true"]:focus, QToolButton[flat="true"]:focus { border: 1px solid {Accent}; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QFileDialog QToolButton { padding: 2px; }
QToolButton::menu-indicator { image: none; }
QPushButton[section="true"] { background: transparent; border: 1px solid transparent; text-align: left;
    font-weight: 600; padding: 6px 4px; }
QPushButton[fold="true"] { background: transparent; border: 1px solid transparent; padding: 0; }
QPushButton[fold="true"]:hover { background: {Field}; }
QPushButton[fold="true"]:focus { border: 1px solid {Accent}; }
QPushButton[section="true"]:focus { border: 1px solid {Accent}; }
QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit { background: {Field}; color: {Text};
    border: 1px solid {Border}; border-radius: 6px; padding: 2px 6px; selection-background-color: {Accent};
    selection-color: {AccentText}; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus { border: 1px solid {Accent}; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { color: {SecondaryText};
    background: {Window}; }
QLineEdit#queryField { font-size: 12pt; padding: 6px 8px; background: {Panel}; }
QLineEdit#queryField:focus { border: 2px solid {Accent}; padding: 5px 7px; }
QComboBox::drop-down { border: none; width: 16px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView { background: {Panel}; color: {Text}; border: 1px solid {Border};
    selection-background-color: {Accent}; selection-color: {AccentText}; }
QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 8px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 8px; margin: 0; }
QScrollBar::handle { background: {Missing}; border-radius: 3px; margin: 1px; min-height: 24px; min-width: 24px; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none;
    width: 0; height: 0; }
QProgressBar { background: {Border}; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: {Accent}; border-radius: 2px; }
QDockWidget { titlebar-close-icon: none; titlebar-normal-icon: none; }
QTabBar::tab { background: transparent; color: {SecondaryText}; border: none; border-bottom: 2px solid transparent;
    padding: 4px 12px; }
QTabBar::tab:hover { color: {Text}; }
QTabBar::tab:selected { color: {Text}; border-bottom: 2px solid {Accent}; }
QTabBar::tab:focus { background: {Field}; }
QListView, QListWidget, QTableView { background: {Panel}; color: {Text}; border: 1px solid {Border};
    border-radius: 6px; }
QTableView { selection-background-color: {Accent}; selection-color: {AccentText}; }
QTableView:focus { border: 1px solid {Accent}; }
QHeaderView::section { background: {Window}; color: {SecondaryText}; border: none; padding: 4px 8px; }
)";

constexpr std::pair<const char*, Role> kNames[] = {
    {"{Window}", Role::Window},
    {"{Panel}", Role::Panel},
    {"{Border}", Role::Border},
    {"{Text}", Role::Text},
    {"{SecondaryText}", Role::SecondaryText},
    {"{AccentText}", Role::AccentText},
    {"{Accent}", Role::Accent},
    {"{Field}", Role::Field},
    {"{Missing}", Role::Missing},
};

} // namespace

QString Theme::styleSheet() const {
    QString sheet = QString::fromUtf8(kSheet);
    for (const auto& [name, role] : kNames)
        sheet.replace(QLatin1String(name), color(role).name());
    return sheet;
}

} // namespace crossview::ui
