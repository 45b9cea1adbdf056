#include "bridge/undo_commands.h"

#include "bridge/workspace.h"

#include <QCoreApplication>

namespace crossview::ui {

OptionsCommand::OptionsCommand(Workspace& workspace, RunOptions after, const QString& key)
    : m_workspace(workspace), m_before(workspace.options()), m_after(std::move(after)), m_key(key) {
    setText(key.isEmpty() ? QCoreApplication::translate("Undo", "change of preset")
                          : QCoreApplication::translate("Undo", "change of %1").arg(key));
}

void OptionsCommand::undo() {
    m_workspace.applyOptions(m_before);
}

void OptionsCommand::redo() {
    m_workspace.applyOptions(m_after);
}

bool OptionsCommand::mergeWith(const QUndoCommand* other) {
    const auto* next = static_cast<const OptionsCommand*>(other);
    if (m_key.isEmpty() || next->m_key != m_key)
        return false;
    m_after = next->m_after;
    return true;
}

ActCommand::ActCommand(const QString& text, std::function<void()> undo, std::function<void()> redo)
    : m_undo(std::move(undo)), m_redo(std::move(redo)) {
    setText(text);
}

SelectionCommand::SelectionCommand(Workspace& workspace, std::vector<ItemRef> after)
    : m_workspace(workspace), m_before(workspace.selection()), m_after(std::move(after)) {
    setText(QCoreApplication::translate("Undo", "selection"));
}

void SelectionCommand::undo() {
    m_workspace.applySelection(m_before);
}

void SelectionCommand::redo() {
    m_workspace.applySelection(m_after);
}

} // namespace crossview::ui
