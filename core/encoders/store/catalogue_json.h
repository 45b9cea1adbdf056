#pragma once

#include <string_view>

namespace crossview {

/// resources/encoders.json as it was when the program was built.
std::string_view catalogueJson();

} // namespace crossview
