#include "read_project.h"

#include "project/database/schema.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

using namespace crossview;
using namespace crossview::fuzz;

namespace {

constexpr std::array kTables{tables::kProperties,
                             tables::kSettings,
                             tables::kConcepts,
                             tables::kImages,
                             tables::kSentences,
                             tables::kPairs,
                             tables::kSplits,
                             tables::kRuns,
                             tables::kSteps,
                             tables::kEpochs,
                             tables::kColumns,
                             tables::kBoxes,
                             Table{"image_columns", "id, c0"}};

/// Takes values from an input; zeros behind its end.
class Values {
public:
    explicit Values(std::string_view bytes) : m_bytes(bytes) {}
    bool done() const { return m_bytes.empty(); }
    std::string_view text(std::size_t length) {
        const std::string_view text = m_bytes.substr(0, length);
        m_bytes.remove_prefix(text.size());
        return text;
    }
    unsigned char byte() {
        const std::string_view one = text(1);
        return one.empty() ? 0 : static_cast<unsigned char>(one.front());
    }
    template <typename T>
    T number() {
        T value{};
        const std::string_view bytes = text(sizeof value);
        std::memcpy(&value, bytes.data(), bytes.size());
        return value;
    }

private:
    std::string_view m_bytes;
};

/// A cell: a byte for its type, and its value.
void bindCell(sqlite::Statement& row, int column, Values& values) {
    switch (values.byte() % 5) {
    case 0:
        row.bindNull(column);
        break;
    case 1:
        row.bind(column, std::int64_t{static_cast<signed char>(values.byte())});
        break;
    case 2:
        row.bind(column, values.number<std::int64_t>());
        break;
    case 3:
        row.bind(column, values.number<double>());
        break;
    default: {
        const std::size_t length = values.byte() + std::size_t{values.byte()} * 256;
        row.bind(column, values.text(length));
    }
    }
}

/// A row: a byte for its table, and its cells. It gets the sum that fits it.
void addRow(const sqlite::Database& database, Values& values) {
    const Table& table = kTables[values.byte() % kTables.size()];
    sqlite::Statement row = insertInto(table, database);
    const int columns = 1 + static_cast<int>(std::ranges::count(std::string_view(table.columns), ','));
    for (int column = 0; column < columns; ++column)
        bindCell(row, column, values);
    doneOrSaid([&] { row.run(); }); // a NULL where there must be none
}

} // namespace

/// The rows of a project's tables, each with its right sum: what damage does not make, but somebody may.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ScratchFolder folder;
    static const Project project = Project::create(folder / "p", Dataset());
    static const sqlite::Database database(folder.path() / "p" / "project.sqlite", false);
    static const bool hasColumns = [] {
        database.execute("CREATE TABLE image_columns(id INTEGER PRIMARY KEY, c0, sum INTEGER)");
        return true;
    }();
    require(hasColumns);
    {
        sqlite::Transaction transaction(database);
        for (const Table& table : kTables)
            database.execute((std::string("DELETE FROM ") + table.name).c_str());
        for (Values values(asText(data, size)); !values.done();)
            addRow(database, values);
        transaction.commit();
    }
    readProject(project);
    return 0;
}
