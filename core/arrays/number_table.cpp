#include "arrays/number_table.h"

#include "common/error.h"
#include "common/shown_name.h"
#include "common/text.h"
#include "common/unicode_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace crossview {
namespace {

constexpr std::size_t kTickBytes = 1U << 20;

std::string_view textOf(std::span<const std::byte> bytes) {
    std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (text.starts_with("\xEF\xBB\xBF")) // a mark that Windows programs write
        text.remove_prefix(3);
    return text;
}

/// Goes through the lines of a text that are not empty.
class Lines {
public:
    explicit Lines(std::string_view text) : m_text(text) {}
    bool next() {
        while (m_at < m_text.size()) {
            const std::size_t end = std::min(m_text.find('\n', m_at), m_text.size());
            m_line = m_text.substr(m_at, end - m_at);
            m_at = std::min(end + 1, m_text.size());
            ++m_number;
            if (m_line.ends_with('\r'))
                m_line.remove_suffix(1);
            if (!trimmed(m_line).empty())
                return true;
        }
        return false;
    }
    std::string_view line() const { return m_line; }
    std::size_t number() const { return m_number; } ///< from 1
    std::size_t at() const { return m_at; }         ///< bytes that were gone through

private:
    std::string_view m_text;
    std::string_view m_line;
    std::size_t m_at = 0;
    std::size_t m_number = 0;
};

/// Takes the next cell off a line; nothing when the line is at its end. A cell in quotes keeps separators.
std::optional<std::string_view> nextCell(std::optional<std::string_view>& rest, char separator) {
    if (!rest)
        return std::nullopt;
    std::size_t from = 0;
    if (rest->starts_with('"')) {
        from = std::min(rest->find('"', 1), rest->size());
        while (rest->substr(from).starts_with("\"\"")) // one that belongs to the cell
            from = std::min(rest->find('"', from + 2), rest->size());
    }
    const std::size_t end = rest->find(separator, from);
    std::string_view cell = trimmed(rest->substr(0, end));
    if (end == std::string_view::npos)
        rest.reset();
    else
        rest->remove_prefix(end + 1);
    if (rest && separator == ' ') // as many as there are
        rest->remove_prefix(std::min(rest->find_first_not_of(' '), rest->size()));
    if (rest && separator == ' ' && rest->empty())
        rest.reset();
    if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"')
        cell = trimmed(cell.substr(1, cell.size() - 2));
    return cell;
}

/// "nan" and "inf" are numbers, which whoever takes them refuses with their place.
std::optional<float> numberIn(std::string_view cell) {
    if (cell.starts_with('+'))
        cell.remove_prefix(1);
    double value = 0;
    const auto [end, failure] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (cell.empty() || end != cell.data() + cell.size() || failure == std::errc::invalid_argument)
        return std::nullopt;
    if (failure == std::errc::result_out_of_range) // too small is 0, too large infinite
        value = cell.find("e-") != std::string_view::npos || cell.find("E-") != std::string_view::npos
                    ? 0
                    : std::numeric_limits<double>::infinity();
    return static_cast<float>(value);
}

std::vector<std::string_view> cellsOf(std::string_view line, char separator) {
    std::vector<std::string_view> cells;
    std::optional<std::string_view> rest = separator == ' ' ? trimmed(line) : line;
    while (const auto cell = nextCell(rest, separator))
        cells.push_back(*cell);
    return cells;
}

/// What the first lines say of a table.
struct Layout {
    char separator = ',';
    bool header = false;
    bool names = false;      ///< the first column is left out
    std::size_t columns = 0; ///< of numbers
};

char separatorOf(std::string_view line) {
    for (const char candidate : {'\t', ';', ','})
        if (line.find(candidate) != std::string_view::npos)
            return candidate;
    return ' ';
}

bool allNumbers(std::span<const std::string_view> cells) {
    return std::ranges::all_of(cells, [](std::string_view cell) { return numberIn(cell).has_value(); });
}

/// The header that pandas writes over columns without names: 0, 1, 2 and so on.
bool counts(std::span<const std::string_view> cells) {
    constexpr std::size_t kFewest = 3; // fewer may well be values
    for (std::size_t i = 0; i < cells.size(); ++i)
        if (cells[i] != std::to_string(i))
            return false;
    return cells.size() >= kFewest;
}

/// What a header calls a column that says which item a row is of. pandas leaves the name of its index empty.
bool namesItems(std::string_view word) {
    constexpr std::array<std::string_view, 11> kWords{
        "", "id", "ids", "name", "names", "index", "image", "image_id", "filename", "file", "key"};
    std::string lower(word);
    for (char& c : lower)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return std::ranges::find(kWords, lower) != kWords.end();
}

/// Nothing where the first lines hold no numbers.
std::optional<Layout> layoutOf(std::string_view text) {
    Lines lines(text);
    if (!lines.next())
        return std::nullopt;
    Layout layout;
    std::string_view line = lines.line();
    layout.separator = separatorOf(line);
    const auto first = cellsOf(line, layout.separator);
    std::vector<std::string_view> row = first;
    const auto rest = std::span(first).subspan(std::min<std::size_t>(1, first.size() - 1));
    if (!allNumbers(rest) || counts(first) || (namesItems(first.front()) && counts(rest))) {
        layout.header = true;
        if (!lines.next())
            return std::nullopt;
        row = cellsOf(lines.line(), layout.separator);
        // numpy.savetxt writes its header as a remark.
        if (first.front().starts_with('#') && separatorOf(lines.line()) != layout.separator) {
            layout.separator = separatorOf(lines.line());
            row = cellsOf(lines.line(), layout.separator);
        }
    }
    layout.names =
        row.size() > 1 && (!numberIn(row.front()) ||
                           (layout.header && first.size() == row.size() && namesItems(first.front())));
    const auto numbers = std::span(row).subspan(layout.names ? 1 : 0);
    if (!allNumbers(numbers))
        return std::nullopt;
    layout.columns = numbers.size();
    return layout;
}

class NumberTable : public ArraySource {
public:
    NumberTable(HeldBytes file, const Layout& layout) : m_file(std::move(file)), m_layout(layout) {
        std::size_t rows = 0;
        for (Lines lines(textOf(m_file.bytes)); lines.next();)
            ++rows;
        rows -= layout.header ? 1 : 0;
        std::vector<std::string_view> remarks;
        if (layout.header)
            remarks.emplace_back("the first line is a header");
        m_named = layout.names && !onlyCounts();
        if (layout.names)
            remarks.emplace_back(m_named ? "the first column names the items"
                                         : "the first column counts them");
        m_claim = {
            m_file.place, {rows, layout.columns}, "text", false, fmt::format("{}", fmt::join(remarks, ", "))};
        // A number and what stands behind it take two bytes at least.
        if (2 * rows * layout.columns > m_file.bytes.size() + 1)
            throw Error(fmt::format("{} has lines with fewer numbers than its first, {}: mend them.",
                                    m_file.place, layout.columns));
    }

    const ArrayClaim& claim() const override { return m_claim; }

    void read(const ValueSink& take, const ReadingTick& tick) const override {
        Lines lines(textOf(m_file.bytes));
        if (m_layout.header)
            lines.next();
        std::vector<float> row(m_layout.columns);
        std::size_t ticked = 0;
        tick(0, m_file.bytes.size());
        while (lines.next()) {
            readRow(lines, row);
            take(row);
            if (lines.at() - ticked < kTickBytes)
                continue;
            ticked = lines.at();
            tick(ticked, m_file.bytes.size());
            if (m_file.mapping)
                m_file.mapping->release(ticked);
        }
    }

    std::vector<std::string> rowNames() const override {
        std::vector<std::string> names;
        if (m_named)
            forEachName([&](std::string_view name, std::size_t line) {
                if (!isUtf8(name))
                    throw Error(
                        fmt::format("{}:{} is not UTF-8: save the file as UTF-8.", m_file.place, line));
                std::string& plain = names.emplace_back(name);
                for (std::size_t at = 0; (at = plain.find("\"\"", at)) != std::string::npos; ++at)
                    plain.erase(at, 1); // of a cell in quotes
                return true;
            });
        return names;
    }

private:
    /// Calls work(name, line) for each row until it says false.
    template <typename Work>
    void forEachName(const Work& work) const {
        Lines lines(textOf(m_file.bytes));
        if (m_layout.header)
            lines.next();
        bool goesOn = true;
        while (goesOn && lines.next()) {
            std::optional<std::string_view> rest =
                m_layout.separator == ' ' ? trimmed(lines.line()) : lines.line();
            goesOn = work(nextCell(rest, m_layout.separator).value_or(std::string_view()), lines.number());
        }
    }

    /// The names are the numbers of the rows, from 0 or 1, as an index is: they name nothing.
    bool onlyCounts() const {
        std::size_t row = 0;
        std::optional<std::size_t> start;
        bool counting = true;
        forEachName([&](std::string_view name, std::size_t) {
            std::size_t number = 0;
            const auto [end, failure] = std::from_chars(name.data(), name.data() + name.size(), number);
            counting = failure == std::errc() && end == name.data() + name.size() && !name.empty();
            if (counting && !start)
                start = number;
            counting = counting && *start <= 1 && number == *start + row++;
            return counting;
        });
        return counting;
    }

    void readRow(const Lines& lines, std::vector<float>& row) const {
        std::optional<std::string_view> rest =
            m_layout.separator == ' ' ? trimmed(lines.line()) : lines.line();
        if (m_layout.names)
            nextCell(rest, m_layout.separator);
        std::size_t count = 0;
        while (const auto cell = nextCell(rest, m_layout.separator)) {
            const auto value = numberIn(*cell);
            if (!value)
                throw Error(fmt::format("{}:{}: \"{}\" in column {} is no number: mend that line, or leave "
                                        "its item out.",
                                        m_file.place, lines.number(), shownName(*cell),
                                        count + 1 + (m_layout.names ? 1 : 0)));
            if (count < row.size())
                row[count] = *value;
            ++count;
        }
        if (count != row.size())
            refuseWidth(lines.number(), count);
    }

    [[noreturn]] void refuseWidth(std::size_t line, std::size_t count) const {
        throw Error(fmt::format("{}:{} has {} numbers and the first row has {}: mend that line, or leave its "
                                "item out.",
                                m_file.place, line, count, m_layout.columns));
    }

    HeldBytes m_file;
    Layout m_layout;
    bool m_named = false; ///< the first column says more than which row it is
    ArrayClaim m_claim;
};

} // namespace

bool isNumberTable(std::span<const std::byte> bytes) {
    constexpr std::size_t kLooked = 4096;
    const std::string_view text = textOf(bytes);
    const std::string_view beginning = text.substr(0, kLooked);
    const bool binary = std::ranges::any_of(beginning, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r' && c != '\n';
    });
    return !binary && layoutOf(text).has_value();
}

std::unique_ptr<ArraySource> openNumberTable(HeldBytes file) {
    const auto layout = layoutOf(textOf(file.bytes));
    if (!layout)
        throw Error(fmt::format("{} holds no table of numbers: give a row of them a line.", file.place));
    return std::make_unique<NumberTable>(std::move(file), *layout);
}

} // namespace crossview
