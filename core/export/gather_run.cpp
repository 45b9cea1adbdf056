#include "export/gather_run.h"

#include "common/error.h"
#include "project/opened_project.h"

#include <fmt/format.h>

namespace crossview {

ExportedRun gatherRun(const std::filesystem::path& folder, const std::string& run, StoredEpoch epoch,
                      const ExportFormat& format, const std::stop_token& stop, const ProgressSink& progress) {
    const Project project = Project::open(folder);
    ExportedRun gathered;
    if (format.needsEmbeddings) {
        TrainedRun trained = openTrainedRun(folder, run, stop, progress, ReadValues::whenAsked);
        gathered.run = trained.record.id;
        gathered.dataset = trained.session->input.dataset;
        gathered.splits = trained.session->input.splits;
        gathered.snapshot = epoch == StoredEpoch::best ? std::move(trained.snapshot)
                                                       : loadSnapshot(folder, gathered.run, false);
        if (!gathered.snapshot || gathered.snapshot->images.rows() != gathered.dataset->images().size() ||
            gathered.snapshot->sentences.rows() != gathered.dataset->sentences().size())
            throw Error(
                fmt::format("The newest epoch of run {} is not whole: export its best one.", gathered.run));
    } else {
        gathered.run = requireRun(project, run).id;
        gathered.epochs = project.epochMetrics(gathered.run);
        gathered.steps = project.stepMetrics(gathered.run);
        if (gathered.steps.empty() && gathered.epochs.empty())
            throw Error(fmt::format("Run {} of {} has no history: train it for at least one step.",
                                    gathered.run, folder.string()));
    }
    return gathered;
}

} // namespace crossview
