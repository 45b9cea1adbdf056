#include "features/given_rows.h"

#include "common/error.h"
#include "files/npy.h"

#include <cmath>

#include <fmt/format.h>

namespace crossview {
namespace {

double meanLength(MatrixView rows) {
    double sum = 0;
    for (std::size_t r = 0; r < rows.rows(); ++r) {
        double squares = 0;
        for (const float value : rows.row(r))
            squares += double{value} * value;
        sum += std::sqrt(squares);
    }
    return rows.rows() == 0 ? 0 : sum / static_cast<double>(rows.rows());
}

SharedMatrix scaledToLengthOne(SharedMatrix rows) {
    constexpr double kNearlyOne = 1e-3; // rows of length 1 already stay mapped
    const double length = meanLength(rows);
    if (length == 0 || !std::isfinite(length) || std::abs(length - 1) < kNearlyOne)
        return rows;
    Matrix scaled(rows.rows(), rows.cols());
    const auto factor = static_cast<float>(1 / length);
    for (std::size_t i = 0; i < scaled.size(); ++i)
        scaled.data()[i] = rows.view().data()[i] * factor;
    return SharedMatrix(std::move(scaled));
}

} // namespace

SharedMatrix givenRows(const Dataset& dataset, View view) {
    const std::filesystem::path file = dataset.givenFile(view);
    const std::size_t items = view == View::image ? dataset.images().size() : dataset.sentences().size();
    std::error_code missing;
    if (!std::filesystem::exists(file, missing))
        throw Error(fmt::format("{} is missing, which holds the features given with the project: import the "
                                "data again.",
                                file.string()));
    SharedMatrix rows = mapNpy(file);
    if (rows.rows() != items || rows.cols() == 0)
        throw Error(fmt::format("{} holds {} rows for {} {}: import the data again.", file.string(),
                                rows.rows(), items, view == View::image ? "images" : "sentences"));
    return view == View::image ? rows : scaledToLengthOne(std::move(rows));
}

} // namespace crossview
