#include "arrays/array_choice.h"

#include "common/error.h"
#include "common/shown_name.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crossview {
namespace {

/// Some files hold an array for each picture.
std::string listed(std::span<const NamedArray> arrays) {
    constexpr std::size_t kMost = 12;
    std::vector<std::string> names;
    for (const NamedArray& each : arrays.first(std::min(kMost, arrays.size())))
        names.push_back(shownName(each.name));
    return fmt::format("{}{}", fmt::join(names, ", "),
                       arrays.size() > kMost ? fmt::format(" and {} more", arrays.size() - kMost) : "");
}

} // namespace

std::size_t chosenArray(std::span<const NamedArray> arrays, const std::string& asked,
                        std::span<const std::string_view> preferred, const std::string& place) {
    const auto named = [&](std::string_view name) {
        return static_cast<std::size_t>(std::ranges::find(arrays, name, &NamedArray::name) - arrays.begin());
    };
    if (arrays.empty())
        throw Error(fmt::format("{} holds no array: save the features into it again.", place));
    if (!asked.empty()) {
        if (const std::size_t found = named(asked); found < arrays.size())
            return found;
        throw Error(fmt::format("{} holds no array \"{}\": name one of {}.", place, asked, listed(arrays)));
    }
    if (arrays.size() == 1)
        return 0;
    std::vector<std::size_t> fitting;
    for (std::size_t i = 0; i < arrays.size(); ++i)
        if (arrays[i].fits)
            fitting.push_back(i);
    if (fitting.size() == 1)
        return fitting.front();
    for (const std::string_view name : preferred)
        if (const std::size_t found = named(name); found < arrays.size())
            return found;
    throw Error(fmt::format("{} holds several arrays ({}): name one as {}:{}.", place, listed(arrays), place,
                            shownName(arrays[fitting.empty() ? 0 : fitting.front()].name)));
}

} // namespace crossview
