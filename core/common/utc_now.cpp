#include "common/utc_now.h"

#include <array>
#include <ctime>

namespace crossview {

std::string utcNow(const char* pattern) {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::array<char, 40> text{};
    return std::string(text.data(), std::strftime(text.data(), text.size(), pattern, &parts));
}

} // namespace crossview
