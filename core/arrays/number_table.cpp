#include "arrays/number_table.h"

#include "arrays/shown_name.h"
#include "common/error.h"
#include "common/unicode_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <optional>
#include <string_view>

namespace crossview {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kShownCell = 40;

std::string_view trimBlanks(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

/// Lines that hold something, without their ends.
class Lines {
public:
    explicit Lines(std::string_view text) : m_text(text) {}
    bool next() {
        while (m_at < m_text.size()) {
            const std::size_t end = std::min(m_text.find('\n', m_at), m_text.size());
            m_line = m_text.substr(m_at, end - m_at);
            m_at = end + 1;
            ++m_number;
            if (m_line.ends_with('\r'))
                m_line.remove_suffix(1);
            if (!trimBlanks(m_line).empty() && m_line.front() != '#')
                return true;
        }
        return false;
    }
    std::string_view line() const { return m_line; }
    std::size_t number() const { return m_number; } ///< 1-based
    std::size_t position() const { return std::min(m_at, m_text.size()); }

private:
    std::string_view m_text;
    std::string_view m_line;
    std::size_t m_at = 0;
    std::size_t m_number = 0;
};

/// The cells of a line. A separator of blanks is any number of them. Quotes keep a separator in a cell.
class Cells {
public:
    Cells(std::string_view line, char separator)
        : m_rest(separator == ' ' ? trimBlanks(line) : line), m_separator(separator) {}
    bool next() {
        if (m_ended)
            return false;
        std::size_t end = 0;
        const std::string_view cell = trimBlanks(m_rest);
        if (cell.starts_with('"')) { // "" within stands for one, and only counts twice here
            const std::size_t begin = m_rest.find('"');
            end = begin + 1;
            while (end < m_rest.size() && (m_rest[end] != '"' || m_rest.substr(end).starts_with("\"\"")))
                end += m_rest[end] == '"' ? 2 : 1;
            end = std::min(end, m_rest.size());
        }
        end = std::min(m_rest.find(m_separator, end), m_rest.size());
        m_cell = trimBlanks(m_rest.substr(0, end));
        if (m_cell.size() >= 2 && m_cell.front() == '"' && m_cell.back() == '"')
            m_cell = m_cell.substr(1, m_cell.size() - 2);
        m_ended = end == m_rest.size();
        m_rest.remove_prefix(std::min(end + 1, m_rest.size()));
        if (m_separator == ' ')
            m_rest = trimBlanks(m_rest);
        return true;
    }
    std::string_view cell() const { return m_cell; }

private:
    std::string_view m_rest;
    std::string_view m_cell;
    char m_separator;
    bool m_ended = false;
};

std::optional<float> numberOf(std::string_view cell, bool decimalComma) {
    if (cell.starts_with('+'))
        cell.remove_prefix(1);
    char buffer[64];
    if (decimalComma && cell.size() < sizeof(buffer) && cell.find(',') != std::string_view::npos) {
        std::ranges::replace_copy(cell, buffer, ',', '.');
        cell = {buffer, cell.size()};
    }
    // As float64 first: what is too small for float32 is 0, and what is too large is said to be infinite.
    double value = 0;
    const auto [end, code] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (cell.empty() || end != cell.data() + cell.size())
        return std::nullopt;
    if (code == std::errc::result_out_of_range) // 1e-400 or 1e400
        value = cell.find("e-") == std::string_view::npos && cell.find("E-") == std::string_view::npos
                    ? HUGE_VAL
                    : 0;
    else if (code != std::errc())
        return std::nullopt;
    return static_cast<float>(value);
}

char separatorOf(std::string_view line) {
    for (const char separator : {'\t', ';', ','})
        if (line.find(separator) != std::string_view::npos)
            return separator;
    return ' ';
}

class NumberTable final : public ArraySource {
public:
    explicit NumberTable(FileBytes file) : m_file(std::move(file)) {
        m_text = {reinterpret_cast<const char*>(m_file.bytes.data()), m_file.bytes.size()};
        if (m_text.starts_with(kByteOrderMark))
            m_text.remove_prefix(kByteOrderMark.size());
        findColumns();
        countRows();
        if (m_names && onlyCounts())
            m_names = false;
        m_entries.push_back({{}, {m_rows, m_columns}, "numbers as text", false, {}});
    }
    const std::vector<ArrayEntry>& entries() const override { return m_entries; }

    void read(std::size_t /*entry*/, const ValueSink& sink) const override {
        std::vector<float> values;
        values.reserve(std::max(kPieceValues, m_columns));
        std::size_t released = 0;
        forEachRow([&](std::string_view line, std::size_t number, std::size_t position) {
            if (values.size() + m_columns > values.capacity()) {
                sink(values);
                values.clear();
                if (position - released > (std::size_t{16} << 20U)) {
                    m_file.release(position);
                    released = position;
                }
            }
            const std::size_t before = values.size();
            Cells cells(line, m_separator);
            for (std::size_t i = 0; i < m_firstColumn; ++i)
                cells.next();
            while (cells.next()) {
                const std::optional<float> value = numberOf(cells.cell(), m_decimalComma);
                if (!value)
                    refuseCell(cells.cell(), number, values.size() - before);
                if (values.size() - before == m_columns)
                    refuseLength(line, number);
                values.push_back(*value);
            }
            if (values.size() - before != m_columns)
                refuseLength(line, number);
        });
        if (!values.empty())
            sink(values);
    }

    std::vector<std::string> rowNames(std::size_t /*entry*/) const override {
        std::vector<std::string> names;
        if (!m_names)
            return names;
        forEachRow([&](std::string_view line, std::size_t number, std::size_t) {
            Cells cells(line, m_separator);
            cells.next();
            if (!isUtf8(cells.cell()))
                throw Error(fmt::format("{}:{} is not UTF-8: save the file as UTF-8.", m_file.name, number));
            names.emplace_back(cells.cell());
        });
        return names;
    }

private:
    template <typename Work>
    void forEachRow(const Work& work) const {
        Lines lines(m_text);
        if (m_heading)
            lines.next();
        while (lines.next())
            work(lines.line(), lines.number(), lines.position());
    }

    /// What the first lines say of separator, heading and names.
    void findColumns() {
        Lines lines(m_text);
        if (!lines.next())
            throw Error(fmt::format("{} holds no line of numbers: save the features again.", m_file.name));
        const std::string_view first = lines.line();
        const bool more = lines.next();
        m_separator = separatorOf(more ? lines.line() : first);
        if (m_separator == ' ') // the second may be the one that is too short
            m_separator = separatorOf(first);
        // "0.5,0.25" is two numbers, "0,5;0,25" is two numbers.
        m_decimalComma = m_separator == ';';
        m_heading = isHeading(first, more);
        const std::string_view row = m_heading ? lines.line() : first;
        Cells cells(row, m_separator);
        std::size_t count = 0;
        std::size_t numbers = 0;
        bool firstIsNumber = true;
        while (cells.next()) {
            const bool isNumber = numberOf(cells.cell(), m_decimalComma).has_value();
            if (count++ == 0)
                firstIsNumber = isNumber;
            numbers += isNumber ? 1 : 0;
        }
        m_names = !firstIsNumber || (m_heading && namesRows(first));
        m_firstColumn = m_names ? 1 : 0;
        m_columns = count - m_firstColumn;
        if (m_columns == 0 || numbers == 0)
            throw Error(
                fmt::format("{} is no array: it is neither .npy, .npz, .mat, HDF5 or .safetensors nor "
                            "a table of numbers; save the features as one of them.",
                            m_file.name));
    }

    bool isHeading(std::string_view first, bool more) const {
        std::size_t numbers = 0;
        std::size_t count = 0;
        bool counts = true; // "0,1,2,3" or "id,0,1,2": names of columns as pandas gives them
        Cells cells(first, m_separator);
        while (cells.next()) {
            const bool isFirst = count++ == 0;
            const std::optional<float> number = numberOf(cells.cell(), m_decimalComma);
            if (isFirst && !number) // the heading of names
                continue;
            counts = counts && number == static_cast<float>(numbers) &&
                     cells.cell().find_first_not_of("0123456789") == std::string_view::npos;
            numbers += number ? 1 : 0;
        }
        const bool words = numbers + 1 < count || numbers == 0;
        return more && (words || (counts && numbers > 1));
    }

    /// The first column of a heading is empty or called like names of rows.
    bool namesRows(std::string_view heading) const {
        Cells cells(heading, m_separator);
        cells.next();
        std::string name(cells.cell());
        std::ranges::transform(name, name.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        static constexpr std::string_view kWords[] = {
            "",     "id",    "image",     "image_id", "img_id",     "name", "filename", "file",
            "path", "index", "file_name", "filepath", "image_path", "item", "key"};
        return std::ranges::find(kWords, name) != std::ranges::end(kWords);
    }

    void countRows() {
        forEachRow([this](std::string_view, std::size_t, std::size_t) { ++m_rows; });
        // A value takes a byte and a separator at least, the last of a line its end.
        if (m_rows > m_text.size() ||
            m_columns > (m_text.size() + 1) / 2 / std::max<std::size_t>(m_rows, 1) + 1)
            throw Error(fmt::format("{} has lines of different lengths: the first has {} numbers, others "
                                    "fewer. Save it again with as many in each.",
                                    m_file.name, m_columns));
    }

    /// The names are the numbers of the rows and nothing else.
    bool onlyCounts() const {
        std::size_t row = 0;
        std::optional<std::size_t> start;
        bool counts = true;
        Lines lines(m_text);
        if (m_heading)
            lines.next();
        while (counts && lines.next()) {
            Cells cells(lines.line(), m_separator);
            cells.next();
            const std::string_view cell = cells.cell();
            std::size_t number = 0;
            const auto [end, code] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
            counts = code == std::errc() && end == cell.data() + cell.size() && !cell.empty();
            if (counts && !start)
                start = number;
            counts = counts && *start <= 1 && number == *start + row;
            ++row;
        }
        return counts;
    }

    [[noreturn]] void refuseCell(std::string_view cell, std::size_t line, std::size_t column) const {
        throw Error(fmt::format("{}:{}: \"{}\" in column {} is no number: mend that line, or leave its item "
                                "out.",
                                m_file.name, line, shownName(cell.substr(0, kShownCell)),
                                column + 1 + m_firstColumn));
    }
    [[noreturn]] void refuseLength(std::string_view line, std::size_t number) const {
        std::size_t count = 0;
        for (Cells cells(line, m_separator); cells.next();)
            ++count;
        throw Error(
            fmt::format("{}:{} has {} columns, the first row has {}: mend that line, or leave its item "
                        "out.",
                        m_file.name, number, count, m_columns + m_firstColumn));
    }

    FileBytes m_file;
    std::string_view m_text;
    char m_separator = ',';
    bool m_decimalComma = false;
    bool m_heading = false;
    bool m_names = false;          ///< the first column names the rows
    std::size_t m_firstColumn = 0; ///< of numbers
    std::size_t m_rows = 0;
    std::size_t m_columns = 0;
    std::vector<ArrayEntry> m_entries;
};

} // namespace

bool looksLikeText(std::span<const std::byte> bytes) {
    constexpr std::size_t kLooked = 4096;
    const auto head = bytes.first(std::min(bytes.size(), kLooked));
    return std::ranges::none_of(head, [](std::byte b) {
        const auto c = std::to_integer<unsigned char>(b);
        return c < 0x20 && c != '\t' && c != '\n' && c != '\r';
    });
}

std::unique_ptr<ArraySource> openNumberTable(FileBytes file) {
    return std::make_unique<NumberTable>(std::move(file));
}

} // namespace crossview
