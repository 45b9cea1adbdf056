#include "runs/make_runs_page.h"

#include "bridge/controllers.h"
#include "map/embedding_view.h"
#include "runs/both_answers_view.h"
#include "runs/both_maps_view.h"
#include "runs/compare_view.h"
#include "runs/runs_page.h"

#include <QLineEdit>
#include <QTimer>

namespace crossview::ui {
namespace {

constexpr int kTypingMs = 150; // a query is asked when typing stops

void connectLibrary(RunsPage* page, Controllers& controllers) {
    RunLibrary* library = &controllers.runs;
    const auto show = [page, library] { page->setList(library->list(), library->shown()); };
    QObject::connect(library, &RunLibrary::changed, page, show);
    QObject::connect(library, &RunLibrary::shownChanged, page, show);
    QObject::connect(page, &RunsPage::watched, library, &RunLibrary::setWatched);
    QObject::connect(page, &RunsPage::openRequested, library, &RunLibrary::open);
    QObject::connect(page, &RunsPage::duplicateRequested, library, &RunLibrary::duplicate);
    QObject::connect(page, &RunsPage::removeRequested, library, &RunLibrary::remove);
    QObject::connect(page, &RunsPage::noteEdited, library, &RunLibrary::setNote);
}

void connectComparison(RunsPage* page, Controllers& controllers) {
    RunComparer* comparer = &controllers.comparer;
    CompareView* view = page->comparison();
    BothAnswersView* answers = view->answers();
    Workspace* workspace = &controllers.workspace;
    QObject::connect(page, &RunsPage::compareRequested, comparer,
                     [page, comparer](const std::string& first, const std::string& second) {
                         comparer->compare(first, second);
                         page->showComparison(true);
                     });
    QObject::connect(comparer, &RunComparer::changed, view, [page, view, comparer] {
        view->setComparison(comparer->comparison(), comparer->isBusy());
        if (!comparer->comparison() && !comparer->isBusy())
            page->showComparison(false);
    });
    QObject::connect(comparer, &RunComparer::progressed, view, [view](const Progress& progress) {
        view->setProgress(QString::fromStdString(progress.stage));
    });
    QObject::connect(comparer, &RunComparer::failed, &controllers.messages,
                     [&controllers](const QString& message) { controllers.messages.fail(message); });
    QObject::connect(comparer, &RunComparer::answered, answers, &BothAnswersView::setAnswers);
    QObject::connect(view, &CompareView::closed, comparer, &RunComparer::forget);
    QObject::connect(view, &CompareView::chosen, workspace, &Workspace::select);
    QObject::connect(view, &CompareView::itemAsked, comparer,
                     [comparer](ItemRef item) { comparer->ask(Query::ofItem(item)); });
    QObject::connect(workspace, &Workspace::selectionChanged, answers,
                     [answers, workspace] { answers->setSelected(workspace->selected()); });
    auto* typing = new QTimer(view);
    typing->setSingleShot(true);
    typing->setInterval(kTypingMs);
    QObject::connect(answers, &BothAnswersView::queryEdited, typing, qOverload<>(&QTimer::start));
    QObject::connect(typing, &QTimer::timeout, comparer, [comparer, answers] {
        const std::string text = answers->field()->text().trimmed().toStdString();
        comparer->ask(text.empty() ? Query() : Query::ofText(text));
    });
}

void connectMaps(BothMapsView* maps, Controllers& controllers) {
    RunComparer* comparer = &controllers.comparer;
    MapComparer* comparison = &controllers.mapComparer;
    Workspace* workspace = &controllers.workspace;
    ColourController* colours = &controllers.colours;
    // Once both can be asked; other runs, or none, give the maps up.
    auto shown = std::make_shared<std::shared_ptr<const RunComparison>>();
    QObject::connect(comparer, &RunComparer::changed, maps, [maps, comparer, comparison, colours, shown] {
        const auto now = comparer->canAsk() ? comparer->comparison() : nullptr;
        if (now == *shown)
            return;
        *shown = now;
        comparison->stop();
        const Dataset* dataset = now ? now->runs[0].trained->session->input.dataset.get() : nullptr;
        maps->setItems(dataset ? int(dataset->images().size()) : 0,
                       dataset ? int(dataset->sentences().size()) : 0);
        maps->setColours(colours->newest());
    });
    QObject::connect(maps, &BothMapsView::wanted, comparison,
                     [maps, comparer, comparison, workspace, &controllers] {
                         comparison->layOut(comparer->comparison(), workspace->session()->folder,
                                            controllers.projections.options());
                         maps->setBusy(comparison->isBusy(), BothMapsView::tr("The map of run A …"));
                     });
    QObject::connect(maps, &BothMapsView::stopped, comparison, &MapComparer::stop);
    QObject::connect(comparison, &MapComparer::moved, maps, &BothMapsView::setMap);
    QObject::connect(comparison, &MapComparer::progressed, maps, [maps](const Progress& progress) {
        maps->setBusy(true, QString::fromStdString(progress.stage));
    });
    QObject::connect(comparison, &MapComparer::ended, maps, [maps] { maps->setBusy(false); });
    QObject::connect(comparison, &MapComparer::failed, &controllers.messages,
                     [&controllers](const QString& message) { controllers.messages.fail(message); });
    QObject::connect(colours, &ColourController::coloured, maps, &BothMapsView::setColours);
    QObject::connect(maps, &BothMapsView::selectionChanged, workspace, &Workspace::selectMany);
    QObject::connect(workspace, &Workspace::selectionChanged, maps,
                     [maps, workspace] { maps->setSelection(workspace->selection()); });
}

} // namespace

RunsPage* makeRunsPage(Controllers& controllers) {
    auto* page = new RunsPage(new CompareView({&controllers.info, &controllers.thumbnails}));
    connectLibrary(page, controllers);
    connectComparison(page, controllers);
    connectMaps(page->comparison()->maps(), controllers);
    return page;
}

} // namespace crossview::ui
