#pragma once

#include "options/run_options.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crossview {

/// One way along an axis: what it is called in a table, and the options that it changes, key and text.
struct AblationLevel {
    std::string name;
    std::vector<std::pair<std::string, std::string>> changes;
};

/// What is varied: an option, or several of them together under one name.
struct AblationAxis {
    std::string name;
    std::vector<AblationLevel> levels;
};

/// One row of the table.
struct Variant {
    std::vector<std::string> names; ///< of its levels, one for each axis
    std::string title;              ///< "linear, one-directional"; "loss.margin 0.1, loss.topK 10"
    RunOptions options;
};

/// All rows, in the order in which they are shown.
struct AblationPlan {
    std::vector<std::string> axes;
    std::vector<Variant> variants;
    std::size_t full = 0; ///< the row that every other one is compared with
};

/// "loss.margin=0.1,0.2": an option with its values. Throws Error when it is not of this form, when no option
/// has that key, when a value is out of range or stands there twice, or when the key is the seed.
AblationAxis axisFromText(std::string_view text);

/// The two axes of the paper's Table 1 (CVPR 2016), "network" and "loss": one linear layer or two layers,
/// crossed with T1 alone, T1 and T2, and all terms with the weights of `full`. Throws Error when `full` gives
/// T2, or both T3 and T4, no weight, so that there is nothing to take away.
std::vector<AblationAxis> tableOneAxes(const RunOptions& full);

/// Crosses the axes over `base`, the first one slowest. The row that others are compared with is the one that
/// differs from `base` in the fewest options, of several the last. Throws Error when there is no axis, when
/// two change the same option, or when there are more than kMostVariants rows.
AblationPlan planAblation(const RunOptions& base, const std::vector<AblationAxis>& axes);
inline constexpr std::size_t kMostVariants = 1000;

} // namespace crossview
