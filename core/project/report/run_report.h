#pragma once

#include "evaluation/failures.h"
#include "project/database/run_record.h"
#include "project/epoch_measures.h"
#include "project/measuring/evaluate_runs.h"
#include "project/opened_project.h"
#include "project/provenance.h"
#include "project/run_history.h"
#include "projection/projection.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace crossview {

/// What is asked of a report.
struct ReportRequest {
    std::filesystem::path project;
    std::string run = "latest"; ///< id, or the newest that has finished an epoch
    std::size_t examples = 8;   ///< queries of each kind and direction
    bool withMap = true;        ///< lays the best epoch out where no map of it is stored
};

/// A query of the test split and what it found, in numbers of the data set.
struct ReportExample {
    double rank = 0;                       ///< 0-based
    std::int32_t image = -1;               ///< asked with, or -1
    std::string text;                      ///< asked with, where no image is
    std::int32_t bestImage = -1;           ///< the nearest match of a text
    std::string bestText;                  ///< the nearest match of an image
    std::vector<std::int32_t> foundImages; ///< of a text, nearest first
    std::vector<std::string> foundTexts;   ///< of an image, nearest first
    std::vector<bool> isMatch;             ///< of what was found
};

/// Queries of one direction.
struct ReportExamples {
    std::size_t asked = 0;
    std::size_t failed = 0; ///< whose best match is not the first answer
    std::vector<ReportExample> worst;
    std::vector<ReportExample> right; ///< evenly chosen among those with the match in front
};

/// All that a report on one run says.
struct RunReport {
    TrainedRun trained;
    RunOptions options;
    Provenance provenance;
    RunHistory history;
    EvaluatedRun evaluated; ///< on the test split, in whole
    /// As the run measured it; of a run that did not, the features and the best epoch.
    std::vector<EpochStructure> structure;
    ReportExamples fromImages;
    ReportExamples fromTexts;
    std::optional<Projection> map;
    std::string mapMethod; ///< key of the projector
};

/// Collects it. Throws Error where the run cannot answer, Cancelled.
RunReport collectReport(const ReportRequest& request, const std::stop_token& stop = {},
                        const ProgressSink& progress = {});

} // namespace crossview
