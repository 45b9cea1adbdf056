#include "checking/make_check_page.h"

#include "bridge/controllers.h"
#include "checking/check_page.h"

#include "dataset/edits/settle_group.h"
#include "editing/edit_card.h"
#include "project/checking/open_problems.h"

namespace crossview::ui {
namespace {

/// What was found, without what edits have settled since.
std::shared_ptr<const CheckState> stillOpen(const std::shared_ptr<const CheckState>& state,
                                            const std::vector<DataEdit>& edits) {
    if (!state || edits.empty())
        return state;
    auto open = std::make_shared<CheckState>(*state);
    open->checked.problems = openProblems(state->checked.problems, edits);
    return open;
}

std::vector<DataEdit> editsFor(Settling how, const std::vector<std::vector<ItemRef>>& findings,
                               const Dataset& shown) {
    std::vector<DataEdit> edits;
    for (const std::vector<ItemRef>& items : findings)
        switch (how) {
        case Settling::keepFirst:
            std::ranges::copy(keepFirst(items), std::back_inserter(edits));
            break;
        case Settling::oneWording:
            std::ranges::copy(wordLikeFirst(items, shown), std::back_inserter(edits));
            break;
        case Settling::meanTheSame:
            edits.push_back({DataEdit::Kind::join, items, {}});
            break;
        case Settling::leaveOut:
            edits.push_back({DataEdit::Kind::leaveOut, items, {}});
            break;
        case Settling::accept:
            edits.push_back({DataEdit::Kind::accept, items, {}});
            break;
        }
    return edits;
}

} // namespace

CheckPage* makeCheckPage(Controllers& controllers) {
    auto* page = new CheckPage({&controllers.info, &controllers.thumbnails});
    auto* runner = new CheckRunner(controllers.workspace, controllers.services.check, page);
    QObject::connect(page, &CheckPage::started, runner, &CheckRunner::start);
    QObject::connect(page, &CheckPage::stopped, runner, &CheckRunner::stop);
    QObject::connect(page, &CheckPage::chosen, &controllers.workspace, &Workspace::selectMany);
    DataEditor* editor = &controllers.editor;
    const Workspace* workspace = &controllers.workspace;
    QObject::connect(runner, &CheckRunner::changed, page, [page, runner, workspace] {
        page->setState(stillOpen(runner->state(), workspace->edits()), runner->isRunning(),
                       runner->canStart());
    });
    QObject::connect(workspace, &Workspace::editsChanged, page, [page, runner, workspace] {
        page->setState(stillOpen(runner->state(), workspace->edits()), runner->isRunning(),
                       runner->canStart());
    });
    const auto showEdits = [page, editor] {
        page->edits()->setEdits(editor->summary(), editor->sentences());
    };
    QObject::connect(workspace, &Workspace::editsChanged, page, showEdits);
    QObject::connect(workspace, &Workspace::sessionChanged, page, showEdits);
    QObject::connect(page->edits(), &EditCard::takenBack, editor, &DataEditor::takeBack);
    QObject::connect(page->edits(), &EditCard::allTakenBack, editor, &DataEditor::takeAllBack);
    QObject::connect(page, &CheckPage::settled, editor,
                     [editor, workspace](Settling how, const std::vector<std::vector<ItemRef>>& findings) {
                         editor->make(editsFor(how, findings, *workspace->session()->input.dataset));
                     });
    QObject::connect(runner, &CheckRunner::progressed, page, &CheckPage::setProgress);
    QObject::connect(runner, &CheckRunner::failed, &controllers.messages,
                     [&controllers](const QString& message) { controllers.messages.fail(message); });
    return page;
}

} // namespace crossview::ui
