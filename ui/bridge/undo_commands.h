#pragma once

#include "map/item_info.h"
#include "options/run_options.h"

#include <QUndoCommand>

#include <functional>

namespace crossview::ui {

/// A change of options that can be taken back; further changes of the same option join it.
class OptionsCommand : public QUndoCommand {
public:
    using Apply = std::function<void(const RunOptions&)>;
    OptionsCommand(RunOptions before, RunOptions after, const QString& key, Apply apply);
    void undo() override { m_apply(m_before); }
    void redo() override { m_apply(m_after); }
    int id() const override { return 1; }
    bool mergeWith(const QUndoCommand* other) override;

private:
    RunOptions m_before;
    RunOptions m_after;
    QString m_key;
    Apply m_apply;
};

/// A change of the selected item that can be taken back.
class SelectionCommand : public QUndoCommand {
public:
    using Apply = std::function<void(ItemRef)>;
    SelectionCommand(ItemRef before, ItemRef after, Apply apply);
    void undo() override { m_apply(m_before); }
    void redo() override { m_apply(m_after); }

private:
    ItemRef m_before;
    ItemRef m_after;
    Apply m_apply;
};

} // namespace crossview::ui
