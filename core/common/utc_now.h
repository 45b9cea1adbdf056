#pragma once

#include <string>

namespace crossview {

/// The present moment in UTC by a strftime pattern, e.g. "%Y-%m-%dT%H:%M:%SZ"; at most 39 characters.
std::string utcNow(const char* pattern);

} // namespace crossview
