#include "experiment/get_encoders.h"

#include "bridge/controllers.h"
#include "experiment/block_row.h"
#include "experiment/experiment_panel.h"
#include "experiment/features_view.h"
#include "widgets/building_blocks.h"

#include <QFileDialog>
#include <QPointer>
#include <QPushButton>

namespace crossview::ui {
namespace {

void chooseFolder(ExperimentPanel& panel, EncoderController& encoders, const std::string& encoder) {
    auto* dialog =
        new QFileDialog(&panel, ExperimentPanel::tr("Folder that holds the network's package or files"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    QObject::connect(
        dialog, &QFileDialog::fileSelected, &encoders,
        [&encoders, encoder](const QString& folder) { encoders.take(encoder, folder.toStdString()); });
    dialog->open();
}

/// True when every encoder that the options need is here; else shows the first that is not and says so.
bool allHere(ExperimentPanel& panel, Controllers& controllers) {
    const std::vector<std::string> missing = panel.features()->missingEncoders();
    if (missing.empty())
        return true;
    const std::string& encoder = missing.front();
    panel.section("Features")->setOpen(true);
    BlockRow* block = panel.features()->reveal(encoder);
    panel.ensureWidgetVisible(block);
    const QString name = block->box()->text();
    if (block->encoder().kind == EncoderState::Kind::Arriving)
        controllers.messages.warn(
            ExperimentPanel::tr("%1 is still arriving; run when it is here, or switch it off.").arg(name));
    else
        controllers.messages.warn(
            ExperimentPanel::tr("%1 is switched on and not here; get it, or switch it off.").arg(name),
            block->get()->text(), [&controllers, encoder] { controllers.encoders.fetch(encoder); });
    controllers.encoders.check(); // for the next press
    return false;
}

} // namespace

void letGetEncoders(ExperimentPanel& panel, Controllers& controllers) {
    FeaturesView* features = panel.features();
    EncoderController* encoders = &controllers.encoders;
    for (const EncoderEntry& encoder : encoderCatalogue())
        if (const EncoderState state = encoders->state(encoder.name);
            state.kind != EncoderState::Kind::Unknown)
            features->setEncoder(encoder.name, state);
    QObject::connect(encoders, &EncoderController::changed, features, &FeaturesView::setEncoder);
    QObject::connect(features, &FeaturesView::fetchRequested, encoders, &EncoderController::fetch);
    QObject::connect(features, &FeaturesView::cancelRequested, encoders, &EncoderController::cancel);
    QObject::connect(
        features, &FeaturesView::folderRequested, &panel,
        [&panel, encoders](const std::string& encoder) { chooseFolder(panel, *encoders, encoder); });
    // One may have come in the meantime.
    QObject::connect(features, &FeaturesView::opened, encoders, &EncoderController::check);
    controllers.run.setFeatureCheck(
        [shown = QPointer(&panel), &controllers] { return !shown || allHere(*shown, controllers); });
}

} // namespace crossview::ui
