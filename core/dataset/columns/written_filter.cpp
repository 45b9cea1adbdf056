#include "dataset/columns/written_filter.h"

#include "common/error.h"
#include "common/text.h"
#include "common/unicode_text.h"
#include "dataset/captions.h"
#include "dataset/columns/column_summary.h"

#include <algorithm>
#include <optional>

namespace crossview {
namespace {

constexpr std::size_t kNamedTexts = 8;
constexpr std::size_t kShown = 60; // bytes of what a person wrote

bool isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool isOfName(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || static_cast<signed char>(c) < 0;
}

/// The end of a text in quotes that begins at `at`; npos where it is never closed.
std::size_t closingQuote(std::string_view query, std::size_t at) {
    return query.find('"', at + 1);
}

/// The word that filters at `at`, which moves behind it; nothing where none stands there.
std::optional<FilterWord> filterAt(std::string_view query, std::size_t& at) {
    std::size_t colon = at;
    while (colon < query.size() && isOfName(query[colon]))
        ++colon;
    const bool begins =
        colon > at && !(query[at] >= '0' && query[at] <= '9') && query[at] != '-' && query[at] != '.';
    if (!begins || colon >= query.size() || query[colon] != ':' || query.substr(colon + 1).starts_with("//"))
        return std::nullopt;
    FilterWord word{std::string(query.substr(at, colon - at)), {}};
    std::size_t next = colon + 1;
    do {
        if (next < query.size() && query[next] == '"' &&
            closingQuote(query, next) != std::string_view::npos) {
            const std::size_t closing = closingQuote(query, next);
            word.values.push_back({std::string(query.substr(next + 1, closing - next - 1)), true});
            next = closing + 1;
        } else {
            std::size_t end = next;
            while (end < query.size() && !isBlank(query[end]) && query[end] != ',')
                ++end;
            if (end > next)
                word.values.push_back({std::string(query.substr(next, end - next)), false});
            next = end;
        }
    } while (next < query.size() && query[next] == ',' && ++next);
    if (word.values.empty() || (next < query.size() && !isBlank(query[next])))
        return std::nullopt;
    at = next;
    return word;
}

[[noreturn]] void throwNoRange(const ItemColumn& column, const std::string& written) {
    throw Error("\"" + onOneLine(written.substr(0, kShown)) +
                "\" is no range of the numbers of the column \"" + column.name + "\": write " + column.name +
                ":7, " + column.name + ":>10, " + column.name + ":<=10 or " + column.name + ":5..20.");
}

ColumnCondition rangeOf(const FilterWord& word, const ItemColumn& column) {
    ColumnCondition condition;
    condition.column = column.name;
    if (word.values.size() != 1)
        throwNoRange(column, word.values.empty() ? std::string() : word.values[0].text + ",…");
    const std::string& written = word.values[0].text;
    const auto number = [&](std::string_view text) {
        const auto parsed = parseDouble(trimmed(text));
        if (!parsed)
            throwNoRange(column, written);
        return *parsed;
    };
    const std::string_view text = trimmed(written);
    if (const std::size_t dots = text.find(".."); dots != std::string_view::npos) {
        if (text == "..")
            throwNoRange(column, written);
        if (dots > 0)
            condition.least = number(text.substr(0, dots));
        if (dots + 2 < text.size())
            condition.most = number(text.substr(dots + 2));
    } else if (text.starts_with('>')) {
        condition.withLeast = text.starts_with(">=");
        condition.least = number(text.substr(condition.withLeast ? 2 : 1));
    } else if (text.starts_with('<')) {
        condition.withMost = text.starts_with("<=");
        condition.most = number(text.substr(condition.withMost ? 2 : 1));
    } else {
        condition.least = condition.most = number(text.substr(text.starts_with('=') ? 1 : 0));
    }
    return condition;
}

[[noreturn]] void throwNoText(const ItemColumn& column, const std::string& written) {
    std::string texts;
    for (const TextCount& text : mostFrequent(column, kNamedTexts))
        texts += (texts.empty() ? "" : ", ") + column.texts[static_cast<std::size_t>(text.text)];
    throw Error("Nothing has \"" + onOneLine(written.substr(0, kShown)) + "\" in the column \"" +
                column.name + "\": its most frequent texts are " + texts + ".");
}

} // namespace

WrittenFilter takeFilters(std::string_view query) {
    WrittenFilter taken;
    std::size_t kept = 0; // up to where the query went over
    const auto keep = [&](std::size_t to) {
        const std::string_view text = trimmed(query.substr(kept, to - kept));
        if (!text.empty())
            taken.text += (taken.text.empty() ? "" : " ") + std::string(text);
    };
    for (std::size_t at = 0; at < query.size();) {
        const std::size_t begin = at;
        if (auto word = filterAt(query, at)) {
            keep(begin);
            kept = at;
            taken.filters.push_back(std::move(*word));
            continue;
        }
        if (query[at] == '"' && closingQuote(query, at) != std::string_view::npos)
            at = closingQuote(query, at) + 1;
        while (at < query.size() && !isBlank(query[at]))
            ++at;
        while (at < query.size() && isBlank(query[at]))
            ++at;
    }
    if (taken.filters.empty())
        taken.text = query;
    else
        keep(query.size());
    return taken;
}

ColumnCondition conditionOf(const FilterWord& word, const KnownColumns& columns) {
    const ItemColumn& column = columns.named(word.column);
    if (column.isNumber())
        return rangeOf(word, column);
    ColumnCondition condition;
    condition.column = column.name;
    const bool isSplit = &column == columns.find("split");
    for (const FilterWord::Value& value : word.values) {
        const auto split = isSplit ? splitFromWord(value.text) : std::nullopt;
        const std::string asked = foldedText(split ? toString(*split) : value.text);
        const std::size_t before = condition.texts.size();
        for (const std::string& text : column.texts) // of upper and lower case alike, all
            if (foldedText(text) == asked)
                condition.texts.push_back(text);
        if (condition.texts.size() == before)
            throwNoText(column, value.text);
    }
    return condition;
}

std::vector<ColumnCondition> conditionsOf(const std::vector<FilterWord>& words, const KnownColumns& columns) {
    std::vector<ColumnCondition> conditions;
    for (const FilterWord& word : words)
        conditions.push_back(conditionOf(word, columns));
    return conditions;
}

} // namespace crossview
