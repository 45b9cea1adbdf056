#include "project/ablation/ablation_plan.h"

#include "common/error.h"
#include "common/text.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace crossview {
namespace {

std::size_t differingOptions(const RunOptions& a, const RunOptions& b) {
    return static_cast<std::size_t>(std::ranges::count_if(
        optionFields(), [&](const OptionField& field) { return field.get(a) != field.get(b); }));
}

void requireDisjoint(const std::vector<AblationAxis>& axes) {
    std::set<std::string> taken;
    for (const AblationAxis& axis : axes) {
        std::set<std::string> own;
        for (const AblationLevel& level : axis.levels)
            for (const auto& [key, text] : level.changes)
                own.insert(key);
        for (const std::string& key : own)
            if (!taken.insert(key).second)
                throw Error(
                    fmt::format("{} is varied by two axes at once: give all its values to one.", key));
    }
}

/// The rows of all axes so far, each once for every level of one axis more.
std::vector<Variant> crossed(const std::vector<Variant>& variants, const AblationAxis& axis) {
    std::vector<Variant> more;
    for (const Variant& variant : variants)
        for (const AblationLevel& level : axis.levels) {
            Variant& next = more.emplace_back(variant);
            next.names.push_back(level.name);
            // A value says nothing without its option.
            const bool isOption = level.changes.size() == 1 && level.changes.front().first == axis.name;
            next.title += (next.title.empty() ? "" : ", ") + (isOption ? axis.name + " " : "") + level.name;
            for (const auto& [key, text] : level.changes)
                setOption(next.options, key, text);
        }
    return more;
}

} // namespace

AblationAxis axisFromText(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0 || equals + 1 == text.size())
        throw Error(
            fmt::format("'{}' is no axis: write an option and its values, e.g. loss.margin=0.1,0.2.", text));
    const std::string key(trimmed(text.substr(0, equals)));
    if (key == "seed")
        throw Error("The seed is no axis: give seeds with --seeds 1,2,3; every row is their mean.");
    AblationAxis axis{key, {}};
    std::vector<std::string> values; // as the options hold them: 0.1 and 0.10 are one
    for (const std::string_view part : split(text.substr(equals + 1), ',')) {
        RunOptions options;
        setOption(options, key, part);
        for (const OptionField& field : optionFields())
            if (field.key == key)
                values.push_back(textOf(field.get(options)));
        if (std::ranges::count(values, values.back()) > 1)
            throw Error(fmt::format("The axis {} has {} twice.", key, values.back()));
        axis.levels.push_back({values.back(), {{key, std::string(part)}}});
    }
    return axis;
}

std::vector<AblationAxis> tableOneAxes(const RunOptions& full) {
    if (full.loss.lambda1 == 0)
        throw Error("loss.lambda1 is 0, so that one-directional and bi-directional are the same: give T2 a "
                    "weight, e.g. loss.lambda1 2.");
    if (full.loss.lambda2 == 0 && full.loss.lambda3 == 0)
        throw Error("loss.lambda2 and loss.lambda3 are 0, so that there are no within-view terms to take "
                    "away: give them a weight, e.g. loss.lambda3 0.2.");
    const auto weights = [&](bool bothWays, bool within) {
        const auto text = [](double value) { return fmt::format("{}", value); };
        return std::vector<std::pair<std::string, std::string>>{
            {"loss.lambda1", text(bothWays ? full.loss.lambda1 : 0)},
            {"loss.lambda2", text(within ? full.loss.lambda2 : 0)},
            {"loss.lambda3", text(within ? full.loss.lambda3 : 0)}};
    };
    return {{"network",
             {{"linear", {{"network.nonLinear", "false"}}}, {"non-linear", {{"network.nonLinear", "true"}}}}},
            {"loss",
             {{"one-directional", weights(false, false)},
              {"bi-directional", weights(true, false)},
              {"+ within-view", weights(true, true)}}}};
}

AblationPlan planAblation(const RunOptions& base, const std::vector<AblationAxis>& axes) {
    requireDisjoint(axes);
    std::size_t rows = axes.empty() ? 0 : 1;
    AblationPlan plan;
    for (const AblationAxis& axis : axes) {
        plan.axes.push_back(axis.name);
        rows = std::min(rows * axis.levels.size(), kMostVariants + 1);
    }
    if (rows == 0)
        throw Error("There is nothing to vary: give an axis, e.g. --axis loss.margin=0.1,0.2.");
    if (rows > kMostVariants)
        throw Error(fmt::format("The axes cross to more than {} rows: give fewer values.", kMostVariants));
    plan.variants = {{{}, {}, base}};
    for (const AblationAxis& axis : axes)
        plan.variants = crossed(plan.variants, axis);
    std::size_t fewest = optionFields().size() + 1;
    for (std::size_t row = 0; row < plan.variants.size(); ++row)
        if (const std::size_t differing = differingOptions(plan.variants[row].options, base);
            differing <= fewest) {
            fewest = differing;
            plan.full = row;
        }
    return plan;
}

} // namespace crossview
