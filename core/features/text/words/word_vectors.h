#pragma once

#include "common/matrix.h"

#include <cstddef>
#include <string>
#include <vector>

namespace crossview {

/// Words with a vector each.
struct WordVectors {
    std::vector<std::string> words;   ///< [n] each once, the most frequent first
    Matrix vectors;                   ///< [n, d], finite
    std::size_t leading = 0;          ///< of these words: how many stood at the beginning of their file
    std::vector<std::string> remarks; ///< sentences for a person on what was left out
};

} // namespace crossview
