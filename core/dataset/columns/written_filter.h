#pragma once

#include "dataset/columns/column_filter.h"

#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// A word of a query that filters, as it is written: source:photos, source:"stock photos",maps, price:>10,
/// price:5..20.
struct FilterWord {
    struct Value {
        std::string text;
        bool isQuoted = false;
        bool operator==(const Value&) const = default;
    };
    std::string column;
    std::vector<Value> values;
    bool operator==(const FilterWord&) const = default;
};

/// A query taken apart.
struct WrittenFilter {
    std::string text; ///< what is not filters, blanks folded where some were taken
    std::vector<FilterWord> filters;
};

/// Takes the words that filter out of a query: a name that begins with a letter (blanks of the column's name
/// as '_'), a colon, and right behind it a value. Texts in quotes, addresses (http://…) and times (12:30) are
/// words like any other.
WrittenFilter takeFilters(std::string_view query);

/// What a word asks. Throws Error of one sentence: there is no such column (with the names of those there
/// are), no such text (with the most frequent ones), or what stands there is no range of numbers.
ColumnCondition conditionOf(const FilterWord& word, const KnownColumns& columns);
std::vector<ColumnCondition> conditionsOf(const std::vector<FilterWord>& words, const KnownColumns& columns);

} // namespace crossview
