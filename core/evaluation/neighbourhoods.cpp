#include "evaluation/neighbourhoods.h"

#include "common/progress.h"
#include "evaluation/cross_distances.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

namespace crossview {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// The rows nearest to one, not itself; of equal distances the lower ones.
std::vector<std::int32_t> nearestOthers(std::span<const float> squared, std::size_t self, std::size_t count) {
    std::vector<std::int32_t> order(squared.size());
    std::iota(order.begin(), order.end(), 0);
    std::erase_if(order, [&](std::int32_t row) {
        return row == static_cast<std::int32_t>(self) ||
               squared[static_cast<std::size_t>(row)] == MeasuredRows::kNever;
    });
    const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(count, order.size()));
    std::ranges::partial_sort(order, end, [&](std::int32_t a, std::int32_t b) {
        const float first = squared[static_cast<std::size_t>(a)],
                    second = squared[static_cast<std::size_t>(b)];
        return first < second || (first == second && a < b);
    });
    order.erase(end, order.end());
    return order;
}

std::vector<double> meanOf(const MeasuredRows& measured) {
    std::vector<double> mean(measured.rows.cols());
    std::size_t count = 0;
    for (std::size_t r = 0; r < measured.rows.rows(); ++r) {
        if (!measured.takesPart(r))
            continue;
        ++count;
        const auto row = measured.rows.row(r);
        for (std::size_t c = 0; c < mean.size(); ++c)
            mean[c] += double(row[c]);
    }
    for (double& value : mean)
        value = count > 0 ? value / double(count) : kUnknown;
    return mean;
}

} // namespace

std::vector<std::int32_t> meanings(const Dataset& dataset, View view) {
    std::vector<std::int32_t> result;
    const auto conceptOf = [&](std::int32_t image) {
        return dataset.images()[static_cast<std::size_t>(image)].conceptId;
    };
    if (view == View::image) {
        for (const ImageItem& image : dataset.images())
            result.push_back(image.conceptId);
        return result;
    }
    for (std::size_t s = 0; s < dataset.sentences().size(); ++s) {
        const auto images = dataset.relation().imagesOf(s);
        result.push_back(images.empty()          ? -1
                         : dataset.hasConcepts() ? conceptOf(images.front())
                                                 : images.front());
    }
    return result;
}

double mateShare(MatrixView rows, std::span<const std::int32_t> meanings,
                 std::span<const std::int32_t> leftOut, const std::stop_token& stop) {
    const MeasuredRows measured(rows, leftOut);
    std::unordered_map<std::int32_t, std::size_t> members;
    for (std::size_t r = 0; r < rows.rows(); ++r)
        if (meanings[r] >= 0 && measured.takesPart(r))
            ++members[meanings[r]];
    std::vector<std::uint32_t> asking;
    for (std::size_t r = 0; r < rows.rows(); ++r)
        if (meanings[r] >= 0 && measured.takesPart(r) && members[meanings[r]] > 1)
            asking.push_back(static_cast<std::uint32_t>(r));
    if (asking.empty())
        return kUnknown;
    const std::size_t sampled = std::min(kStructureSample, asking.size());
    for (std::size_t q = 0; q < sampled; ++q)
        asking[q] = asking[q * asking.size() / sampled];
    asking.resize(sampled);
    std::vector<double> shares(rows.rows(), 0.0); // by row: several threads write
    forEachQuery(
        measured, asking, measured,
        [&](std::size_t row, std::span<const float> squared) {
            const std::int32_t own = meanings[row];
            const std::size_t mates = members.at(own) - 1;
            std::size_t found = 0;
            for (const std::int32_t other : nearestOthers(squared, row, kStructureNeighbours))
                found += meanings[static_cast<std::size_t>(other)] == own ? 1U : 0U;
            shares[row] = double(found) / double(std::min(mates, kStructureNeighbours));
        },
        stop, [](std::size_t) {});
    double sum = 0;
    for (const std::uint32_t row : asking)
        sum += shares[row];
    return sum / double(sampled);
}

double modalityGap(MatrixView images, MatrixView sentences, std::span<const std::int32_t> leftOutImages) {
    const std::vector<double> image = meanOf(MeasuredRows(images, leftOutImages));
    const std::vector<double> sentence = meanOf(MeasuredRows(sentences));
    double sum = 0;
    for (std::size_t c = 0; c < image.size(); ++c)
        sum += (image[c] - sentence[c]) * (image[c] - sentence[c]);
    return std::sqrt(sum);
}

ViewStructure viewStructure(MatrixView images, MatrixView sentences, const Dataset& dataset,
                            std::span<const std::int32_t> leftOutImages, const std::stop_token& stop) {
    return {mateShare(images, meanings(dataset, View::image), leftOutImages, stop),
            mateShare(sentences, meanings(dataset, View::sentence), {}, stop),
            modalityGap(images, sentences, leftOutImages)};
}

} // namespace crossview
