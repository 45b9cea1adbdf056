#include "dataset/columns/column_collector.h"

#include "common/text.h"
#include "common/unicode_text.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace crossview {
namespace {

constexpr std::size_t kLongestName = 100;  // bytes
constexpr std::size_t kPerText = 100;      // bytes that a text takes besides its own
constexpr std::size_t kMostSurplus = 1000; // names that are counted

std::string inQuotes(const std::string& name) {
    return '"' + name + '"';
}

std::string joined(const std::vector<std::string>& clauses) {
    std::string list;
    for (const std::string& clause : clauses)
        list += (list.empty() ? "" : ", ") + clause;
    return list;
}

} // namespace

bool readCellNumber(std::string_view cell, double& number) {
    cell = trimmed(cell);
    if (cell.starts_with('+') && !cell.starts_with("+-"))
        cell.remove_prefix(1);
    const std::string_view digits = cell.starts_with('-') ? cell.substr(1) : cell;
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    if (digits.size() > 1 && digits[0] == '0' && isDigit(digits[1]))
        return false;
    if (const std::string word = lowerAscii(digits); word == "inf" || word == "infinity") {
        number = ItemColumn::kNoNumber;
        return true;
    }
    const auto parsed = parseDouble(cell);
    if (!parsed || !std::isfinite(*parsed))
        return false;
    constexpr double kLargestWhole = 9007199254740992.0; // 2^53
    if (std::ranges::all_of(digits, isDigit) && std::abs(*parsed) > kLargestWhole)
        return false;
    number = *parsed;
    return true;
}

ColumnCollector::Column* ColumnCollector::columnOf(std::string_view name, std::size_t position) {
    // Rows have the same cells at the same places, as a rule.
    if (position < m_atPosition.size() && m_columns[m_atPosition[position]].kept.name == name)
        return &m_columns[m_atPosition[position]];
    if (!isUtf8(name))
        return nullptr;
    std::string own = onOneLine(name);
    if (own.empty())
        return nullptr;
    const auto known = m_byName.find(own);
    if (known == m_byName.end() && m_columns.size() == kMostColumns) {
        if (m_surplus.size() < kMostSurplus)
            m_surplus.insert(own.substr(0, kLongestName));
        return nullptr;
    }
    const std::size_t index = known == m_byName.end() ? m_columns.size() : known->second;
    if (known == m_byName.end()) {
        m_byName.emplace(own, index);
        Column& column = m_columns.emplace_back();
        column.kept.kind = ItemColumn::Kind::number;
        column.kept.name = std::move(own);
        if (column.kept.name.size() > kLongestName) {
            column.kept.name = column.kept.name.substr(0, kLongestName);
            while (!isUtf8(column.kept.name))
                column.kept.name.pop_back();
            column.kept.name += "…";
            leaveOut(column, "a long name");
        }
    }
    if (position <= m_atPosition.size() && position < kMostColumns) {
        m_atPosition.resize(std::max(m_atPosition.size(), position + 1));
        m_atPosition[position] = index;
    }
    return &m_columns[index];
}

void ColumnCollector::leaveOut(Column& column, const std::string& reason) {
    column.leftOut = reason;
    m_cells -= column.kept.size();
    for (const auto& [text, number] : column.texts)
        m_textBytes -= text.size() + kPerText;
    column.kept.numbers = {};
    column.kept.textOf = {};
    column.texts = {};
    column.hasCell = {};
}

void ColumnCollector::add(std::span<const RecordCell> cells, std::span<const Relation::Pair> pairs) {
    for (std::size_t c = 0; c < cells.size(); ++c)
        if (Column* column = columnOf(cells[c].column, c); column && column->leftOut.empty())
            take(*column, cells[c], pairs);
}

void ColumnCollector::take(Column& column, const RecordCell& cell, std::span<const Relation::Pair> pairs) {
    if (!cell.isScalar)
        return leaveOut(column, "lists");
    if (isMissing(cell.value) || !isUtf8(cell.value))
        return;
    double number = ItemColumn::kNoNumber;
    const bool isNumber = readCellNumber(cell.value, number);
    if (isNumber && std::isnan(number))
        return;
    if (!isNumber && column.kept.isNumber())
        makeTexts(column);
    std::int32_t text = ItemColumn::kNoText;
    if (!column.kept.isNumber()) {
        const std::string own = isNumber && column.wasNumbers ? shortNumber(number) : onOneLine(cell.value);
        if (own.size() > kLongestText)
            return leaveOut(column, "texts of more than " + std::to_string(kLongestText) + " bytes");
        text = numberOf(column, own);
    }
    if (column.kept.view == View::image) {
        column.hasCell.resize(pairs.size());
        column.hasCell.back() = true;
        if (!put(column, static_cast<std::size_t>(pairs.back().first), number, text))
            spreadToSentences(column, pairs.first(pairs.size() - 1));
    }
    if (column.kept.view == View::sentence &&
        !put(column, static_cast<std::size_t>(pairs.back().second), number, text))
        ++column.contradicted;
    if (m_cells > kMostCells || m_textBytes > kMostTextBytes)
        leaveOut(column, m_cells > kMostCells ? "too many values" : "too many different texts");
}

/// False where the item has another value already, which stays.
bool ColumnCollector::put(Column& column, std::size_t item, double number, std::int32_t text) {
    ItemColumn& kept = column.kept;
    if (item >= kept.size()) {
        m_cells += item + 1 - kept.size();
        if (kept.isNumber())
            kept.numbers.resize(item + 1, ItemColumn::kNoNumber);
        else
            kept.textOf.resize(item + 1, ItemColumn::kNoText);
    }
    if (kept.isMissing(item)) {
        if (kept.isNumber())
            kept.numbers[item] = number;
        else
            kept.textOf[item] = text;
        return true;
    }
    return kept.isNumber() ? kept.numbers[item] == number : kept.textOf[item] == text;
}

std::int32_t ColumnCollector::numberOf(Column& column, std::string_view text) {
    const auto [known, isNew] =
        column.texts.try_emplace(std::string(text), static_cast<std::int32_t>(column.texts.size()));
    if (isNew)
        m_textBytes += text.size() + kPerText;
    return known->second;
}

void ColumnCollector::makeTexts(Column& column) {
    ItemColumn& kept = column.kept;
    kept.textOf.reserve(kept.numbers.size());
    for (const double number : kept.numbers)
        kept.textOf.push_back(std::isnan(number) ? ItemColumn::kNoText
                                                 : numberOf(column, shortNumber(number)));
    column.wasNumbers = std::exchange(kept.numbers, {}).size() > 0;
    kept.kind = ItemColumn::Kind::text;
}

/// An image has two values: until now all rows of each agreed, so that the image's value is every row's.
void ColumnCollector::spreadToSentences(Column& column, std::span<const Relation::Pair> pairs) {
    const ItemColumn ofImages =
        std::exchange(column.kept, {column.kept.name, View::sentence, column.kept.kind, {}, {}, {}});
    m_cells -= ofImages.size();
    for (std::size_t p = 0; p < pairs.size() && p < column.hasCell.size(); ++p) {
        if (!column.hasCell[p])
            continue;
        const auto image = static_cast<std::size_t>(pairs[p].first);
        const bool isNumber = ofImages.isNumber();
        if (!put(column, static_cast<std::size_t>(pairs[p].second),
                 isNumber ? ofImages.numbers[image] : ItemColumn::kNoNumber,
                 isNumber ? ItemColumn::kNoText : ofImages.textOf[image]))
            ++column.contradicted;
    }
    column.hasCell = {};
}

std::vector<ItemColumn> ColumnCollector::finish(std::size_t images, std::size_t sentences) {
    std::vector<ItemColumn> columns;
    std::vector<std::string> kept;
    std::vector<std::string> left;
    std::vector<std::string> contradicted;
    for (Column& column : m_columns) {
        ItemColumn& own = column.kept;
        if (!column.leftOut.empty()) {
            left.push_back(inQuotes(own.name) + " (" + column.leftOut + ")");
            continue;
        }
        if (own.size() == 0) {
            left.push_back(inQuotes(own.name) + " (empty)");
            continue;
        }
        const std::size_t items = own.view == View::image ? images : sentences;
        if (own.isNumber())
            own.numbers.resize(items, ItemColumn::kNoNumber);
        else
            own.textOf.resize(items, ItemColumn::kNoText);
        own.texts.resize(column.texts.size());
        while (!column.texts.empty()) { // node by node: a text is never held twice
            auto node = column.texts.extract(column.texts.begin());
            own.texts[static_cast<std::size_t>(node.mapped())] = std::move(node.key());
        }
        kept.push_back(inQuotes(own.name) + " (" + toString(own.kind) +
                       (own.view == View::image ? ", of pictures)" : ", of sentences)"));
        if (column.contradicted > 0)
            contradicted.push_back(inQuotes(own.name) + " (" + std::to_string(column.contradicted) + ")");
        columns.push_back(std::move(own));
    }
    if (!m_surplus.empty())
        left.push_back(std::to_string(m_surplus.size()) +
                       (m_surplus.size() == kMostSurplus ? " or more" : "") + " beyond the first " +
                       std::to_string(kMostColumns));
    m_notes.clear();
    if (!kept.empty())
        m_notes.push_back("kept as columns: " + joined(kept));
    if (!left.empty())
        m_notes.push_back("not kept as columns: " + joined(left));
    if (!contradicted.empty())
        m_notes.push_back("sentences of several rows have the first value of " + joined(contradicted));
    m_columns.clear();
    m_byName.clear();
    m_atPosition.clear();
    m_surplus.clear();
    m_cells = m_textBytes = 0;
    return columns;
}

} // namespace crossview
