#pragma once

#include "dataset/dataset.h"

#include <QString>

#include <span>
#include <string_view>

namespace crossview::ui {

/// A part of the features that can be switched on and off: its option is a number of dimensions, 0 is off.
struct FeatureBlock {
    std::string_view key; ///< of the option
    View view;
    const char* name;
    const char* use;          ///< one plain sentence: what it is good for (translated under "FeatureBlock")
    int dimensions;           ///< when it is switched on and the preset leaves it off
    std::string_view encoder; ///< pretrained network that it needs (catalogue.h); empty: none
};

/// All blocks in the order of the window: what knows most first.
std::span<const FeatureBlock> featureBlocks();
/// The block of an option, or nullptr.
const FeatureBlock* featureBlock(std::string_view key);

} // namespace crossview::ui
