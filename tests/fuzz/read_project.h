#pragma once

#include "said.h"
#include "scratch_folder.h"

#include "project/project.h"
#include "project/provenance.h"
#include "project/run_history.h"

namespace crossview::fuzz {

/// Reads all that a project's database holds, each part whatever became of the others, and looks at all of
/// it.
inline void readProject(const Project& project) {
    std::shared_ptr<const Dataset> dataset;
    doneOrSaid([&] {
        dataset = project.loadDataset();
        dataset->hash();
        for (std::size_t i = 0; i < dataset->images().size(); ++i) {
            dataset->imagePath(i);
            dataset->imageTitle(i);
        }
    });
    doneOrSaid([&] {
        const auto splits = project.loadSplits();
        if (splits && dataset && splits->images.size() == dataset->images().size())
            for (const Split split : {Split::train, Split::unused})
                splits->sentencesIn(split, dataset->relation());
    });
    doneOrSaid([&] { project.loadSetting("preset"); });
    doneOrSaid([&] { project.latestRun(); });
    std::vector<RunRecord> runs;
    doneOrSaid([&] { runs = project.runs(); });
    for (const RunRecord& run : runs) {
        statusText(run);
        doneOrSaid([&] { project.runFolder(run.id); });
        doneOrSaid([&] { project.run(run.id); });
        doneOrSaid([&] { readHistory(project, run.id); });
        doneOrSaid([&] { runOptionsFromJson(run.optionsJson); });
        doneOrSaid([&] { provenanceFromJson(run.provenanceJson); });
    }
}

} // namespace crossview::fuzz
