// The codecs of pictures, as a library that the programs load when they first decode one (common/module.h).
#include "pictures/picture_codecs.h"

// NOLINTNEXTLINE(readability-identifier-naming): a C name, by which it is looked for.
extern "C" __attribute__((visibility("default"))) crossview::PictureCodecs* crossview_picture_codecs() {
    return &crossview::decodeWithOpenCv;
}
