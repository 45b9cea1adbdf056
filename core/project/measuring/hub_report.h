#pragma once

#include "dataset/item_ref.h"
#include "evaluation/hubness.h"
#include "features/asked_items.h"

#include <string>
#include <vector>

namespace crossview {

/// An item that comes up as an answer, with how often.
struct Hub {
    ItemRef item;      ///< in the data set; a document is its image
    std::string title; ///< of an image, or the text
    std::uint32_t occurrences = 0;
};

/// Hubness of the items of one view under the queries of the other, with names for a person.
struct HubReport {
    Hubness hubness;
    std::vector<Hub> hubs;       ///< those that come up most, at most kNamedHubs
    std::vector<Hub> neverFound; ///< some of those that never come up
};
inline constexpr std::size_t kNamedHubs = 10;

/// Both views as answers: images to texts and texts to images.
struct HubReports {
    HubReport images;
    HubReport texts;
};

/// Names the hubs of asked items. A document goes by the title of its image.
HubReport hubReport(Hubness hubness, View answers, const AskedItems& items, const Dataset& dataset);

} // namespace crossview
