#include "evaluation/make_evaluation_page.h"

#include "bridge/controllers.h"
#include "evaluation/evaluation_page.h"

namespace crossview::ui {

EvaluationPage* makeEvaluationPage(Controllers& controllers) {
    auto* page = new EvaluationPage;
    auto* evaluator = new RunEvaluator(controllers.workspace, controllers.services.measure, page);
    QObject::connect(page, &EvaluationPage::watched, evaluator, &RunEvaluator::setWatched);
    QObject::connect(page, &EvaluationPage::asked, evaluator, &RunEvaluator::ask);
    QObject::connect(page, &EvaluationPage::baselinesRequested, evaluator, &RunEvaluator::measureBaselines);
    QObject::connect(page, &EvaluationPage::baselinesStopped, evaluator, &RunEvaluator::stopBaselines);
    QObject::connect(page, &EvaluationPage::chosen, &controllers.workspace, &Workspace::select);
    QObject::connect(evaluator, &RunEvaluator::questionChanged, page,
                     [page, evaluator] { page->setQuestion(evaluator->question()); });
    QObject::connect(evaluator, &RunEvaluator::evaluated, page,
                     [page, evaluator] { page->setEvaluation(evaluator->newest()); });
    const auto showBaselines = [page, evaluator] {
        page->setBaselines(evaluator->baselines(), evaluator->isMeasuringBaselines(),
                           evaluator->canMeasureBaselines());
    };
    QObject::connect(evaluator, &RunEvaluator::baselinesChanged, page, showBaselines);
    QObject::connect(evaluator, &RunEvaluator::evaluated, page, showBaselines);
    QObject::connect(evaluator, &RunEvaluator::progressed, page, [page](const Progress& progress) {
        page->setProgress(progress.total > 0 ? EvaluationPage::tr("%1, %2 %")
                                                   .arg(QString::fromStdString(progress.stage))
                                                   .arg(100 * progress.done / progress.total)
                                             : QString::fromStdString(progress.stage));
    });
    QObject::connect(evaluator, &RunEvaluator::failed, &controllers.messages,
                     [&controllers](const QString& message) { controllers.messages.warn(message); });
    showBaselines();
    return page;
}

} // namespace crossview::ui
