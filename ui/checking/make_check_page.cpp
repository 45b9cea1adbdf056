#include "checking/make_check_page.h"

#include "bridge/controllers.h"
#include "checking/check_page.h"

namespace crossview::ui {

CheckPage* makeCheckPage(Controllers& controllers) {
    auto* page = new CheckPage({&controllers.info, &controllers.thumbnails});
    auto* runner = new CheckRunner(controllers.workspace, controllers.services.check, page);
    QObject::connect(page, &CheckPage::started, runner, &CheckRunner::start);
    QObject::connect(page, &CheckPage::stopped, runner, &CheckRunner::stop);
    QObject::connect(page, &CheckPage::chosen, &controllers.workspace, &Workspace::selectMany);
    QObject::connect(runner, &CheckRunner::changed, page, [page, runner] {
        page->setState(runner->state(), runner->isRunning(), runner->canStart());
    });
    QObject::connect(runner, &CheckRunner::progressed, page, &CheckPage::setProgress);
    QObject::connect(runner, &CheckRunner::failed, &controllers.messages,
                     [&controllers](const QString& message) { controllers.messages.fail(message); });
    return page;
}

} // namespace crossview::ui
