#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace crossview::cli {

/// Draws 72 pictures (four colours, three shapes, six places and sizes) into `folder`/pictures and writes
/// `folder`/captions.tsv with two captions each, such as "a red square" and "one big red square". Returns the
/// path of the caption file.
std::filesystem::path drawShapes(const std::filesystem::path& folder);

/// Flags that make a training on the shapes small: a second or two.
std::vector<std::string> smallTraining(int epochs);

} // namespace crossview::cli
