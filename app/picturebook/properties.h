#pragma once

#include <map>
#include <string>
#include <string_view>

namespace crossview {

/// Parses a Java .properties file (Latin-1 with \uXXXX escapes, '#' and '!' comments, '=', ':' or blank after
/// the key, lines continued by a trailing backslash) into UTF-8 keys and values. A later key replaces an
/// earlier one. Malformed escapes stand as they are.
std::map<std::string, std::string> parseProperties(std::string_view latin1);

} // namespace crossview
