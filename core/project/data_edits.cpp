#include "project/data_edits.h"

#include "common/error.h"
#include "dataset/item_name.h"
#include "files/checked_json.h"
#include "files/plain_file.h"
#include "options/data_edit_json.h"
#include "project/project.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crossview {
namespace {

namespace fs = std::filesystem;

fs::path fileOf(const fs::path& projectFolder) {
    return projectFolder / "edits.json";
}

std::string named(const ItemRef& item, const Dataset& data) {
    const std::size_t count = item.view == View::image ? data.images().size() : data.sentences().size();
    if (item.isValid() && static_cast<std::size_t>(item.index) < count)
        return itemText(item, data);
    return fmt::format("{}:{}", item.view == View::image ? "image" : "sentence", item.index);
}

} // namespace

StoredEdits readEdits(const fs::path& projectFolder, const Dataset& imported) {
    const fs::path file = fileOf(projectFolder);
    if (!fs::exists(file))
        return {};
    const nlohmann::json stored = readCheckedJson(file);
    const auto data = stored.find("data");
    const auto list = stored.find("edits");
    if (data == stored.end() || !data->is_string() || list == stored.end())
        throw Error(fmt::format("{} does not hold edits of the data; delete it.", file.string()));
    if (data->get<std::string>() != imported.hash())
        return {
            {},
            fmt::format("The edits in {} are of the data that the project held before they were replaced, "
                        "and are not made.",
                        file.string())};
    try {
        return {dataEditsFromJson(*list), {}};
    } catch (const Error& error) {
        throw Error(fmt::format("{} is damaged; delete it. {}", file.string(), error.what()));
    }
}

void writeEdits(const fs::path& projectFolder, const Dataset& imported, const std::vector<DataEdit>& edits) {
    Project::open(projectFolder).requireWritable();
    refuseLink(fileOf(projectFolder));
    writeCheckedJson(fileOf(projectFolder), {{"data", imported.hash()}, {"edits", toJson(edits)}},
                     Parents::required);
}

void replaceEdits(const fs::path& projectFolder, const Dataset& imported, const std::vector<DataEdit>& known,
                  const std::vector<DataEdit>& edits) {
    if (readEdits(projectFolder, imported).edits != known)
        throw Error(fmt::format("The edits of the data of {} were changed elsewhere since the project was "
                                "opened, and are left as they are: open it again.",
                                projectFolder.string()));
    writeEdits(projectFolder, imported, edits);
}

std::string sentenceOf(const DataEdit& edit, const Dataset& data) {
    using Kind = DataEdit::Kind;
    std::vector<std::string> names;
    for (const ItemRef& item : edit.items)
        names.push_back(named(item, data));
    const bool isPair = names.size() == 2;
    switch (edit.kind) {
    case Kind::unpair:
        if (isPair)
            return fmt::format("{} does not describe {}", names[1], names[0]);
        break;
    case Kind::reword:
        if (isPair)
            return fmt::format("{} reads \"{}\" for {}", names[1], edit.text, names[0]);
        break;
    case Kind::leaveOut:
        return fmt::format("{} {} no part", fmt::join(names, ", "), names.size() == 1 ? "takes" : "take");
    case Kind::join:
        return fmt::format("{} show the same", fmt::join(names, ", "));
    case Kind::accept:
        return fmt::format("{} {} right as {}", fmt::join(names, ", "), names.size() == 1 ? "is" : "are",
                           names.size() == 1 ? "it is" : "they are");
    }
    return fmt::format("{}: {}", toString(edit.kind), fmt::join(names, ", "));
}

} // namespace crossview
