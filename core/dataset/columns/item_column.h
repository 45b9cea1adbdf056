#pragma once

#include "dataset/view.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// A further column of imported data: what it says of every item of one view, all numbers or all texts.
struct ItemColumn {
    enum class Kind : std::uint8_t { number, text };
    static constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();
    static constexpr std::int32_t kNoText = -1;

    std::string name;        ///< as the file writes it, on one line
    View view = View::image; ///< whose items it is of
    Kind kind = Kind::text;
    std::vector<double> numbers;      ///< number: [items], kNoNumber where the file says nothing
    std::vector<std::int32_t> textOf; ///< text: [items], index into texts; kNoText where it says nothing
    std::vector<std::string> texts;   ///< text: the different ones, on one line each

    bool isNumber() const { return kind == Kind::number; }
    std::size_t size() const { return isNumber() ? numbers.size() : textOf.size(); }
    /// Whether it has a value or a gap for each of so many items, and every text exists.
    bool fits(std::size_t items) const;
    bool isMissing(std::size_t item) const;
    /// The value as a text, numbers as short as they can be read back; empty where it is missing.
    std::string valueText(std::size_t item) const;
};

/// "number", "text".
const char* toString(ItemColumn::Kind kind);

/// A number as short as it can be read back: "3.5", "12", "1e+20".
std::string shortNumber(double number);

/// Whether two written names are one column's: ASCII case, blanks, '-' and '_' alike.
bool isSameColumn(std::string_view a, std::string_view b);

} // namespace crossview
