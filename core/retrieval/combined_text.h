#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// A part of a query with how much it counts: below 0 it pushes away.
struct TextPart {
    std::string text;
    double weight = 1;
    bool operator==(const TextPart&) const = default;
};

/// Takes a query apart: words in a row are one part; "in quotes" is a part by itself; + begins a new part,
/// and
/// - right before a word or a quote one that counts against, half as much as one that counts for; ^ and a
/// number behind a word or a quote is its weight ("dog -cat", "\"red flower\" + snow^2", "bird -duck^1"). A
/// hyphen within a word, or alone, is a character like any other. Empty for a text without a word.
std::vector<TextPart> partsOfText(std::string_view query);

} // namespace crossview
