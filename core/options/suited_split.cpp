#include "options/suited_split.h"

namespace crossview {

SplitMethod suitedSplit(const Dataset& dataset) {
    if (dataset.hasFileSplits())
        return SplitMethod::fromFile;
    if (dataset.hasRegions())
        return SplitMethod::random;
    return heldOutConcepts(dataset) >= kFewQueries ? SplitMethod::byConcept : SplitMethod::random;
}

SplitMethod possibleSplit(const Dataset& dataset, SplitMethod asked) {
    return asked == SplitMethod::byConcept && (!dataset.hasConcepts() || dataset.hasRegions())
               ? suitedSplit(dataset)
               : asked;
}

RunOptions presetFor(const Dataset& dataset, std::string_view name) {
    RunOptions options = preset(name);
    options.split.method = suitedSplit(dataset);
    return options;
}

} // namespace crossview
