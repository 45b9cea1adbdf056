#pragma once

#include "dataset/item_ref.h"
#include "options/run_options.h"

#include <QString>
#include <QUndoCommand>

#include <functional>
#include <vector>

namespace crossview::ui {

class Workspace;

/// A change of the workspace's options that can be taken back; further changes of the same option join it.
class OptionsCommand : public QUndoCommand {
public:
    /// From the options in force to `after`; `key` names the changed one, empty stands for several.
    OptionsCommand(Workspace& workspace, RunOptions after, const QString& key);
    void undo() override;
    void redo() override;
    int id() const override { return 1; }
    bool mergeWith(const QUndoCommand* other) override;

private:
    Workspace& m_workspace;
    RunOptions m_before;
    RunOptions m_after;
    QString m_key;
};

/// A change of something else that can be taken back: from one value to another, by what sets it. Done when
/// it is pushed.
class ActCommand : public QUndoCommand {
public:
    ActCommand(const QString& text, std::function<void()> undo, std::function<void()> redo);
    void undo() override { m_undo(); }
    void redo() override { m_redo(); }

private:
    std::function<void()> m_undo, m_redo;
};

/// A change of the workspace's selection that can be taken back.
class SelectionCommand : public QUndoCommand {
public:
    SelectionCommand(Workspace& workspace, std::vector<ItemRef> after);
    void undo() override;
    void redo() override;

private:
    Workspace& m_workspace;
    std::vector<ItemRef> m_before;
    std::vector<ItemRef> m_after;
};

} // namespace crossview::ui
