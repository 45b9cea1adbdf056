#include "training/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace crossview {

double scheduleFactor(const OptimiserOptions& options, long long step, long long stepsPerEpoch) {
    const auto epoch = static_cast<double>(step / std::max(1LL, stepsPerEpoch));
    switch (options.schedule) {
    case Schedule::constant:
        break;
    case Schedule::step:
        return std::pow(options.decay, std::floor(epoch / std::max(1, options.decayEpochs)));
    case Schedule::exponential:
        return std::pow(options.decay, epoch);
    case Schedule::oneCycle: {
        constexpr double kStart = 0.04; // 1/25 of the peak
        constexpr double kRise = 0.3;
        const double total = static_cast<double>(options.epochs) * static_cast<double>(stepsPerEpoch);
        const double at = std::clamp((static_cast<double>(step) + 0.5) / std::max(1.0, total), 0.0, 1.0);
        if (at < kRise)
            return kStart + (1 - kStart) * (1 - std::cos(std::numbers::pi * at / kRise)) / 2;
        return (1 + std::cos(std::numbers::pi * (at - kRise) / (1 - kRise))) / 2;
    }
    }
    return 1;
}

int annealedTopK(int topK, int annealEpochs, int epoch, std::size_t candidates) {
    const auto all = static_cast<double>(candidates);
    if (topK <= 0 || epoch > annealEpochs || all <= topK)
        return topK;
    const double share = static_cast<double>(epoch - 1) / static_cast<double>(annealEpochs);
    return static_cast<int>(std::lround(std::pow(all, 1 - share) * std::pow(topK, share)));
}

} // namespace crossview
