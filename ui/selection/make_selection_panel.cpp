#include "selection/make_selection_panel.h"

#include "bridge/controllers.h"
#include "map/embedding_view.h"
#include "selection/name_dialog.h"
#include "selection/selection_panel.h"

#include <QFileDialog>

namespace crossview::ui {
namespace {

constexpr int kLeastWidth = 332; // as the query box above it

void chooseFile(QWidget* parent, SelectionController* selection) {
    auto* dialog = new QFileDialog(parent, QObject::tr("Export the selected items"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({QObject::tr("Table of tabs (*.tsv)"), QObject::tr("Table of commas (*.csv)")});
    dialog->setDefaultSuffix(QStringLiteral("tsv"));
    QObject::connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        dialog->setDefaultSuffix(filter.contains(QStringLiteral("csv")) ? QStringLiteral("csv")
                                                                        : QStringLiteral("tsv"));
    });
    QObject::connect(dialog, &QFileDialog::fileSelected, selection, &SelectionController::save);
    dialog->open();
}

/// Proposes the most telling word.
void askForName(QWidget* parent, SavedSelectionsController* saved, const SelectionController* selection) {
    auto* dialog = new NameDialog(
        saved->names(), selection->words().empty() ? QString() : selection->words().front().word, parent);
    QObject::connect(dialog, &NameDialog::named, saved, &SavedSelectionsController::save);
    dialog->open();
}

} // namespace

SelectionPanel* makeSelectionPanel(Controllers& controllers, EmbeddingView* map) {
    auto* panel = new SelectionPanel({&controllers.info, &controllers.thumbnails});
    panel->setMinimumWidth(kLeastWidth);
    Workspace* workspace = &controllers.workspace;
    SelectionController* selection = &controllers.selection;
    const auto showItems = [panel, workspace] { panel->setItems(workspace->selection()); };
    QObject::connect(workspace, &Workspace::sessionChanged, panel, [panel] { panel->setItems({}); });
    QObject::connect(workspace, &Workspace::selectionChanged, panel, showItems);
    QObject::connect(selection, &SelectionController::wordsChanged, panel,
                     [panel, selection] { panel->setWords(selection->words()); });
    // One of many becomes the primary item; the others stay selected.
    QObject::connect(panel, &SelectionPanel::chosen, workspace, &Workspace::makePrimary);
    QObject::connect(panel, &SelectionPanel::opened, workspace, &Workspace::select);
    QObject::connect(panel, &SelectionPanel::combineChosen, map, &EmbeddingView::setCombine);
    QObject::connect(map, &EmbeddingView::combineChanged, panel, &SelectionPanel::setCombine);
    QObject::connect(panel, &SelectionPanel::invertRequested, map, &EmbeddingView::invertSelection);
    QObject::connect(panel, &SelectionPanel::clearRequested, workspace,
                     [workspace] { workspace->selectMany({}); });
    QObject::connect(panel, &SelectionPanel::copyRequested, selection, &SelectionController::copy);
    QObject::connect(panel, &SelectionPanel::exportRequested, panel,
                     [panel, selection] { chooseFile(panel, selection); });
    SavedSelectionsController* saved = &controllers.savedSelections;
    QObject::connect(saved, &SavedSelectionsController::changed, panel,
                     [panel, saved] { panel->setSaved(saved->names()); });
    QObject::connect(panel, &SelectionPanel::keepRequested, panel,
                     [panel, saved, selection] { askForName(panel, saved, selection); });
    QObject::connect(panel, &SelectionPanel::savedChosen, saved, &SavedSelectionsController::open);
    QObject::connect(panel, &SelectionPanel::savedDropped, saved, &SavedSelectionsController::remove);
    return panel;
}

} // namespace crossview::ui
