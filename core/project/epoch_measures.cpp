#include "project/epoch_measures.h"

#include "common/error.h"
#include "files/npy.h"
#include "project/arrival_files.h"

#include <algorithm>

namespace crossview {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kColumns = 4;

fs::path structureFile(const fs::path& folder) {
    return folder / "structure.npy";
}

std::span<const std::int32_t> leftOutImages(const FeatureSet* features) {
    return features ? features->leftOut(View::image) : std::span<const std::int32_t>();
}

std::vector<EpochStructure> readStructure(const fs::path& folder) {
    std::vector<EpochStructure> structure;
    if (!fs::exists(structureFile(folder)))
        return structure;
    try {
        const Matrix rows = readNpy(structureFile(folder));
        if (rows.cols() != kColumns)
            return {};
        for (std::size_t r = 0; r < rows.rows(); ++r) {
            const auto row = rows.row(r);
            if (!(row[0] >= EpochStructure::kFeatures && row[0] < 1e6F))
                return {};
            structure.push_back({static_cast<int>(row[0]), {double(row[1]), double(row[2]), double(row[3])}});
        }
    } catch (const Error&) {
        return {};
    }
    if (!std::ranges::is_sorted(structure, {}, &EpochStructure::epoch))
        return {};
    return structure;
}

} // namespace

void measureStructure(std::vector<EpochStructure>& structure, const Snapshot& snapshot,
                      const Dataset& dataset, const FeatureSet* features, const std::stop_token& stop) {
    const std::span<const std::int32_t> leftOut = leftOutImages(features);
    std::vector<EpochStructure> added = structure;
    std::erase_if(added, [&](const EpochStructure& known) { return known.epoch >= snapshot.epoch; });
    if (features && added.empty() && features->images.rows() == dataset.images().size() &&
        features->sentences.rows() == dataset.sentences().size())
        added.push_back({EpochStructure::kFeatures,
                         {mateShare(features->images, meanings(dataset, View::image), leftOut, stop),
                          mateShare(features->sentences, meanings(dataset, View::sentence), {}, stop)}});
    added.push_back(
        {snapshot.epoch, viewStructure(snapshot.images, snapshot.sentences, dataset, leftOut, stop)});
    structure = std::move(added);
}

void measureEpoch(EpochMeasures& measures, const Snapshot& snapshot, const Dataset& dataset,
                  const FeatureSet* features, const std::stop_token& stop) {
    EpochMeasures added = measures;
    measureStructure(added.structure, snapshot, dataset, features, stop);
    addEpoch(added.arrivals, snapshot.epoch, snapshot.images, snapshot.sentences, dataset.relation(),
             leftOutImages(features), stop);
    measures = std::move(added);
}

void writeEpochMeasures(const fs::path& folder, const EpochMeasures& measures) {
    writeArrivals(folder, measures.arrivals);
    Matrix rows(measures.structure.size(), kColumns);
    for (std::size_t r = 0; r < rows.rows(); ++r) {
        const EpochStructure& known = measures.structure[r];
        rows(r, 0) = static_cast<float>(known.epoch);
        rows(r, 1) = static_cast<float>(known.views.images);
        rows(r, 2) = static_cast<float>(known.views.sentences);
        rows(r, 3) = static_cast<float>(known.views.gap);
    }
    writeNpy(structureFile(folder), rows, NpyType::float32, Parents::required);
}

std::optional<EpochMeasures> readEpochMeasures(const fs::path& folder) {
    std::optional<Arrivals> arrivals = readArrivals(folder);
    if (!arrivals)
        return {};
    EpochMeasures measures{std::move(*arrivals), readStructure(folder)};
    // A kill between two of the files.
    std::erase_if(measures.structure,
                  [&](const EpochStructure& known) { return known.epoch > measures.arrivals.epochs.back(); });
    return measures;
}

} // namespace crossview
