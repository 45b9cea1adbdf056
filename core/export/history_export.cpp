#include "export/history_export.h"

#include "export/text_rows.h"

#include <algorithm>
#include <fmt/format.h>

namespace crossview {
namespace {

void writeTable(const std::filesystem::path& file, const char* counter,
                const std::vector<std::pair<int, NamedValues>>& rows) {
    std::vector<std::string> columns;
    for (const auto& [number, values] : rows)
        for (const auto& [name, value] : values)
            if (std::ranges::find(columns, name) == columns.end() && name != counter)
                columns.push_back(name);
    TextFile text(file);
    text.add(counter);
    for (const std::string& column : columns)
        text.add("," + column);
    text.add("\n");
    for (const auto& [number, values] : rows) {
        text.add(std::to_string(number));
        for (const std::string& column : columns) {
            const auto found = std::ranges::find(values, column, &NamedValues::value_type::first);
            text.add(found == values.end() ? "," : fmt::format(",{}", found->second));
        }
        text.add("\n");
    }
    text.finish();
}

} // namespace

void writeHistory(const ExportedRun& run, const std::filesystem::path& folder,
                  const std::stop_token& /*stop*/) {
    writeTable(folder / "epochs.csv", "epoch", run.epochs);
    writeTable(folder / "steps.csv", "step", run.steps);
}

} // namespace crossview
