#include "window/shortcuts_dialog.h"

#include "widgets/building_blocks.h"

#include "style/plain_text.h"
#include <QAction>
#include <QCoreApplication>
#include <QDialog>
#include <QGridLayout>

namespace crossview::ui {
namespace {

struct Shortcuts {
    Q_DECLARE_TR_FUNCTIONS(Shortcuts)
};

} // namespace

QDialog* makeShortcutsDialog(QWidget* window) {
    auto* dialog = new QDialog(window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    setPlainTitle(dialog, Shortcuts::tr("Shortcuts"));
    auto* grid = new QGridLayout(dialog);
    grid->setContentsMargins(24, 20, 24, 24);
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(6);
    const auto add = [grid](const QString& keys, const QString& text) {
        const int row = grid->rowCount();
        grid->addWidget(makeHeading(keys), row, 0);
        grid->addWidget(new PlainLabel(text), row, 1);
    };
    for (const QAction* action : window->actions()) {
        QStringList keys;
        for (const QKeySequence& key : action->shortcuts().mid(0, 2))
            keys << key.toString(QKeySequence::NativeText);
        QString text = action->text();
        if (!keys.isEmpty())
            add(keys.join(Shortcuts::tr(" or ")), text.remove(QLatin1Char('&')));
    }
    add(Shortcuts::tr("Drag, wheel"), Shortcuts::tr("On the map: move it, zoom at the pointer"));
    add(Shortcuts::tr("Shift+drag"), Shortcuts::tr("On the map: select an area"));
    add(Shortcuts::tr("Home"), Shortcuts::tr("On the map: show all of it"));
    add(Shortcuts::tr("Arrows, Enter"), Shortcuts::tr("On the map: walk from item to item, select"));
    add(Shortcuts::tr("Arrows"), Shortcuts::tr("On the timeline: step through the epochs"));
    add(Shortcuts::tr("C"), Shortcuts::tr("On the map: what the colours say"));
    add(Shortcuts::tr("X"), Shortcuts::tr("On the map: from t-SNE's looks to UMAP's"));
    add(Shortcuts::tr(", and ."), Shortcuts::tr("On map and timeline: an epoch back or on; with Shift ten"));
    add(Shortcuts::tr("K"), Shortcuts::tr("On map and timeline: play the epochs"));
    add(Shortcuts::tr("P"), Shortcuts::tr("On map and timeline: pin the epoch shown, or unpin it"));
    add(Shortcuts::tr("T"), Shortcuts::tr("On map and timeline: trails of the selection"));
    add(Shortcuts::tr("Enter, F2, Delete"),
        Shortcuts::tr("On the runs: open one, edit its note, delete the chosen"));
    add(Shortcuts::tr("Ctrl+K, Ctrl+D"),
        Shortcuts::tr("On the runs: compare two, duplicate one with changes"));
    return dialog;
}

} // namespace crossview::ui
