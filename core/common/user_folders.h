#pragma once

#include <filesystem>

namespace crossview {

/// Crossview's folder for data of the user: crossview under $XDG_DATA_HOME or ~/.local/share (XDG Base
/// Directory Specification). It need not be there yet. Throws Error when neither XDG_DATA_HOME nor HOME is
/// set; `remedy` ends that sentence ("say where … with …").
std::filesystem::path userDataFolder(const char* remedy);

} // namespace crossview
