#include "dataset/importers/described/picture_texts.h"

namespace crossview {

const PictureTextReader& pictureTextReader() {
    return exiv2TextReader();
}

} // namespace crossview
