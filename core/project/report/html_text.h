#pragma once

#include <string>
#include <string_view>

namespace crossview {

/// A text as it stands between the tags of an HTML page, or in an attribute within double quotes: shown as it
/// is and never taken for tags. Control characters and bytes that are no UTF-8 are written out (visibleLine).
std::string htmlText(std::string_view text);

/// Bytes in base64 (RFC 4648), for a data: address.
std::string base64(std::string_view bytes);

} // namespace crossview
