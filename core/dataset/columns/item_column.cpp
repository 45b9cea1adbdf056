#include "dataset/columns/item_column.h"

#include "common/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace crossview {
namespace {

char folded(char c) {
    if (c == ' ' || c == '-')
        return '_';
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

bool ItemColumn::fits(std::size_t items) const {
    return size() == items && (isNumber() || std::ranges::all_of(textOf, [this](std::int32_t text) {
                                   return text >= kNoText && text < static_cast<std::int64_t>(texts.size());
                               }));
}

bool ItemColumn::isMissing(std::size_t item) const {
    return isNumber() ? std::isnan(numbers.at(item)) : textOf.at(item) == kNoText;
}

std::string ItemColumn::valueText(std::size_t item) const {
    if (isMissing(item))
        return {};
    return isNumber() ? shortNumber(numbers[item]) : texts.at(static_cast<std::size_t>(textOf[item]));
}

const char* toString(ItemColumn::Kind kind) {
    return kind == ItemColumn::Kind::number ? "number" : "text";
}

std::string shortNumber(double number) {
    std::array<char, 32> digits{};
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    return {digits.data(), written.ptr};
}

bool isSameColumn(std::string_view a, std::string_view b) {
    return std::ranges::equal(trimmed(a), trimmed(b), {}, folded, folded);
}

} // namespace crossview
