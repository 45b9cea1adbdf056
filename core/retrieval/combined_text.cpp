#include "retrieval/combined_text.h"

#include <charconv>
#include <cmath>
#include <optional>

namespace crossview {
namespace {

/// What counts against a query, unless it says otherwise: whole points would take away what all items have in
/// common, too, and leave the answers to chance (Rocchio, 1971, weighs them less for the same reason).
constexpr double kAgainst = 0.5;

/// One word or quoted text as it stands in the query.
struct Token {
    std::string text;
    double weight = 1;
    bool isOwnPart = false; ///< quoted, weighted or negated: no part of a row of words
};

bool isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Takes "^2.5" from the end of a word; without a weight leaves the word as it is.
std::optional<double> takeWeight(std::string& word) {
    const std::size_t mark = word.rfind('^');
    if (mark == std::string::npos || mark == 0)
        return {};
    double weight = 0;
    const char* end = word.data() + word.size();
    const auto [stop, error] = std::from_chars(word.data() + mark + 1, end, weight);
    if (error != std::errc() || stop != end || !std::isfinite(weight))
        return {};
    word.resize(mark);
    return weight;
}

Token nextToken(std::string_view query, std::size_t& at) {
    Token token;
    bool isNegated = false;
    std::optional<double> weight;
    if (query[at] == '-' && at + 1 < query.size() && !isBlank(query[at + 1]) && query[at + 1] != '-') {
        isNegated = true;
        ++at;
    }
    const std::size_t closing = query[at] == '"' ? query.find('"', at + 1) : std::string_view::npos;
    if (closing != std::string_view::npos) {
        token.text = query.substr(at + 1, closing - at - 1);
        std::size_t end = closing + 1;
        while (end < query.size() && !isBlank(query[end]))
            ++end;
        std::string behind = "x" + std::string(query.substr(closing + 1, end - closing - 1));
        weight = takeWeight(behind);
        token.isOwnPart = true;
        at = behind == "x" ? end : closing + 1; // what is no weight is a word of its own
    } else {
        const std::size_t begin = at;
        while (at < query.size() && !isBlank(query[at]))
            ++at;
        token.text = query.substr(begin, at - begin);
        weight = takeWeight(token.text);
    }
    token.isOwnPart = token.isOwnPart || isNegated || weight.has_value();
    token.weight = isNegated ? -weight.value_or(kAgainst) : weight.value_or(1);
    return token;
}

} // namespace

std::vector<TextPart> partsOfText(std::string_view query) {
    std::vector<TextPart> parts;
    bool joins = false; // the next word goes on with the part before
    for (std::size_t at = 0; at < query.size();) {
        if (isBlank(query[at])) {
            ++at;
            continue;
        }
        if (query[at] == '+' && (at + 1 == query.size() || isBlank(query[at + 1]))) {
            joins = false;
            ++at;
            continue;
        }
        Token token = nextToken(query, at);
        if (token.text.empty())
            continue;
        if (joins && !token.isOwnPart)
            parts.back().text += " " + token.text;
        else
            parts.push_back({std::move(token.text), token.weight});
        joins = !token.isOwnPart;
    }
    return parts;
}

} // namespace crossview
