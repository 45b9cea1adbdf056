#include "pictures/picture_codecs.h"

namespace crossview {

PictureCodecs& pictureCodecs() {
    return decodeWithOpenCv;
}

} // namespace crossview
