#include "experiment/make_experiment_panel.h"

#include "bridge/controllers.h"
#include "experiment/experiment_panel.h"
#include "experiment/get_encoders.h"
#include "widgets/building_blocks.h"

namespace crossview::ui {
namespace {

constexpr int kLeastWidth = 284; // below it labels and fields would be cut

DataFacts factsOf(const Session& session) {
    const auto count = [&session](Split split) {
        return grouped(static_cast<qint64>(session.input.splits->imagesIn(split).size()));
    };
    const FeatureChain& chain = *session.input.features->chain;
    DataFacts facts;
    facts.trainAndTest =
        QStringLiteral("%1 · %2 · %3").arg(count(Split::train), count(Split::validation), count(Split::test));
    facts.options = session.options;
    const GivenFeatures& given = session.input.dataset->given();
    facts.given = given.images.areGiven() && given.sentences.areGiven();
    facts.imageFeatures = QString::fromStdString(chain.imageDescription());
    facts.sentenceFeatures = QString::fromStdString(chain.sentenceDescription());
    return facts;
}

} // namespace

ExperimentPanel* makeExperimentPanel(Controllers& controllers) {
    auto* panel = new ExperimentPanel;
    panel->setMinimumWidth(kLeastWidth);
    Workspace* workspace = &controllers.workspace;
    TrainingController* training = &controllers.training;

    QObject::connect(panel, &ExperimentPanel::edited, workspace, &Workspace::editOptions);
    QObject::connect(panel, &ExperimentPanel::refused, &controllers.messages,
                     [&controllers](const QString& message) { controllers.messages.warn(message); });
    QObject::connect(panel, &ExperimentPanel::networkChosen, &controllers.consent,
                     &NetworkConsent::allowChosen);
    QObject::connect(workspace, &Workspace::optionsChanged, panel,
                     [panel, workspace] { panel->setOptions(workspace->options()); });
    QObject::connect(workspace, &Workspace::sessionChanged, panel,
                     [panel, workspace] { panel->setFacts(factsOf(*workspace->session())); });
    QObject::connect(workspace, &Workspace::runReplaced, panel, [panel] { panel->setTerms(std::nullopt); });
    QObject::connect(workspace, &Workspace::stepsAdded, panel,
                     [panel](const std::vector<StepMetrics>& steps) { panel->setTerms(steps.back().terms); });
    QObject::connect(training, &TrainingController::stateChanged, panel,
                     [panel, training] { panel->setRunning(training->isActive()); });
    panel->setOptions(workspace->options());
    letGetEncoders(*panel, controllers);
    return panel;
}

} // namespace crossview::ui
