#include "project/brought_map.h"

#include "common/error.h"
#include "common/hash.h"
#include "files/checked_json.h"
#include "files/npy.h"
#include "files/plain_file.h"
#include "project/project.h"
#include "projection/brought_projection.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace crossview {
namespace {

namespace fs = std::filesystem;

constexpr float kNowhere = std::numeric_limits<float>::quiet_NaN();

fs::path mapsFolder(const fs::path& projectFolder) {
    return projectFolder / "maps";
}

fs::path recordOf(const fs::path& projectFolder) {
    return mapsFolder(projectFolder) / "brought.json";
}

bool isPlaced(const Matrix& positions, std::size_t row) {
    return std::isfinite(positions(row, 0)) && std::isfinite(positions(row, 1));
}

/// "0123456789abcdef.npy": nothing else is opened, whatever a record says.
bool isNameOfMap(const std::string& name) {
    constexpr std::size_t kDigits = 16;
    return name.size() == kDigits + 4 && name.ends_with(".npy") &&
           name.find_first_not_of("0123456789abcdef") == kDigits;
}

/// Items without a place at the mean of their placed partners.
void placeAtPartners(Matrix& positions, const Dataset& data) {
    const std::size_t images = data.images().size();
    const Matrix given = positions;
    for (std::size_t row = 0; row < positions.rows(); ++row) {
        if (isPlaced(given, row))
            continue;
        const bool isImage = row < images;
        const auto partners =
            isImage ? data.relation().sentencesOf(row) : data.relation().imagesOf(row - images);
        double x = 0, y = 0, count = 0;
        for (const std::int32_t partner : partners) {
            const std::size_t other = static_cast<std::size_t>(partner) + (isImage ? images : 0);
            if (!isPlaced(given, other))
                continue;
            x += double{given(other, 0)};
            y += double{given(other, 1)};
            ++count;
        }
        positions(row, 0) = count > 0 ? static_cast<float>(x / count) : kNowhere;
        positions(row, 1) = count > 0 ? static_cast<float>(y / count) : kNowhere;
    }
}

/// Rows that are placed in one scale, the others at the centre.
Matrix shownPositions(const Matrix& positions) {
    std::vector<std::size_t> placed;
    for (std::size_t row = 0; row < positions.rows(); ++row)
        if (isPlaced(positions, row))
            placed.push_back(row);
    if (placed.empty())
        throw Error("The map holds no position: nothing could be seen on it.");
    Matrix some(placed.size(), 2);
    for (std::size_t i = 0; i < placed.size(); ++i)
        std::ranges::copy(positions.row(placed[i]), some.row(i).begin());
    const Matrix scaled = scaledPositions(some);
    Matrix shown(positions.rows(), 2);
    for (std::size_t i = 0; i < placed.size(); ++i)
        std::ranges::copy(scaled.row(i), shown.row(placed[i]).begin());
    return shown;
}

} // namespace

BroughtMap bringMap(const fs::path& projectFolder, const Dataset& imported, Matrix given,
                    const std::string& from) {
    Project::open(projectFolder).requireWritable();
    const std::size_t images = imported.images().size();
    Matrix positions(images + imported.sentences().size(), 2);
    std::ranges::fill(positions.values(), kNowhere);
    if (given.cols() != 2 || given.rows() > positions.rows())
        throw Error("A map is two numbers for each image, and then for each sentence.");
    std::ranges::copy(given.values(), positions.values().begin());
    placeAtPartners(positions, imported);
    const Matrix shown = shownPositions(positions);
    Hash hash;
    hash.addBytes(std::as_bytes(std::span(shown.values())));
    const std::string name = hash.hex().substr(0, 16) + ".npy";
    const fs::path folder = mapsFolder(projectFolder);
    refuseLink(folder);
    fs::create_directories(folder);
    const std::optional<BroughtMap> before = broughtMapOf(projectFolder, imported);
    refuseLink(folder / name);
    writeNpy(folder / name, shown.view());
    refuseLink(recordOf(projectFolder));
    writeCheckedJson(recordOf(projectFolder),
                     {{"data", imported.hash()}, {"images", images}, {"file", name}, {"from", from}},
                     Parents::required);
    std::error_code kept; // an old one that stays is not named any more, and does no harm
    if (before && before->options.file != folder / name)
        fs::remove(before->options.file, kept);
    return {{folder / name, images}, from};
}

std::optional<BroughtMap> broughtMapOf(const fs::path& projectFolder, const Dataset& imported) {
    const fs::path record = recordOf(projectFolder);
    std::error_code missing;
    if (!fs::exists(record, missing))
        return std::nullopt;
    const nlohmann::json stored = readCheckedJson(record);
    const auto text = [&stored](const char* name) {
        const auto found = stored.find(name);
        return found != stored.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    const fs::path file = text("file");
    const auto images = stored.find("images");
    const auto count = images == stored.end() ? std::nullopt : wholeNumber<std::uint64_t>(*images);
    if (!count || !isNameOfMap(file.string()))
        throw Error(fmt::format("{} names no map; delete it.", record.string()));
    if (text("data") != imported.hash())
        return std::nullopt;
    return BroughtMap{{mapsFolder(projectFolder) / file, static_cast<std::size_t>(*count)}, text("from")};
}

} // namespace crossview
