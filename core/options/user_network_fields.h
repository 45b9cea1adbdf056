#pragma once

#include "options/field_builder.h"

namespace crossview {

/// Adds the options of a network of the user's own (features.image.network…).
void addUserNetworkFields(FieldBuilder& add);

} // namespace crossview
