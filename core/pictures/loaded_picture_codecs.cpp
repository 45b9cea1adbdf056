#include "common/module.h"
#include "pictures/picture_codecs.h"

namespace crossview {

PictureCodecs& pictureCodecs() {
    static PictureCodecs& loaded = *moduleFunction<CodecsFunction>(kCodecsModule, kCodecsFunction)();
    return loaded;
}

} // namespace crossview
