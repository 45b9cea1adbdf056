#pragma once

#include "project/project.h"

#include <string>

namespace crossview {

/// What a person noted on a run; empty where there is nothing.
std::string noteOf(const Project& project, const std::string& run);

/// Notes one line of text on a run in place of what stood there; an empty one takes it away. Throws Error
/// when there is no such run, when the project may only be read, or when the text is no line (checkedText).
void setNote(Project& project, const std::string& run, const std::string& text);

} // namespace crossview
