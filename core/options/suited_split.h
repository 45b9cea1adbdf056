#pragma once

#include "options/run_options.h"

namespace crossview {

/// How data is divided where nobody has chosen a way: as its file says where that names splits, by whole
/// concepts where there are so many that the test can hold out kFewQueries of them (each gives one query),
/// else at random.
SplitMethod suitedSplit(const Dataset& dataset);

/// The way that was asked for, or, where the data has no concepts at all to divide by, the one that suits it.
SplitMethod possibleSplit(const Dataset& dataset, SplitMethod asked);

/// A preset with the way to split that suits the data. Throws Error for an unknown name.
RunOptions presetFor(const Dataset& dataset, std::string_view name = kDefaultPreset);

} // namespace crossview
