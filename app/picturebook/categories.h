#pragma once

#include "wordnet.h"

#include <string_view>

namespace crossview {

/// The lexicographer files in which a picture of a category finds its sense: animals are looked for among
/// animals, food among food and plants. `category` is the text of the category ("Animals & Nature: animal
/// bug", "food: fruit", "Bathroom"); its last part counts most.
const SenseFilter& suitableSenses(std::string_view category);

} // namespace crossview
