#include "projection/brought_projection.h"

#include "common/error.h"
#include "files/npy.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace crossview {

Matrix scaledPositions(MatrixView positions) {
    double x = 0, y = 0, squares = 0;
    const auto count = static_cast<double>(std::max<std::size_t>(positions.rows(), 1));
    for (std::size_t r = 0; r < positions.rows(); ++r) {
        x += double{positions(r, 0)} / count;
        y += double{positions(r, 1)} / count;
    }
    for (std::size_t r = 0; r < positions.rows(); ++r)
        squares +=
            (std::pow(double{positions(r, 0)} - x, 2) + std::pow(double{positions(r, 1)} - y, 2)) / count;
    const double radius = std::sqrt(squares);
    if (!(radius > 0) || !std::isfinite(radius))
        throw Error("All positions of the map are the same: nothing could be seen on it.");
    Matrix scaled(positions.rows(), 2);
    for (std::size_t r = 0; r < positions.rows(); ++r) {
        scaled(r, 0) = static_cast<float>((double{positions(r, 0)} - x) / radius);
        scaled(r, 1) = static_cast<float>((double{positions(r, 1)} - y) / radius);
    }
    return scaled;
}

std::string BroughtProjector::key() const {
    return fmt::format(R"({{"method":"brought","map":"{}"}})", m_options.file.stem().string());
}

Projection BroughtProjector::compute(MatrixView images, MatrixView sentences, const Projection*,
                                     const std::stop_token&, const ProgressSink&,
                                     const ProjectionSink&) const {
    if (m_options.file.empty())
        throw Error(
            "No map was brought to this project: crossview-cli project PROJECT --bring FILE, or Bring a "
            "map in the window's menu View.");
    const Matrix all = readNpy(m_options.file);
    if (all.cols() != 2 || m_options.images != images.rows() || all.rows() < images.rows() ||
        all.rows() - images.rows() > sentences.rows())
        throw Error(
            fmt::format("The map {} is of other images and sentences than the project holds: bring it "
                        "again.",
                        m_options.file.string()));
    Projection map{Matrix(images.rows(), 2), Matrix(sentences.rows(), 2)};
    const auto begin = all.values().begin();
    const auto imageValues = std::ssize(map.images.values());
    std::copy_n(begin, imageValues, map.images.values().begin());
    std::copy(begin + imageValues, all.values().end(), map.sentences.values().begin());
    return map;
}

} // namespace crossview
