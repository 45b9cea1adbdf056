// The reader of texts inside pictures, as a library that the programs load when they first look for one
// (common/module.h).
#include "dataset/importers/described/picture_texts.h"

// NOLINTNEXTLINE(readability-identifier-naming): a C name, by which it is looked for.
extern "C" __attribute__((visibility("default"))) const crossview::PictureTextReader*
crossview_picture_text_reader() {
    return &crossview::exiv2TextReader();
}
