#include "project/saved_selections.h"

#include "common/error.h"
#include "files/checked_json.h"
#include "files/plain_file.h"
#include "options/data_edit_json.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace crossview {
namespace {

namespace fs = std::filesystem;

fs::path fileOf(const fs::path& projectFolder) {
    return projectFolder / "selections.json";
}

std::vector<ItemRef> itemsOf(const nlohmann::json& numbers, const Dataset& dataset, const fs::path& file) {
    std::vector<ItemRef> items;
    for (const nlohmann::json& entry : numbers) {
        const std::optional<ItemRef> item = itemOfNumber(entry);
        const std::size_t count =
            item && item->view == View::image ? dataset.images().size() : dataset.sentences().size();
        if (!item || static_cast<std::size_t>(item->index) >= count)
            throw Error(fmt::format("{} names items that the data do not hold; delete it.", file.string()));
        items.push_back(*item);
    }
    return items;
}

bool isOf(const nlohmann::json& stored, const Dataset& dataset) {
    const auto data = stored.find("data");
    return data != stored.end() && data->is_string() && data->get<std::string>() == dataset.hash();
}

bool isOfOtherData(const fs::path& projectFolder, const Dataset& dataset) {
    const fs::path file = fileOf(projectFolder);
    return fs::exists(file) && !isOf(readCheckedJson(file), dataset);
}

std::vector<SavedSelection> write(const fs::path& projectFolder, const Dataset& dataset,
                                  std::vector<SavedSelection> all) {
    refuseLink(fileOf(projectFolder));
    nlohmann::json list = nlohmann::json::array();
    for (const SavedSelection& selection : all)
        list.push_back({{"name", selection.name}, {"items", numbersOf(selection.items)}});
    writeCheckedJson(fileOf(projectFolder), {{"data", dataset.hash()}, {"selections", std::move(list)}},
                     Parents::required);
    return all;
}

std::vector<SavedSelection> kept(const fs::path& projectFolder, const Dataset& dataset) {
    return isOfOtherData(projectFolder, dataset) ? std::vector<SavedSelection>{}
                                                 : readSelections(projectFolder, dataset);
}

} // namespace

std::vector<SavedSelection> readSelections(const fs::path& projectFolder, const Dataset& dataset) {
    const fs::path file = fileOf(projectFolder);
    if (!fs::exists(file))
        return {};
    const nlohmann::json stored = readCheckedJson(file);
    if (!isOf(stored, dataset))
        throw Error(fmt::format("The selections in {} are of the data that the project held before they were "
                                "replaced.",
                                file.string()));
    std::vector<SavedSelection> all;
    try {
        for (const nlohmann::json& entry : stored.at("selections"))
            all.push_back({entry.at("name").get<std::string>(), itemsOf(entry.at("items"), dataset, file)});
    } catch (const nlohmann::json::exception&) {
        throw Error(fmt::format("{} does not hold selections; delete it.", file.string()));
    }
    return all;
}

std::vector<SavedSelection> saveSelection(const fs::path& projectFolder, const Dataset& dataset,
                                          const SavedSelection& selection) {
    if (selection.name.empty())
        throw Error("A selection is kept under a name: give it one.");
    std::vector<SavedSelection> all = kept(projectFolder, dataset);
    std::erase_if(all, [&](const SavedSelection& known) { return known.name == selection.name; });
    all.insert(std::ranges::upper_bound(all, selection.name, {}, &SavedSelection::name), selection);
    return write(projectFolder, dataset, std::move(all));
}

std::vector<SavedSelection> removeSelection(const fs::path& projectFolder, const Dataset& dataset,
                                            const std::string& name) {
    std::vector<SavedSelection> all = kept(projectFolder, dataset);
    std::erase_if(all, [&](const SavedSelection& known) { return known.name == name; });
    return write(projectFolder, dataset, std::move(all));
}

void moveSelections(const fs::path& projectFolder, const Dataset& before, const Dataset& now) {
    const fs::path file = fileOf(projectFolder);
    if (fs::exists(file) && isOf(readCheckedJson(file), before))
        write(projectFolder, now, readSelections(projectFolder, before));
}

} // namespace crossview
