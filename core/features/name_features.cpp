#include "features/name_features.h"

#include "common/hash.h"
#include "encoders/vision/class_names.h"
#include "features/feature_options.h"
#include "features/text/text_chain.h"

namespace crossview {

void NameFeatures::addToKey(Hash& hash, const BlockKeyInput& input) {
    hash.add("names").add(static_cast<long long>(input.options.image.nameComponents));
    for (const std::string& name : imagenetClassNames())
        hash.add(name);
    hash.add(miniLmEncoder(input.options.text.precision)->settings());
}

} // namespace crossview
