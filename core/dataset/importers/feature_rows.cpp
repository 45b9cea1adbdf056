#include "dataset/importers/feature_rows.h"

#include "common/error.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace crossview {
namespace {

constexpr std::array<std::string_view, 8> kImageNames{"image_features",   "images",    "image", "img_emb",
                                                      "image_embeddings", "img_feats", "ims",   "feats"};
constexpr std::array<std::string_view, 8> kTextNames{"text_features",   "sentences", "texts", "text",
                                                     "text_embeddings", "text_emb",  "caps",  "captions"};

bool same(std::span<const float> a, std::span<const float> b) {
    return std::ranges::equal(a, b);
}

} // namespace

ArrayFile openFeatures(const std::filesystem::path& file, View view) {
    return view == View::image ? ArrayFile(file, kImageNames) : ArrayFile(file, kTextNames);
}

Matrix readFeatures(const ArrayFile& array, std::vector<std::string>& notes, const std::stop_token& stop,
                    const ProgressSink& progress) {
    Matrix rows = array.read(stop, progress);
    std::size_t zero = 0;
    std::size_t firstZero = 0;
    bool alike = rows.rows() > 1;
    for (std::size_t r = 0; r < rows.rows(); ++r) {
        alike = alike && same(rows.row(r), rows.row(0));
        if (std::ranges::all_of(rows.row(r), [](float value) { return value == 0; }) && zero++ == 0)
            firstZero = r;
    }
    if (alike)
        throw Error(
            fmt::format("All {} rows of {} are the same, so nothing can be learned from them: look at "
                        "what wrote the file.",
                        rows.rows(), array.place()));
    if (zero > 0)
        notes.push_back(fmt::format("{}: {} of {} rows are all zero, the first is row {}", array.place(),
                                    zero, rows.rows(), firstZero));
    return rows;
}

bool standsFiveTimes(MatrixView rows) {
    if (rows.rows() == 0 || rows.rows() % kSentencesPerImage != 0)
        return false;
    for (std::size_t r = 0; r < rows.rows(); ++r)
        if (!same(rows.row(r), rows.row(r - r % kSentencesPerImage)))
            return false;
    return true;
}

Matrix chosenRows(Matrix rows, std::span<const std::int32_t> chosen) {
    bool all = chosen.size() == rows.rows();
    for (std::size_t i = 0; all && i < chosen.size(); ++i)
        all = chosen[i] == static_cast<std::int32_t>(i);
    if (all)
        return rows;
    Matrix picked(chosen.size(), rows.cols());
    for (std::size_t i = 0; i < chosen.size(); ++i)
        std::ranges::copy(rows.row(static_cast<std::size_t>(chosen[i])), picked.row(i).begin());
    return picked;
}

std::string describe(const ArrayFile& array, View view) {
    return fmt::format("{} features: {}, {}", view == View::image ? "image" : "sentence", array.place(),
                       array.description());
}

} // namespace crossview
