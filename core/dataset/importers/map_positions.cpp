#include "dataset/importers/map_positions.h"

#include "arrays/array_file.h"
#include "common/error.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace crossview {
namespace {

const ItemColumn& numbersCalled(const std::string& name, const Dataset& data) {
    std::string known;
    for (const ItemColumn& column : data.columns()) {
        if (!column.isNumber())
            continue;
        if (isSameColumn(column.name, name))
            return column;
        known += (known.empty() ? "" : ", ") + column.name;
    }
    throw Error(fmt::format("The data have no column of numbers called {}{}.", name,
                            known.empty() ? std::string() : "; they have " + known));
}

} // namespace

Matrix readPositions(const std::filesystem::path& file, const Dataset& imported, const std::stop_token& stop,
                     const ProgressSink& progress) {
    const ArrayFile array(file);
    const std::size_t images = imported.images().size();
    const std::size_t all = images + imported.sentences().size();
    if (array.columns() != 2 || (array.rows() != all && array.rows() != images))
        throw Error(
            fmt::format("{} holds {} rows of {} numbers, but a map of these data is two numbers for each "
                        "of the {} images, or of these and then the {} sentences ({} rows).",
                        file.string(), array.rows(), array.columns(), images, all - images, all));
    return array.read(stop, progress);
}

Matrix positionsInColumns(const std::string& x, const std::string& y, const Dataset& imported) {
    const ItemColumn& across = numbersCalled(x, imported);
    const ItemColumn& up = numbersCalled(y, imported);
    if (across.view != up.view)
        throw Error(fmt::format("The columns {} and {} are of different views: name two of one.", x, y));
    const std::size_t images = imported.images().size();
    Matrix positions(images + imported.sentences().size(), 2);
    std::ranges::fill(positions.values(), std::numeric_limits<float>::quiet_NaN());
    const std::size_t first = across.view == View::image ? 0 : images;
    for (std::size_t i = 0; i < across.size(); ++i) {
        positions(first + i, 0) = static_cast<float>(across.numbers[i]);
        positions(first + i, 1) = static_cast<float>(up.numbers[i]);
    }
    return positions;
}

} // namespace crossview
