#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// The captions of a text that lies beside a picture, one a line; empty lines are none.
std::vector<std::string> captionLines(std::string_view text);

/// The captions of a picture beside which a text and JSON may lie, in files or in an archive: those of the
/// text; where it holds none, those of the JSON (captionsInJson), which is asked for only when it matters. A
/// text of several lines that the JSON has as one caption is one, broken over lines.
std::vector<std::string> captionsOfSample(std::string_view text, const std::function<std::string()>& json);

} // namespace crossview
