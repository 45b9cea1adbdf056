#include "window/make_work_page.h"

#include "bridge/controllers.h"
#include "widgets/building_blocks.h"
#include "window/work_page.h"

namespace crossview::ui {
namespace {

void connectMap(EmbeddingView* map, Controllers& controllers) {
    Workspace* workspace = &controllers.workspace;
    QueryController* queries = &controllers.queries;
    map->setItemInfo(&controllers.info);
    map->setThumbnailSource(&controllers.thumbnails);
    QObject::connect(workspace, &Workspace::sessionChanged, map, [map, workspace] {
        const Dataset& dataset = *workspace->session()->input.dataset;
        map->setItems(static_cast<int>(dataset.images().size()),
                      static_cast<int>(dataset.sentences().size()));
        map->setLeftOut(workspace->session()->input.features->leftOut(View::image));
        map->setGroups(listOf(workspace->groups().names), workspace->groups().groupOfImage);
    });
    const auto showSelection = [map, workspace] { map->setSelection(workspace->selection()); };
    QObject::connect(workspace, &Workspace::selectionChanged, map, showSelection);
    // The map labels what is nearest, which is known only then.
    QObject::connect(&controllers.inspections, &InspectionController::inspected, map, showSelection);
    QObject::connect(map, &EmbeddingView::selectionChanged, workspace, &Workspace::selectMany);

    QObject::connect(map, &EmbeddingView::activated, queries,
                     [queries](ItemRef item) { queries->ask(Query::ofItem(item)); });
    QObject::connect(queries, &QueryController::asked, map, [map](const Query& query) {
        if (query.kind == Query::Kind::None)
            map->clearResults();
    });
    QObject::connect(queries, &QueryController::answered, map, [map, queries](const QueryAnswer& answer) {
        if (!(answer.query == queries->query()))
            return;
        std::vector<ItemRef> items;
        for (const Hit& hit : answer.hits)
            items.push_back({answer.query.answerView(), hit.item});
        map->setResults(items);
    });
}

} // namespace

WorkPage* makeWorkPage(Controllers& controllers) {
    auto* page = new WorkPage;
    Workspace* workspace = &controllers.workspace;
    ProjectionController* projections = &controllers.projections;
    QObject::connect(workspace, &Workspace::runReplaced, page, &WorkPage::clearRun);
    QObject::connect(workspace, &Workspace::stepsAdded, page, &WorkPage::addSteps);
    QObject::connect(workspace, &Workspace::epochAdded, page, &WorkPage::addEpoch);
    QObject::connect(projections, &ProjectionController::projected, page, &WorkPage::addProjection);
    QObject::connect(projections, &ProjectionController::found, page, &WorkPage::addStored);
    QObject::connect(projections, &ProjectionController::fetched, page, &WorkPage::addFetched);
    QObject::connect(page, &WorkPage::projectionWanted, projections, [workspace, projections](int epoch) {
        if (workspace->run())
            projections->fetch(workspace->run()->id, epoch);
    });
    connectMap(page->map(), controllers);
    return page;
}

} // namespace crossview::ui
