#include "retrieval/coarse_rows.h"

#include "common/threads.h"
#include "common/wide.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace crossview {
namespace {

constexpr float kLargestCode = 127;
constexpr std::size_t kRowsAtOnce = 4096;

/// A query as whole numbers: step * codes, but for a remainder of this length.
struct RoundedQuery {
    std::vector<std::int16_t> codes;
    double step = 0;
    double length = 0;
    double remainder = 0;
};

RoundedQuery rounded(std::span<const float> query) {
    // The sum of all products must fit into 32 bits.
    const double widest = 127.0 * static_cast<double>(std::max<std::size_t>(query.size(), 1));
    const double largest =
        std::min(8191.0, std::floor(double{std::numeric_limits<std::int32_t>::max()} / widest));
    double peak = 0;
    RoundedQuery result;
    for (const float value : query) {
        peak = std::max(peak, std::abs(double{value}));
        result.length += double{value} * double{value};
    }
    result.length = std::sqrt(result.length);
    result.step = peak / largest;
    for (const float value : query) {
        const double code = result.step > 0 ? std::round(double{value} / result.step) : 0;
        result.codes.push_back(static_cast<std::int16_t>(code));
        result.remainder += std::pow(double{value} - code * result.step, 2);
    }
    result.remainder = std::sqrt(result.remainder);
    return result;
}

constexpr std::size_t kLanes = 16;

double sumOf(const std::array<double, kLanes>& lanes) {
    return std::accumulate(lanes.begin(), lanes.end(), 0.0);
}

/// Squared length of a row, and its largest value.
CROSSVIEW_WIDE std::pair<double, float> squareAndPeak(const float* values, std::size_t width) {
    std::array<double, kLanes> squares{};
    std::array<float, kLanes> peaks{};
    const auto add = [&](std::size_t lane, float value) {
        squares[lane] += double{value} * double{value};
        peaks[lane] = std::abs(value) > peaks[lane] ? std::abs(value) : peaks[lane];
    };
    std::size_t c = 0;
    for (; c + kLanes <= width; c += kLanes)
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            add(lane, values[c + lane]);
    for (; c < width; ++c)
        add(c % kLanes, values[c]);
    return {sumOf(squares), *std::ranges::max_element(peaks)};
}

/// Rounds a row to steps, and gives the squared length of what that leaves.
CROSSVIEW_WIDE double roundRow(const float* values, std::size_t width, float step, float perStep,
                               std::int8_t* codes) {
    std::array<double, kLanes> squares{};
    const auto round = [&](std::size_t c, std::size_t lane) {
        const float code = values[c] * perStep;
        codes[c] = static_cast<std::int8_t>(static_cast<int>(code + (code < 0 ? -0.5F : 0.5F)));
        const double left = double{values[c]} - double{step} * static_cast<double>(codes[c]);
        squares[lane] += left * left;
    };
    std::size_t c = 0;
    for (; c + kLanes <= width; c += kLanes)
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            round(c + lane, lane);
    for (; c < width; ++c)
        round(c, c % kLanes);
    return sumOf(squares);
}

/// Products of consecutive rows of codes with those of a query.
CROSSVIEW_WIDE void multiplyCodes(const std::int8_t* codes, std::size_t rows, std::size_t width,
                                  const std::int16_t* query, std::int32_t* products) {
    for (std::size_t r = 0; r < rows; ++r) {
        const std::int8_t* const row = codes + r * width;
        std::int32_t sum = 0;
        for (std::size_t c = 0; c < width; ++c)
            sum += static_cast<std::int16_t>(row[c]) * query[c];
        products[r] = sum;
    }
}

} // namespace

CoarseRows::CoarseRows(SharedMatrix rows, const std::stop_token& stop)
    : m_rows(std::move(rows)), m_codes(m_rows.rows() * m_rows.cols()), m_rounded(m_rows.rows()) {
    parallelFor((m_rows.rows() + kRowsAtOnce - 1) / kRowsAtOnce, stop, [&](std::size_t part) {
        const std::size_t end = std::min((part + 1) * kRowsAtOnce, m_rows.rows());
        for (std::size_t row = part * kRowsAtOnce; row < end; ++row)
            round(row);
    });
}

void CoarseRows::round(std::size_t row) {
    const std::span<const float> values = m_rows.row(row);
    Rounded& rounded = m_rounded[row];
    const auto [square, peak] = squareAndPeak(values.data(), values.size());
    if (!std::isfinite(square)) { // never an answer
        rounded.square = std::numeric_limits<float>::quiet_NaN();
        return;
    }
    rounded.square = static_cast<float>(square);
    rounded.step = peak / kLargestCode;
    const float perStep = 1 / rounded.step;
    double remainder = square; // of zeros, and of a row too small for a step
    if (std::isfinite(perStep))
        remainder = roundRow(values.data(), values.size(), rounded.step, perStep,
                             m_codes.data() + row * values.size());
    rounded.remainder =
        std::nextafter(static_cast<float>(std::sqrt(remainder)), std::numeric_limits<float>::max());
}

/// With x = step * codes + e, and q the same with f: q·x differs from the product of the rounded ones by
/// q·e + f·(x - e), which is at most |q||e| + |f|(|x| + |e|).
std::vector<Hit> CoarseRows::nearest(std::span<const float> query, std::size_t k,
                                     std::span<const std::int32_t> leftOut) const {
    requireSameWidth(query, m_rows);
    const std::size_t count = m_rows.rows();
    const RoundedQuery asked = rounded(query);
    if (!std::isfinite(asked.length))
        return crossview::nearest(query, m_rows, k, leftOut);
    constexpr float kFar = std::numeric_limits<float>::infinity();
    std::vector<float> least(count);
    std::vector<float> most(count);
    parallelFor((count + kRowsAtOnce - 1) / kRowsAtOnce, {}, [&](std::size_t part) {
        const std::size_t first = part * kRowsAtOnce;
        const std::size_t size = std::min(kRowsAtOnce, count - first);
        std::vector<std::int32_t> products(size);
        multiplyCodes(m_codes.data() + first * query.size(), size, query.size(), asked.codes.data(),
                      products.data());
        for (std::size_t i = 0; i < size; ++i) {
            const Rounded& row = m_rounded[first + i];
            const double square = double{row.square} + asked.length * asked.length;
            const double about = square - 2 * asked.step * double{row.step} * products[i];
            const double length = std::sqrt(double{row.square});
            // The last term covers what is rounded to float32 here and in `square`.
            const double off = 2 * (asked.length * double{row.remainder} +
                                    asked.remainder * (length + double{row.remainder})) +
                               1e-6 * square;
            const bool isNumber = !std::isnan(row.square);
            least[first + i] = isNumber ? static_cast<float>(about - off) : kFar;
            most[first + i] = isNumber ? static_cast<float>(about + off) : kFar;
        }
    });
    for (const std::int32_t row : leftOut)
        least.at(static_cast<std::size_t>(row)) = most.at(static_cast<std::size_t>(row)) = kFar;
    k = std::min(k, count);
    if (k == 0)
        return {};
    std::nth_element(most.begin(), most.begin() + static_cast<std::ptrdiff_t>(k - 1), most.end());
    std::vector<std::int32_t> candidates;
    for (std::size_t row = 0; row < count; ++row)
        if (least[row] <= most[k - 1] && least[row] < kFar)
            candidates.push_back(static_cast<std::int32_t>(row));
    return nearestOf(query, m_rows, candidates, k);
}

} // namespace crossview
