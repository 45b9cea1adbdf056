#include "bridge/controllers.h"

namespace crossview::ui {

Controllers::Controllers(Services given)
    : services(std::move(given)), thumbnails(workspace), inspections(workspace), info(workspace, inspections),
      queries(workspace, services.correct), projections(workspace), bringer(workspace, messages),
      clusters(workspace), measures(workspace), colours(workspace, clusters, queries, measures),
      columns(workspace), trails(workspace), selection(workspace, clusters, messages),
      savedSelections(workspace, messages), editor(workspace, messages), best(workspace, services.best),
      encoders(services.encoders), devices(services.devices, services.findDevices),
      sessions(workspace, services.open, services.openWithout), training(workspace, services.train),
      watch(workspace, sessions, training, messages), run(workspace, sessions, training, watch, messages),
      runs(workspace, sessions, run, messages), comparer(workspace, services.compare),
      projects(services, sessions, run, messages), consent(workspace, sessions, queries, messages) {
    const auto warn = [this](const QString& message) { messages.warn(message); };
    QObject::connect(&projections, &ProjectionController::failed, &messages, warn);
    QObject::connect(&clusters, &ClusterController::failed, &messages, warn);
    QObject::connect(&measures, &EpochMeasurer::failed, &messages, warn);
    QObject::connect(&colours, &ColourController::failed, &messages, warn);
    QObject::connect(&best, &BestNetwork::failed, &messages, warn);
    QObject::connect(&columns, &ColumnController::failed, &messages, warn);
    QObject::connect(&devices, &DeviceList::failed, &messages, warn);
    // An encoder may have come in the meantime: with the picture book, or on the command line.
    QObject::connect(&workspace, &Workspace::sessionChanged, &encoders, &EncoderController::check);
    encoders.check();
}

} // namespace crossview::ui
