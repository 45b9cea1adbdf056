#include "common/error.h"
#include "common/shown_name.h"
#include "dataset/importers/described/picture_texts.h"

#include <algorithm>
#include <exiv2/exiv2.hpp>
#include <fmt/format.h>
#include <limits>
#include <mutex>

namespace crossview {
namespace {

namespace fs = std::filesystem;

/// Text fields of old formats are often filled up with NULs.
std::string upToNul(std::string text) {
    text.resize(std::min(text.size(), text.find('\0')));
    return text;
}

void takeXmp(const Exiv2::XmpData& data, PictureTexts& texts) {
    const auto found = data.findKey(Exiv2::XmpKey("Xmp.dc.description"));
    if (found == data.end())
        return;
    if (const auto* languages = dynamic_cast<const Exiv2::LangAltValue*>(&found->value())) {
        for (const auto& [language, text] : languages->value_)
            texts.xmp.insert(language == "x-default" ? texts.xmp.begin() : texts.xmp.end(), text);
    } else {
        texts.xmp.push_back(found->toString()); // where a program wrote a plain text
    }
}

PictureTexts textsOf(Exiv2::Image& image) {
    image.readMetadata();
    PictureTexts texts;
    takeXmp(image.xmpData(), texts);
    const Exiv2::IptcData& iptc = image.iptcData();
    if (const auto found = std::find_if(iptc.begin(), iptc.end(),
                                        [](const Exiv2::Iptcdatum& datum) {
                                            return datum.record() == Exiv2::IptcDataSets::application2 &&
                                                   datum.tag() == Exiv2::IptcDataSets::Caption;
                                        });
        found != iptc.end())
        texts.iptc = upToNul(found->toString());
    const Exiv2::ExifData& exif = image.exifData();
    if (const auto found = exif.findKey(Exiv2::ExifKey("Exif.Image.ImageDescription")); found != exif.end())
        texts.exif = upToNul(found->toString());
    return texts;
}

/// Runs one reading at a time: the library's reader of XMP keeps state of its own. It tells of damage on
/// stderr, where nobody looks for it.
template <typename Work>
PictureTexts quietly(const std::string& name, const Work& work) {
    static std::mutex one;
    const std::lock_guard lock(one);
    Exiv2::LogMsg::setLevel(Exiv2::LogMsg::mute);
    try {
        return work();
    } catch (const std::exception& error) { // Exiv2's own, and what its containers throw over damaged sizes
        throw Error(fmt::format(
            "{} has metadata that cannot be read: {}. Write them again, or the caption into a text "
            "file beside it.",
            name, shownName(error.what())));
    }
}

PictureTexts fromPicture(const fs::path& file) {
    // Absolute, since the library takes a name like "-" or "data:" for something else than a file.
    const std::string path = fs::absolute(file).string();
    return quietly(file.string(), [&] { return textsOf(*Exiv2::ImageFactory::open(path, false)); });
}

PictureTexts fromBytes(std::span<const std::byte> bytes, const std::string& name) {
    if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<long>::max()))
        throw Error(name + " is too large for its metadata to be read.");
    return quietly(name, [&] {
        return textsOf(*Exiv2::ImageFactory::open(reinterpret_cast<const Exiv2::byte*>(bytes.data()),
                                                  static_cast<long>(bytes.size())));
    });
}

PictureTexts fromXmp(std::string_view text, const std::string& name) {
    return quietly(name, [&] {
        Exiv2::XmpData data;
        if (Exiv2::XmpParser::decode(data, std::string(text)) != 0)
            throw Error("it is no XMP");
        PictureTexts texts;
        takeXmp(data, texts);
        return texts;
    });
}

} // namespace

const PictureTextReader& exiv2TextReader() {
    static constexpr PictureTextReader kReader{&fromPicture, &fromBytes, &fromXmp};
    return kReader;
}

} // namespace crossview
