#include "evaluation/seed_mean.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace crossview {
namespace {

/// 97.5 % quantile of Student's t, to four digits: a table where the tails are heavy, the expansion in
/// 1/degrees behind it (Abramowitz and Stegun 26.7.5).
double studentQuantile(std::size_t degrees) {
    constexpr std::array kTable{12.7062, 4.3027, 3.1824, 2.7764, 2.5706,
                                2.4469,  2.3646, 2.3060, 2.2622, 2.2281};
    if (degrees <= kTable.size())
        return kTable[degrees - 1];
    constexpr double z = 1.959964;
    const auto n = static_cast<double>(degrees);
    const double z3 = z * z * z;
    const double z5 = z3 * z * z;
    const double z7 = z5 * z * z;
    return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n) +
           (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n * n * n);
}

double meanOf(std::span<const double> values) {
    double sum = 0;
    for (const double value : values)
        sum += value;
    return sum / static_cast<double>(values.size());
}

Recall meanOfDirection(std::span<const RecallBothWays> runs, Recall RecallBothWays::*direction) {
    if (runs.size() == 1)
        return runs.front().*direction;
    const auto mean = [&](double Recall::*member) {
        std::vector<double> values;
        for (const RecallBothWays& run : runs)
            values.push_back(run.*direction.*member);
        return meanOf(values);
    };
    Recall result;
    result.r1 = mean(&Recall::r1);
    result.r5 = mean(&Recall::r5);
    result.r10 = mean(&Recall::r10);
    result.medianRank = mean(&Recall::medianRank);
    result.meanRank = mean(&Recall::meanRank);
    result.meanReciprocalRank = mean(&Recall::meanReciprocalRank);
    result.queries = (runs.front().*direction).queries;
    std::vector<double> firsts;
    for (const RecallBothWays& run : runs)
        firsts.push_back((run.*direction).r1);
    const double half = halfWidthOfMean(firsts);
    result.r1Low = std::max(0.0, result.r1 - half);
    result.r1High = std::min(100.0, result.r1 + half);
    return result;
}

} // namespace

double halfWidthOfMean(std::span<const double> values) {
    if (values.size() < 2)
        return 0;
    const double mean = meanOf(values);
    double squares = 0;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    const auto count = static_cast<double>(values.size());
    return studentQuantile(values.size() - 1) * std::sqrt(squares / (count - 1) / count);
}

RecallBothWays meanOverSeeds(std::span<const RecallBothWays> runs) {
    RecallBothWays mean;
    if (runs.empty())
        return mean;
    mean.protocol = runs.front().protocol;
    mean.tieRule = runs.front().tieRule;
    mean.imageToSentence = meanOfDirection(runs, &RecallBothWays::imageToSentence);
    mean.sentenceToImage = meanOfDirection(runs, &RecallBothWays::sentenceToImage);
    return mean;
}

} // namespace crossview
