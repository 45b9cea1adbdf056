#include "projection/projection_files.h"

#include "common/error.h"
#include "common/text.h"
#include "files/atomic_file.h"
#include "files/npy.h"
#include "files/plain_file.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <string_view>

namespace crossview {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "epoch-";
// Written last: an epoch with this file has the others too.
constexpr std::string_view kLastPart = "-explained.npy";
constexpr std::string_view kMadeBy = "-made-by.json";

fs::path partOf(const fs::path& folder, int epoch, std::string_view part) {
    char number[16];
    std::snprintf(number, sizeof number, "%04d", epoch);
    return folder / (std::string(kPrefix) + number + std::string(part));
}

Matrix readPlaces(const fs::path& file) {
    Matrix places = readNpy(file);
    if (places.cols() != 2)
        throw Error(file.string() + " does not hold places on a map (two columns); delete it.");
    return places;
}

} // namespace

fs::path projectionFolder(const fs::path& projectFolder, const std::string& run) {
    return projectFolder / "runs" / run / "projections";
}

void writeProjection(const fs::path& folder, int epoch, const Projection& projection) {
    std::error_code error;
    refuseLink(folder.parent_path()); // the run's
    refuseLink(folder);
    fs::create_directory(folder, error);
    if (error)
        throw Error("The map of an epoch cannot be kept: " + folder.string() +
                    " cannot be made: " + error.message() + ".");
    Matrix explained(1, 1);
    explained(0, 0) = static_cast<float>(projection.explained);
    const auto write = [&](std::string_view part, MatrixView values, NpyType type) {
        writeNpy(partOf(folder, epoch, part), values, type, Parents::required);
    };
    write("-images.npy", projection.images, NpyType::float16);
    write("-sentences.npy", projection.sentences, NpyType::float16);
    if (!projection.madeBy.empty())
        writeFileAtomically(partOf(folder, epoch, kMadeBy), projection.madeBy + "\n", Parents::required);
    write(kLastPart, explained, NpyType::float32);
}

Projection readProjection(const fs::path& folder, int epoch) {
    Projection projection;
    projection.images = readPlaces(partOf(folder, epoch, "-images.npy"));
    projection.sentences = readPlaces(partOf(folder, epoch, "-sentences.npy"));
    const Matrix explained = readNpy(partOf(folder, epoch, kLastPart));
    projection.explained = explained.rows() > 0 && explained.cols() > 0 ? explained(0, 0) : 0;
    projection.madeBy = storedMethod(folder, epoch);
    return projection;
}

std::string storedMethod(const fs::path& folder, int epoch) {
    // Maps of earlier versions have no such file.
    const fs::path madeBy = partOf(folder, epoch, kMadeBy);
    if (!fs::exists(madeBy))
        return {};
    const std::string line = readFile(madeBy);
    return std::string(trimmed(line));
}

std::vector<int> storedProjections(const fs::path& folder) {
    std::vector<int> epochs;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        if (!name.starts_with(kPrefix) || !name.ends_with(kLastPart))
            continue;
        int epoch = 0;
        const char* first = name.data() + kPrefix.size();
        const char* last = name.data() + name.size() - kLastPart.size();
        if (const auto [stop, problem] = std::from_chars(first, last, epoch);
            problem == std::errc() && stop == last && epoch >= 0)
            epochs.push_back(epoch);
    }
    std::sort(epochs.begin(), epochs.end());
    return epochs;
}

} // namespace crossview
