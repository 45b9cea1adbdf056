#include "project/map_of_run.h"

#include "files/atomic_file.h"
#include "files/npy.h"
#include "projection/map_quality.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
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

/// One cell: what would break the table becomes a space.
std::string cell(std::string text) {
    std::ranges::replace_if(
        text, [](char letter) { return letter == '\t' || letter == '\n' || letter == '\r'; }, ' ');
    return text;
}

std::string tableOf(const Projection& map, const Dataset& dataset) {
    std::string table = "view\titem\tx\ty\twhat\n";
    const auto add = [&table](const char* view, const Matrix& places, const auto& nameOf) {
        for (std::size_t i = 0; i < places.rows(); ++i)
            fmt::format_to(std::back_inserter(table), "{}\t{}\t{:.6g}\t{:.6g}\t{}\n", view, i, places(i, 0),
                           places(i, 1), cell(nameOf(i)));
    };
    add("image", map.images, [&](std::size_t i) { return dataset.images()[i].path.string(); });
    add("sentence", map.sentences, [&](std::size_t i) { return dataset.sentences()[i].text; });
    return table;
}

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

void writePositions(const std::filesystem::path& file, const Projection& map, const Dataset& dataset) {
    if (file.extension() != ".npy") {
        writeFileAtomically(file, tableOf(map, dataset));
        return;
    }
    Matrix all(map.images.rows() + map.sentences.rows(), 2);
    std::ranges::copy(map.images.values(), all.values().begin());
    std::ranges::copy(map.sentences.values(), all.values().begin() + std::ssize(map.images.values()));
    writeNpy(file, all.view());
}

} // namespace crossview
