#include "bridge/undo_commands.h"

#include <QCoreApplication>

namespace crossview::ui {

OptionsCommand::OptionsCommand(RunOptions before, RunOptions after, const QString& key, Apply apply)
    : m_before(std::move(before)), m_after(std::move(after)), m_key(key), m_apply(std::move(apply)) {
    setText(key.isEmpty() ? QCoreApplication::translate("Undo", "change of preset")
                          : QCoreApplication::translate("Undo", "change of %1").arg(key));
}

bool OptionsCommand::mergeWith(const QUndoCommand* other) {
    const auto* next = static_cast<const OptionsCommand*>(other);
    if (m_key.isEmpty() || next->m_key != m_key)
        return false;
    m_after = next->m_after;
    return true;
}

SelectionCommand::SelectionCommand(ItemRef before, ItemRef after, Apply apply)
    : m_before(before), m_after(after), m_apply(std::move(apply)) {
    setText(QCoreApplication::translate("Undo", "selection"));
}

} // namespace crossview::ui
