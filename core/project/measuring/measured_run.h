#pragma once

#include "project/measuring/correction_bank.h"
#include "project/measuring/hub_report.h"
#include "project/measuring/list_report.h"
#include "project/measuring/region_report.h"
#include "project/session.h"

#include <optional>
#include <vector>

namespace crossview {

/// What is asked of a run, and how.
struct MeasureRequest {
    Split split = Split::test;
    TextUnit protocol = TextUnit::documents; ///< documents or sentences
    TieRule ties = TieRule::mean;
    TestPool pool = TestPool::all;
    CorrectionRequest correction;
    std::size_t hubsAmong = 0; ///< first answers in which hubs are counted; 0: they are not
    bool lists = false;        ///< how well the whole lists of answers are ordered
    bool regions = false;      ///< where phrases are found in their picture; of data of regions
};

/// What a run answers on a split.
struct MeasuredRun {
    bool ofRegions = false;           ///< the data are regions of pictures
    std::vector<std::int32_t> images; ///< that were asked, numbers in the data set
    Measurement plain;
    std::optional<Measurement> corrected; ///< where a correction was asked for
    std::size_t bankImages = 0;           ///< training pictures that correct; 0: those that are asked do
    std::size_t bankTexts = 0;            ///< training texts that correct
    std::optional<HubReports> hubs;       ///< over the whole split, whatever the pool
    std::optional<HubReports> correctedHubs;
    std::optional<ListReport> lists; ///< over the whole split, whatever the pool; corrected where asked for
    std::optional<RegionReport> regions; ///< over the whole split, whatever the pool; never corrected
};

/// The items of a split as a network embeds them. Throws Cancelled.
EvaluationItems evaluationItems(const AskedItems& items, const TrainingInput& input,
                                const FrozenNetwork& network, const std::stop_token& stop = {});

/// Measures a network on a split of `asked`; the bank of a correction comes from the training split of
/// `trained`. Throws Error where the pool needs more images, Cancelled soon after a stop.
MeasuredRun measureRun(const TrainingInput& trained, const TrainingInput& asked, const FrozenNetwork& network,
                       const MeasureRequest& request, const std::stop_token& stop = {},
                       const ProgressSink& progress = {});

} // namespace crossview
