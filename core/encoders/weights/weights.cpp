#include "encoders/weights/weights.h"

#include <algorithm>

#include <fmt/format.h>

namespace crossview {

const WeightTensor& weightOf(const Weights& weights, std::string_view name,
                             std::span<const std::size_t> shape) {
    const auto found = weights.find(name);
    if (found == weights.end())
        throw Error(
            fmt::format("The weights hold no tensor \"{}\": this is a file of another network.", name));
    if (!std::ranges::equal(found->second.shape, shape))
        throw Error(
            fmt::format("The tensor \"{}\" has the shape [{}] instead of [{}]: this is a file of another "
                        "network.",
                        name, fmt::join(found->second.shape, ", "), fmt::join(shape, ", ")));
    return found->second;
}

} // namespace crossview
