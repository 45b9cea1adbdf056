#include "dataset/columns/column_summary.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace crossview {
namespace {

std::vector<double> sortedNumbers(const ItemColumn& column) {
    std::vector<double> numbers;
    for (const double number : column.numbers)
        if (!std::isnan(number))
            numbers.push_back(number);
    std::ranges::sort(numbers);
    return numbers;
}

/// The roundest number within [low, high): the one with the fewest digits.
double roundest(double low, double high) {
    if (low <= 0 && 0 < high)
        return 0;
    for (int exponent = int(std::floor(std::log10(std::max(std::abs(low), std::abs(high))))); exponent > -320;
         --exponent) {
        const double unit = std::pow(10.0, exponent);
        for (const double step : {5.0, 2.0, 1.0}) {
            // Divided by whole powers: 0.3 and not 0.30000000000000004.
            const double whole = std::ceil(low / (step * unit)) * step;
            const double found = exponent < 0 ? whole / std::pow(10.0, -exponent) : whole * unit;
            if (found >= low && found < high)
                return found;
        }
    }
    return low;
}

} // namespace

std::vector<TextCount> mostFrequent(const ItemColumn& column, std::size_t most) {
    std::vector<TextCount> counts(column.texts.size());
    for (std::size_t t = 0; t < counts.size(); ++t)
        counts[t].text = static_cast<std::int32_t>(t);
    for (const std::int32_t text : column.textOf)
        if (text >= 0)
            ++counts[static_cast<std::size_t>(text)].items;
    std::erase_if(counts, [](const TextCount& count) { return count.items == 0; });
    std::ranges::stable_sort(counts, std::greater{}, &TextCount::items);
    counts.resize(std::min(counts.size(), most));
    return counts;
}

std::size_t NumberSteps::stepOf(double number) const {
    const double step = std::floor((number - first) / width);
    return static_cast<std::size_t>(std::clamp(step, 0.0, static_cast<double>(count - 1)));
}

NumberSteps stepsOf(const ItemColumn& column, std::size_t about) {
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    bool whole = true;
    for (const double number : column.numbers)
        if (!std::isnan(number)) {
            low = std::min(low, number);
            high = std::max(high, number);
            whole = whole && number == std::floor(number);
        }
    if (low > high)
        return {};
    if (low == high)
        return {low, 1, 1};
    const double least = high / static_cast<double>(about) - low / static_cast<double>(about);
    if (!(least > 0) || !std::isfinite(least)) // closer together, or farther apart, than can be divided
        return {low, std::max(high - low, std::numeric_limits<double>::min()), 1};
    double width = std::pow(10.0, std::floor(std::log10(least)));
    while (width < least * (1 - 1e-9)) // 1, 2, 5, 10, …
        width *= std::abs(width / std::pow(10.0, std::floor(std::log10(width) + 1e-9)) - 2) < 0.5 ? 2.5 : 2;
    if (whole)
        width = std::max(width, 1.0);
    NumberSteps steps{std::floor(low / width) * width, width, 1};
    const double last = std::floor((high - steps.first) / width);
    steps.count = 1 + static_cast<std::size_t>(std::clamp(last, 0.0, 2.0 * static_cast<double>(about)));
    return steps;
}

std::vector<double> classBounds(const ItemColumn& column, std::size_t classes) {
    const std::vector<double> numbers = sortedNumbers(column);
    std::vector<double> different = numbers;
    different.erase(std::unique(different.begin(), different.end()), different.end());
    if (different.size() < 2)
        return {};
    if (different.size() <= classes)
        return {different.begin(), different.end() - 1};
    std::vector<double> bounds;
    for (std::size_t c = 1; c < classes; ++c) {
        const auto at = [&](double share) {
            return numbers[static_cast<std::size_t>(share * static_cast<double>(numbers.size() - 1))];
        };
        // A third of a class up or down is not much.
        const double low = at((static_cast<double>(c) - 1.0 / 3) / static_cast<double>(classes));
        const double high = at((static_cast<double>(c) + 1.0 / 3) / static_cast<double>(classes));
        const double bound = low < high ? roundest(low, high) : low;
        if (bound < numbers.back() && (bounds.empty() || bound > bounds.back()))
            bounds.push_back(bound);
    }
    return bounds;
}

} // namespace crossview
