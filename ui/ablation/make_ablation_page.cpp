#include "ablation/make_ablation_page.h"

#include "ablation/ablation_page.h"
#include "bridge/controllers.h"

namespace crossview::ui {

AblationPage* makeAblationPage(Controllers& controllers) {
    auto* page = new AblationPage;
    const Workspace* workspace = &controllers.workspace;
    auto* runner = new AblationRunner(*workspace, controllers.services.ablate, page);
    QObject::connect(page, &AblationPage::started, runner, &AblationRunner::start);
    QObject::connect(page, &AblationPage::stopped, runner, &AblationRunner::stop);
    const auto showState = [page, runner] {
        page->setState(runner->state(), runner->isRunning(), runner->canStart());
    };
    QObject::connect(runner, &AblationRunner::changed, page, showState);
    QObject::connect(workspace, &Workspace::sessionChanged, page, showState);
    QObject::connect(runner, &AblationRunner::moved, page,
                     [page, runner] { page->setMoment(runner->moment()); });
    QObject::connect(runner, &AblationRunner::failed, &controllers.messages,
                     [&controllers](const QString& message) { controllers.messages.fail(message); });
    const auto showBase = [page, workspace] { page->setBase(workspace->options()); };
    QObject::connect(workspace, &Workspace::optionsChanged, page, showBase);
    QObject::connect(workspace, &Workspace::sessionChanged, page, showBase);
    return page;
}

} // namespace crossview::ui
