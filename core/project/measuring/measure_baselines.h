#pragma once

#include "evaluation/bootstrap.h"
#include "options/run_options.h"
#include "project/session.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace crossview {

/// What is measured beside a trained network, on its features and its splits.
struct BaselineRequest {
    std::filesystem::path project;
    std::string run = "latest"; ///< whose features, splits and network
    Split split = Split::test;
    std::optional<TextUnit> protocol; ///< empty: as the run was validated
    TieRule ties = TieRule::mean;
    TestPool pool = TestPool::all;
    double power = 4;              ///< of the canonical correlations in normalised CCA
    std::size_t components = 1024; ///< most directions of a CCA
    std::vector<double> etas = {1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1}; ///< regularisations to choose from
};

/// One line of the table.
struct BaselineRow {
    std::string name;   ///< "normalised CCA"
    std::string detail; ///< what was chosen: "r^4, eta 0.01 by validation, 512 directions"; may be empty
    Measurement measurement;
    std::optional<Comparison> againstNetwork; ///< of all but the network
};

struct BaselineTable {
    std::string run; ///< id of the network's
    int epoch = 0;
    std::vector<BaselineRow> rows;
    std::vector<std::string> notes; ///< what could not be measured and why, a sentence each
};

/// Raw cosine (where both views have the same dimensions), CCA, normalised CCA, the network, and the sum of
/// the scores of network and that CCA of the two which is better on validation. CCA learns from the training
/// split; its regularisation is the one with the largest rsum on validation. A long job: cancellable, with
/// progress. Throws Error.
BaselineTable measureBaselines(const BaselineRequest& request, const std::stop_token& stop = {},
                               const ProgressSink& progress = {});

} // namespace crossview
