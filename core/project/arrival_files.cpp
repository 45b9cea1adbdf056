#include "project/arrival_files.h"

#include "common/error.h"
#include "files/npy.h"
#include "files/plain_file.h"

#include <algorithm>

namespace crossview {
namespace {

namespace fs = std::filesystem;

template <typename T>
Matrix columnOf(const std::vector<T>& values) {
    Matrix column(values.size(), 1);
    std::ranges::transform(values, column.values().begin(),
                           [](T value) { return static_cast<float>(value); });
    return column;
}

std::vector<std::int32_t> readColumn(const fs::path& file) {
    const Matrix column = readNpy(file);
    std::vector<std::int32_t> values;
    for (const float value : column.values())
        values.push_back(value > -3 && value < 1e6F ? static_cast<std::int32_t>(value) : Arrivals::kNotYet);
    return values;
}

} // namespace

fs::path arrivalsFolder(const fs::path& projectFolder, const std::string& run) {
    return projectFolder / "runs" / run / "arrivals";
}

void writeArrivals(const fs::path& folder, const Arrivals& arrivals) {
    std::error_code error;
    refuseLink(folder.parent_path()); // the run's
    refuseLink(folder);
    fs::create_directory(folder, error);
    if (error)
        throw Error("When items arrived cannot be kept: " + folder.string() +
                    " cannot be made: " + error.message() + ".");
    writeNpy(folder / "images.npy", columnOf(arrivals.images), NpyType::float32, Parents::required);
    writeNpy(folder / "sentences.npy", columnOf(arrivals.sentences), NpyType::float32, Parents::required);
    writeNpy(folder / "epochs.npy", columnOf(arrivals.epochs), NpyType::float32, Parents::required);
}

std::optional<Arrivals> readArrivals(const fs::path& folder) {
    if (!fs::exists(folder / "epochs.npy"))
        return {};
    try {
        Arrivals arrivals{readColumn(folder / "epochs.npy"), readColumn(folder / "images.npy"),
                          readColumn(folder / "sentences.npy")};
        if (arrivals.epochs.empty() || !std::ranges::is_sorted(arrivals.epochs))
            return {};
        for (auto* view : {&arrivals.images, &arrivals.sentences})
            for (std::int32_t& arrived : *view)
                if (arrived > arrivals.epochs.back())
                    arrived = Arrivals::kNotYet;
        return arrivals;
    } catch (const Error&) {
        return {};
    }
}

} // namespace crossview
