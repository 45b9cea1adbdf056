#include "project/database/column_tables.h"

#include "project/database/schema.h"

#include <cmath>
#include <fmt/format.h>
#include <string>
#include <unordered_map>

namespace crossview {

using sqlite::Database;
using sqlite::Statement;

namespace {

constexpr std::size_t kMostColumns = 100; // SQLite's functions take 127 arguments: the row's sum is one

const char* wordOf(View view) {
    return view == View::image ? "image" : "sentence";
}

/// The table of a view's values, which lasts as long as this object.
class ValueTable {
public:
    ValueTable(View view, std::size_t columns) : m_name(fmt::format("{}_columns", wordOf(view))) {
        for (std::size_t c = 0; c < columns; ++c)
            m_columns += fmt::format(", c{}", c);
        m_table = {m_name.c_str(), m_columns.c_str()};
    }
    ValueTable(const ValueTable&) = delete;
    ValueTable& operator=(const ValueTable&) = delete;

    const Table& table() const { return m_table; }
    void drop(const Database& database) const {
        database.execute(fmt::format("DROP TABLE IF EXISTS {}", m_name).c_str());
    }
    void create(const Database& database) const {
        database.execute(
            fmt::format("CREATE TABLE {}(id INTEGER PRIMARY KEY{}, sum INTEGER)", m_name, m_columns.substr(2))
                .c_str());
    }

private:
    std::string m_name;
    std::string m_columns = "id";
    Table m_table{};
};

std::vector<const ItemColumn*> columnsOf(const Dataset& dataset, View view) {
    std::vector<const ItemColumn*> columns;
    for (const ItemColumn& column : dataset.columns())
        if (column.view == view)
            columns.push_back(&column);
    return columns;
}

void writeValues(const Database& database, View view, const std::vector<const ItemColumn*>& columns,
                 std::size_t items) {
    const ValueTable values(view, columns.size());
    values.drop(database);
    if (columns.empty())
        return;
    values.create(database);
    Statement add = insertInto(values.table(), database);
    for (std::size_t i = 0; i < items; ++i) {
        add.bind(0, static_cast<std::int64_t>(i));
        for (std::size_t c = 0; c < columns.size(); ++c) {
            const int parameter = static_cast<int>(c) + 1;
            if (columns[c]->isMissing(i))
                add.bindNull(parameter);
            else if (columns[c]->isNumber())
                add.bind(parameter, columns[c]->numbers[i]);
            else
                add.bind(parameter, columns[c]->texts[static_cast<std::size_t>(columns[c]->textOf[i])]);
        }
        add.run();
    }
}

void readValues(const Database& database, View view, const std::vector<ItemColumn*>& columns,
                std::size_t items) {
    if (columns.empty())
        return;
    const ValueTable values(view, columns.size());
    if (database.integer(
            fmt::format("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '{}'",
                        values.table().name)
                .c_str()) != 1)
        database.failDamaged(fmt::format("the table {} is missing", values.table().name));
    std::vector<std::unordered_map<std::string, std::int32_t>> known(columns.size());
    std::size_t row = 0;
    CheckedRows rows(values.table(), database, "ORDER BY id");
    for (; rows.step(); ++row) {
        const Statement& cells = rows.row();
        if (row >= items || cells.integer(0) != static_cast<std::int64_t>(row))
            break;
        for (std::size_t c = 0; c < columns.size(); ++c) {
            ItemColumn& column = *columns[c];
            const int cell = static_cast<int>(c) + 1;
            if (column.isNumber()) {
                column.numbers.push_back(cells.isNull(cell) ? ItemColumn::kNoNumber : cells.real(cell));
            } else if (cells.isNull(cell)) {
                column.textOf.push_back(ItemColumn::kNoText);
            } else {
                const auto [text, isNew] =
                    known[c].try_emplace(cells.text(cell), static_cast<std::int32_t>(column.texts.size()));
                if (isNew)
                    column.texts.push_back(text->first);
                column.textOf.push_back(text->second);
            }
        }
    }
    if (row != items)
        database.failDamaged(fmt::format("a row of the table {} is missing", values.table().name));
}

} // namespace

void writeColumns(const Database& database, const Dataset& dataset) {
    database.execute("DELETE FROM columns");
    Statement add = insertInto(tables::kColumns, database);
    for (std::size_t c = 0; c < dataset.columns().size(); ++c) {
        const ItemColumn& column = dataset.columns()[c];
        add.bind(0, static_cast<std::int64_t>(c))
            .bind(1, column.name)
            .bind(2, std::string_view(wordOf(column.view)))
            .bind(3, std::string_view(toString(column.kind)))
            .run();
    }
    writeValues(database, View::image, columnsOf(dataset, View::image), dataset.images().size());
    writeValues(database, View::sentence, columnsOf(dataset, View::sentence), dataset.sentences().size());
}

std::vector<ItemColumn> readColumns(const Database& database, std::size_t images, std::size_t sentences) {
    std::vector<ItemColumn> columns;
    CheckedRows rows(tables::kColumns, database, "ORDER BY id");
    while (rows.step()) {
        const Statement& row = rows.row();
        const std::string view = row.text(2);
        const std::string kind = row.text(3);
        const bool isKnown = (view == "image" || view == "sentence") && (kind == "number" || kind == "text");
        if (!isKnown || row.integer(0) != static_cast<std::int64_t>(columns.size()) ||
            columns.size() == kMostColumns)
            database.failDamaged("a row of the table columns is missing or of no known kind");
        ItemColumn column;
        column.name = row.text(1);
        column.view = view == "image" ? View::image : View::sentence;
        column.kind = kind == "number" ? ItemColumn::Kind::number : ItemColumn::Kind::text;
        columns.push_back(std::move(column));
    }
    std::vector<ItemColumn*> ofImages, ofSentences;
    for (ItemColumn& column : columns)
        (column.view == View::image ? ofImages : ofSentences).push_back(&column);
    readValues(database, View::image, ofImages, images);
    readValues(database, View::sentence, ofSentences, sentences);
    return columns;
}

} // namespace crossview
