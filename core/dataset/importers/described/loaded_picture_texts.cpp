#include "common/module.h"
#include "dataset/importers/described/picture_texts.h"

namespace crossview {

const PictureTextReader& pictureTextReader() {
    static const PictureTextReader& loaded =
        *moduleFunction<MetadataFunction>(kMetadataModule, kMetadataFunction)();
    return loaded;
}

} // namespace crossview
