#pragma once

#include "options/field_builder.h"

namespace crossview {

/// Adds the options of word vectors (features.text.words…) and of the mixture of their Fisher vector.
void addWordFields(FieldBuilder& add);

} // namespace crossview
