#include "training/best_epoch.h"

namespace crossview {

bool BestEpoch::take(int nextEpoch, const RecallBothWays& validation) {
    const bool validated = validation.isMeasured();
    const double next = validated ? validation.sum() : 0;
    if (epoch > 0 && validated && next <= score)
        return false;
    epoch = nextEpoch;
    score = next;
    return true;
}

} // namespace crossview
