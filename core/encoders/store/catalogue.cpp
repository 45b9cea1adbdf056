#include "encoders/store/catalogue.h"

#include "common/error.h"
#include "encoders/store/catalogue_json.h"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace crossview {
namespace {

EncoderFile fileFrom(const nlohmann::json& json) {
    return {json.at("name"), json.at("member"), json.at("sha256")};
}

EncoderEntry entryFrom(const nlohmann::json& json) {
    EncoderEntry entry;
    entry.name = json.at("name");
    entry.view = json.at("view");
    entry.summary = json.at("summary");
    entry.licence = json.at("licence");
    entry.package = json.at("package");
    entry.version = json.at("version");
    entry.sha256 = json.at("sha256");
    entry.bytes = json.at("bytes");
    entry.inputSize = json.at("inputSize");
    entry.dimensions = json.at("dimensions");
    entry.recipe = json.at("recipe");
    for (const auto& file : json.at("files"))
        entry.files.push_back(fileFrom(file));
    return entry;
}

std::vector<EncoderEntry> parseCatalogue(std::string_view text) {
    std::vector<EncoderEntry> entries;
    const auto json = nlohmann::json::parse(text);
    for (const auto& entry : json.at("encoders"))
        entries.push_back(entryFrom(entry));
    return entries;
}

} // namespace

std::span<const EncoderEntry> encoderCatalogue() {
    // A JSON that does not parse ends the program with its message: a mistake in the source, found by tests.
    static const std::vector<EncoderEntry> kCatalogue = parseCatalogue(catalogueJson());
    return kCatalogue;
}

const EncoderEntry& encoderEntry(std::string_view name) {
    const auto catalogue = encoderCatalogue();
    const auto found = std::ranges::find(catalogue, name, &EncoderEntry::name);
    if (found != catalogue.end())
        return *found;
    std::vector<std::string_view> names;
    for (const EncoderEntry& entry : catalogue)
        names.push_back(entry.name);
    throw Error(fmt::format("There is no encoder \"{}\"; Crossview knows {}.", name, fmt::join(names, ", ")));
}

} // namespace crossview
