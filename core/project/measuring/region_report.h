#pragma once

#include "evaluation/localisation.h"
#include "model/frozen_network.h"
#include "training/training_input.h"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace crossview {

/// How well the phrases of a split find their regions among those of their picture (localisation.h). A query
/// is a phrase in a picture, however often it is said there.
struct RegionReport {
    /// Phrases of one type (people, clothing, …), as a column "type" of the data has it.
    struct OfType {
        std::string type;
        Localisation located; ///< among the proposals where there are any, else among the regions
    };
    std::size_t pictures = 0;
    Localisation amongRegions; ///< candidates: the regions of phrases of its picture
    std::optional<Localisation>
        amongProposals;        ///< candidates: the proposals of its picture, where there are any
    std::vector<OfType> types; ///< most queries first; none where no column tells
};

/// Asks the phrases of a split of `asked`. Regions whose picture cannot be read are no candidates. Throws
/// Error where the data hold no regions, Cancelled soon after a stop.
RegionReport regionReport(const TrainingInput& asked, const FrozenNetwork& network, Split split, TieRule rule,
                          const std::stop_token& stop = {});

} // namespace crossview
