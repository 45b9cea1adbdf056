#include "training/collapse_alarm.h"

#include <cmath>

namespace crossview {

bool CollapseAlarm::feed(double total, double constant, double spread) {
    constexpr double kNear = 0.01;
    constexpr double kIdentical = 5e-3; // mean distance of two embeddings below 0.1
    ++m_steps;
    const bool collapsed =
        constant > 0 && std::abs(total - constant) <= kNear * constant && spread < kIdentical;
    m_inRow = collapsed && m_steps > kWarmUp ? m_inRow + 1 : 0;
    return m_inRow >= kPatience;
}

} // namespace crossview
