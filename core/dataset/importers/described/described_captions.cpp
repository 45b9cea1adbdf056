#include "dataset/importers/described/described_captions.h"

#include "common/text_encoding.h"
#include "common/unicode_text.h"
#include "dataset/captions.h"

#include <algorithm>
#include <array>

namespace crossview {

namespace {

using namespace std::string_view_literals;

// As lowerAscii(onOneLine()) gives them.
constexpr std::array kWhole{"digital camera"sv,
                            "camera"sv,
                            "dcim"sv,
                            "sony dsc"sv,
                            "samsung"sv,
                            "default"sv,
                            "untitled"sv,
                            "no title"sv,
                            "exif_jpeg_picture"sv,
                            "exif jpeg picture"sv,
                            "jpeg"sv,
                            "jpg"sv,
                            "image"sv,
                            "photo"sv,
                            "picture"sv,
                            "screenshot"sv,
                            "ascii"sv,
                            "unicode"sv,
                            "description"sv,
                            "dav"sv,
                            "hdr"sv,
                            "sdr"sv,
                            "rhdr"sv,
                            "edf"sv,
                            "cof"sv,
                            "ptr"sv,
                            "mde"sv,
                            "oznor"sv,
                            "fbt"sv,
                            "bty"sv,
                            "btfmdn"sv,
                            "nor"sv,
                            "binary comment"sv,
                            "minolta dsc"sv,
                            "digitalcamera"sv,
                            "digital still camera"sv,
                            "oplus_0"sv,
                            "qrf"sv,
                            "cav"sv};
constexpr std::array kBeginnings{"processed with vsco"sv,
                                 "processed with mold"sv,
                                 "processed with snapseed"sv,
                                 "kodak digital"sv,
                                 "<kenox"sv,
                                 "<digimax"sv,
                                 "created with gimp"sv,
                                 "file written by adobe photoshop"sv,
                                 "creator: gd-jpeg"sv,
                                 "lead technologies"sv,
                                 "handmade software"sv,
                                 "optimized by jpegmini"sv,
                                 "acd systems digital imaging"sv,
                                 "oplus_"sv,
                                 "intel(r) jpeg library"sv,
                                 "appletmark"sv};
constexpr std::array kEndings{" digital camera"sv, " dsc"sv, " digital still camera"sv};

/// In UTF-8; empty for one of an unknown encoding, or a damaged one.
std::string decoded(const std::string& text) {
    const TextEncoding encoding = textEncodingOf(text);
    if (encoding == TextEncoding::unknown)
        return {};
    std::string plain = toUtf8(text, encoding);
    return isUtf8(plain) ? plain : std::string();
}

void add(const std::string& text, std::vector<std::string>& captions) {
    std::string caption = onOneLine(decoded(text));
    if (!isMissing(caption) && !isCameraText(caption) &&
        std::find(captions.begin(), captions.end(), caption) == captions.end())
        captions.push_back(std::move(caption));
}

} // namespace

bool isCameraText(std::string_view text) {
    const std::string plain = lowerAscii(onOneLine(text));
    // "OLYMPUS DIGITAL CAMERA" is a brand of one or two words; a sentence about a digital camera is longer.
    constexpr std::ptrdiff_t kMostBlanks = 4;
    const bool isShort = std::count(plain.begin(), plain.end(), ' ') <= kMostBlanks;
    return std::find(kWhole.begin(), kWhole.end(), plain) != kWhole.end() ||
           std::any_of(kBeginnings.begin(), kBeginnings.end(),
                       [&](std::string_view beginning) { return plain.starts_with(beginning); }) ||
           (isShort && !plain.starts_with("a ") && !plain.starts_with("the ") && !plain.starts_with("my ") &&
            std::any_of(kEndings.begin(), kEndings.end(),
                        [&](std::string_view ending) { return plain.ends_with(ending); }));
}

std::vector<std::string> describedCaptions(const PictureTexts& texts) {
    std::vector<std::string> captions;
    for (const std::string& text : texts.xmp)
        add(text, captions);
    if (captions.empty())
        add(texts.iptc, captions);
    if (captions.empty())
        add(texts.exif, captions);
    return captions;
}

} // namespace crossview
