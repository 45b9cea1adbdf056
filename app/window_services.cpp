#include "window_services.h"

#include "common/user_folders.h"
#include "encoders/store/encoder_fetch.h"
#include "encoders/store/encoder_store.h"
#include "encoders/store/encoder_take.h"
#include "features/available_encoders.h"
#include "picturebook/picture_book.h"
#include "project/checking/check_project.h"
#include "project/exporting/export_run.h"
#include "project/import_into.h"
#include "project/measuring/compare_runs.h"
#include "project/opened_project.h"
#include "project/train_in_project.h"
#include "training/devices.h"

namespace crossview::ui {

Services windowServices(bool starter) {
    Services services;
    services.train = [](const std::shared_ptr<const Session>& session, const RunOptions& options,
                        const std::optional<std::string>& resumeRun, TrainingCommands& commands,
                        const TrainingListener& listener, const std::stop_token& stop) {
        return trainInProject(*session, options, {resumeRun, {}}, commands, listener, stop);
    };
    services.open = [](const std::filesystem::path& folder, const OpenRequest& wanted,
                       const std::stop_token& stop,
                       const ProgressSink& progress) { return openProject(folder, wanted, stop, progress); };
    services.openWithout = [](const std::filesystem::path& folder, const OpenRequest& wanted,
                              const std::stop_token& stop, const ProgressSink& progress) {
        return openProject(folder, wanted, stop, progress, UntrustedNetworks::leaveOut);
    };
    services.measure = {
        &measureRun, [](const BaselineRequest& request, const std::stop_token& stop,
                        const ProgressSink& progress) { return measureBaselines(request, stop, progress); }};
    services.correct = &correctionOfAnswers;
    services.ablate = &runAblation;
    services.check = &checkProject;
    services.exports.kinds.assign(exportKinds().begin(), exportKinds().end());
    services.exports.runs = [](const std::filesystem::path& folder) {
        std::vector<RunRecord> runs = Project::open(folder).runs();
        std::erase_if(runs, [](const RunRecord& run) { return run.epochs == 0; });
        return runs;
    };
    services.exports.write = &exportRun;
    services.compare = &compareRuns;
    services.best = [](const std::filesystem::path& folder, const std::string& run) {
        return loadSnapshot(folder, run, true);
    };
    services.import = [](const ImportOptions& options, const std::filesystem::path& project,
                         const std::stop_token& stop, const ProgressSink& progress) {
        const ImportSummary summary = importInto(options, project, stop, progress);
        return BuiltProject{summary.folder, summary.remark(), summary.details()};
    };
    services.pictureBook = [starter](const std::stop_token& stop, const ProgressSink& progress) {
        BuiltProject built;
        built.folder = pictureBookFolder(starter, "set one, or open a project by its folder");
        if (ensurePictureBook(built.folder, starter, stop, progress))
            built.remark = fetchMissingEncoders(preset(kDefaultPreset).features, stop, progress);
        return built;
    };
    services.encoders = {&encoderIsHere, &fetchEncoder, &takeEncoder};
    services.devices = {processorDevice()};
    services.findDevices = &computeDevices;
    services.projectsFolder =
        QString::fromStdString(userDataFolder("Crossview keeps its projects under one of them").string());
    return services;
}

} // namespace crossview::ui
