#include "said.h"
#include "scratch_folder.h"

#include "dataset/importers/described/described_captions.h"
#include "dataset/importers/described/picture_texts.h"
#include "dataset/locating/image_file.h"

#include "common/unicode_text.h"

#include <cstddef>
#include <cstdint>
#include <span>

using namespace crossview;
using namespace crossview::fuzz;

/// Metadata inside a picture, as an import reads them, or else XMP alone.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = asText(data, size);
    const auto check = [](const PictureTexts& texts) {
        for (const std::string& caption : describedCaptions(texts))
            require(!caption.empty() && isUtf8(caption) && caption.find('\n') == std::string::npos);
    };
    doneOrSaid([&] {
        if (beginsLikeImage(text))
            check(pictureTextReader().fromBytes(std::as_bytes(std::span(text)), "picture"));
        else
            check(pictureTextReader().fromXmp(text, "picture.xmp"));
    });
    return 0;
}
