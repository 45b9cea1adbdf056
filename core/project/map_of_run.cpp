#include "project/map_of_run.h"

#include "files/atomic_file.h"
#include "files/npy.h"
#include "project/database/item_table.h"
#include "projection/map_quality.h"
#include "projection/projection_files.h"

#include <algorithm>
#include <limits>

namespace crossview {
namespace {

/// The images' embeddings in which those of items that take no part are NaN.
class PlacedImages {
public:
    PlacedImages(const Snapshot& snapshot, const FeatureSet* features) : m_all(snapshot.images) {
        const auto leftOut = features ? features->leftOut(View::image) : std::span<const std::int32_t>();
        if (leftOut.empty())
            return;
        m_some = Matrix(m_all.rows(), m_all.cols());
        std::copy_n(m_all.data(), m_all.rows() * m_all.cols(), m_some.data());
        for (const std::int32_t item : leftOut)
            std::ranges::fill(m_some.row(static_cast<std::size_t>(item)),
                              std::numeric_limits<float>::quiet_NaN());
    }
    MatrixView view() const { return m_some.rows() > 0 ? m_some.view() : m_all; }

private:
    MatrixView m_all;
    Matrix m_some; // empty where all take part
};

} // namespace

Projection mapOf(const Snapshot& snapshot, const FeatureSet* features, const Projector& projector,
                 const Projection* previous, const std::stop_token& stop, const ProgressSink& progress,
                 const ProjectionSink& publish) {
    return projector.project(PlacedImages(snapshot, features).view(), snapshot.sentences, previous, stop,
                             progress, publish);
}

MapQuality qualityOf(const Projection& map, const Snapshot& snapshot, const FeatureSet* features,
                     bool removeViewMeans, const std::stop_token& stop, const ProgressSink& progress) {
    return mapQuality(PlacedImages(snapshot, features).view(), snapshot.sentences, map, removeViewMeans, stop,
                      progress);
}

bool isMadeBy(const std::string& method, const std::string& key) {
    return method == key || (method.empty() && key == makeProjector()->key());
}

std::shared_ptr<Projection> storedMapOf(const std::filesystem::path& folder, const Snapshot& snapshot,
                                        const std::string& key) {
    try {
        auto projection = std::make_shared<Projection>(readProjection(folder, snapshot.epoch));
        if (isMadeBy(projection->madeBy, key) && projection->images.rows() == snapshot.images.rows() &&
            projection->sentences.rows() == snapshot.sentences.rows())
            return projection;
    } catch (const Error&) {
        // A damaged file costs nothing but the time to compute the map again.
    }
    return nullptr;
}

void writePositions(const std::filesystem::path& file, const Projection& map, const Dataset& dataset) {
    if (file.extension() != ".npy") {
        const TableFormat format = file.extension() == ".csv" ? TableFormat::commas : TableFormat::tabs;
        writeFileAtomically(file, itemTable(allItems(dataset), dataset, &map, format));
        return;
    }
    Matrix all(map.images.rows() + map.sentences.rows(), 2);
    std::ranges::copy(map.images.values(), all.values().begin());
    std::ranges::copy(map.sentences.values(), all.values().begin() + std::ssize(map.images.values()));
    writeNpy(file, all.view());
}

} // namespace crossview
