#include "window/make_work_page.h"

#include "bridge/controllers.h"
#include "bridge/undo_commands.h"
#include "widgets/building_blocks.h"
#include "window/work_page.h"

#include <QPointer>
#include <QSettings>

namespace crossview::ui {
namespace {

/// "Looking up neighbours, 40 %".
QString activityOf(const Progress& progress) {
    const QString stage = QString::fromStdString(progress.stage);
    return progress.total > 0 ? QObject::tr("%1, %2 %").arg(stage).arg(100 * progress.done / progress.total)
                              : stage;
}

const std::string kBrought = "brought";
const QString kMethodSetting = QStringLiteral("mapMethod");
const QString kExaggerationSetting = QStringLiteral("mapExaggeration");
const QString kColourSetting = QStringLiteral("mapColour");

/// By the method of the last time; at first t-SNE, which shows who is whose neighbour.
ProjectionOptions optionsOfLastTime() {
    ProjectionOptions options;
    const std::string chosen =
        QSettings().value(kMethodSetting, QStringLiteral("tsne")).toString().toStdString();
    for (const ProjectionMethod& method : projectionMethods())
        if (method.key == chosen && chosen != kBrought)
            options.method = chosen;
    const double exaggeration = QSettings().value(kExaggerationSetting, 1.0).toDouble();
    if (exaggeration >= 1 && exaggeration <= 12)
        options.tsne.exaggeration = exaggeration;
    return options;
}

void connectProjections(WorkPage* page, ProjectionController* projections, MapBringer* bringer) {
    EmbeddingView* map = page->map();
    projections->setOptions(optionsOfLastTime());
    QObject::connect(projections, &ProjectionController::moved, page, &WorkPage::addProjection);
    QObject::connect(projections, &ProjectionController::projected, page, &WorkPage::addProjection);
    QObject::connect(projections, &ProjectionController::found, page, &WorkPage::addStored);
    QObject::connect(projections, &ProjectionController::fetched, page, &WorkPage::addFetched);
    QObject::connect(projections, &ProjectionController::released, page, &WorkPage::release);
    QObject::connect(projections, &ProjectionController::cleared, page, &WorkPage::clearProjections);
    QObject::connect(projections, &ProjectionController::progressed, map,
                     [map](const Progress& progress) { map->setActivity(activityOf(progress)); });
    QObject::connect(projections, &ProjectionController::settled, map, [map] { map->setActivity({}); });
    const auto showMethods = [map, projections, bringer] {
        QList<MapChoice> methods;
        for (const ProjectionMethod& method : projectionMethods())
            if (method.key != kBrought || bringer->map())
                methods.push_back({QString::fromStdString(method.key), QString::fromStdString(method.name),
                                   QString::fromStdString(method.description)});
        map->setMethods(methods, QString::fromStdString(projections->options().method));
        map->setExaggeration(
            projections->options().method == "tsne" ? projections->options().tsne.exaggeration : 1);
    };
    showMethods();
    QObject::connect(projections, &ProjectionController::cleared, map, showMethods);
    QObject::connect(map, &EmbeddingView::exaggerationChosen, projections,
                     [projections](double exaggeration) {
                         ProjectionOptions options = projections->options();
                         options.tsne.exaggeration = exaggeration;
                         QSettings().setValue(kExaggerationSetting, exaggeration);
                         projections->setOptions(options);
                     });
    const auto choose = [projections, bringer](const std::string& method) {
        ProjectionOptions options = projections->options();
        options.method = method;
        options.brought = bringer->map() ? bringer->map()->options : BroughtOptions{};
        projections->setOptions(options);
    };
    QObject::connect(map, &EmbeddingView::methodChosen, projections, [choose](const QString& key) {
        if (key.toStdString() != kBrought) // that is of one project
            QSettings().setValue(kMethodSetting, key);
        choose(key.toStdString());
    });
    QObject::connect(bringer, &MapBringer::brought, projections, [choose] { choose(kBrought); });
    QObject::connect(bringer, &MapBringer::changed, map, [projections, bringer, choose, showMethods] {
        if (projections->options().method == kBrought && !bringer->map()) // another project
            choose(optionsOfLastTime().method);
        showMethods();
    });
}

/// What a person hides or shows, and colours, can be taken back like the selection.
void connectUndo(EmbeddingView* map, Controllers& controllers) {
    QUndoStack* undo = controllers.workspace.undoStack();
    ColourController* colours = &controllers.colours;
    QObject::connect(
        map, &EmbeddingView::filterEdited, undo,
        [map, undo](const MapFilter& before, const MapFilter& after) {
            const QPointer<EmbeddingView> where(map);
            const auto set = [where](const MapFilter& filter) {
                if (where)
                    where->setFilter(filter);
            };
            undo->push(new ActCommand(
                QObject::tr("filter"), [set, before] { set(before); }, [set, after] { set(after); }));
        });
    QObject::connect(map, &EmbeddingView::colouringChosen, colours, [undo, colours](const QString& key) {
        const auto choose = [colours](const QString& chosen) {
            QSettings().setValue(kColourSetting, chosen);
            colours->choose(chosen);
        };
        if (const QString before = colours->chosen(); before != key)
            undo->push(new ActCommand(
                QObject::tr("colour"), [choose, before] { choose(before); }, [choose, key] { choose(key); }));
    });
}

void connectColours(EmbeddingView* map, ColourController* colours, ProjectionController* projections) {
    colours->choose(QSettings().value(kColourSetting).toString());
    const auto showChoices = [map, colours] {
        QList<MapChoice> choices;
        for (const Colouring& colouring : colours->choices())
            choices.push_back({colouring.key, colouring.name, colouring.description,
                               columnOf(colouring.key) && !columnOf(choices.back().key)});
        map->setColourings(choices, colours->chosen());
    };
    showChoices();
    QObject::connect(colours, &ColourController::chosenChanged, map, showChoices);
    QObject::connect(colours, &ColourController::choicesChanged, map, showChoices);
    QObject::connect(colours, &ColourController::coloured, map, &EmbeddingView::setColours);
    // A map in the making says more.
    QObject::connect(colours, &ColourController::progressed, map,
                     [map, projections](const Progress& progress) {
                         if (!projections->isBusy())
                             map->setActivity(activityOf(progress));
                     });
    QObject::connect(colours, &ColourController::settled, map, [map, projections] {
        if (!projections->isBusy())
            map->setActivity({});
    });
}

void connectTrails(WorkPage* page, Controllers& controllers) {
    TrailController* trails = &controllers.trails;
    const Workspace* workspace = &controllers.workspace;
    const auto follow = [page, trails] {
        if (page->timeline()->trailButton()->isChecked())
            trails->follow(page->projections());
        else
            trails->stop();
    };
    QObject::connect(page->timeline(), &Timeline::trailsRequested, trails, follow);
    QObject::connect(page, &WorkPage::epochsChanged, trails, follow);
    QObject::connect(workspace, &Workspace::selectionChanged, page, follow);
    QObject::connect(trails, &TrailController::followed, page->map(), &EmbeddingView::setTrails);
}

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
    connectProjections(page, projections, &controllers.bringer);
    QObject::connect(page, &WorkPage::projectionShown, &controllers.clusters, &ClusterController::follow);
    QObject::connect(&controllers.clusters, &ClusterController::found, page->map(),
                     &EmbeddingView::setClusters);
    QObject::connect(page, &WorkPage::projectionWanted, projections, [workspace, projections](int epoch) {
        if (workspace->run())
            projections->fetch(workspace->run()->id, epoch);
    });
    connectMap(page->map(), controllers);
    connectTrails(page, controllers);
    connectColours(page->map(), &controllers.colours, projections);
    connectUndo(page->map(), controllers);
    return page;
}

} // namespace crossview::ui
