#include "dataset/importers/region_places.h"

#include "common/error.h"
#include "files/mapped_file.h"
#include "pictures/picture_header.h"

#include <set>
#include <string_view>

#include <fmt/format.h>

namespace crossview {
namespace {

std::string pictureOf(const ImageItem& region) {
    return region.path.empty() ? "title:" + region.title : region.path.string();
}

const char* ending(std::size_t count) {
    return count == 1 ? "" : "s";
}

} // namespace

const RegionPlaces::Size& RegionPlaces::sizeOf(const std::filesystem::path& picture) {
    const auto [entry, isNew] = m_sizes.try_emplace(picture.string());
    if (!isNew)
        return entry->second;
    try {
        const MappedFile file(picture);
        const auto bytes = file.bytes();
        const PictureHeader header =
            parsePictureHeader({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
        entry->second = {static_cast<double>(header.width), static_cast<double>(header.height)};
        if (header.orientation >= 5) // lies on its side: people see it upright
            std::swap(entry->second.width, entry->second.height);
    } catch (const Error&) { // told with its boxes
    }
    return entry->second;
}

RegionPlaces::Placed RegionPlaces::place(const PixelBox& box, const std::filesystem::path& picture) {
    if (box.isEmpty())
        return {
            {},
            fmt::format("the box {} is empty: give it a width and a height above 0, or the corners in the "
                        "order left, top, right, bottom",
                        boxText(box)),
            {}};
    if (picture.empty())
        return {box, {}, {}};
    const Size& size = sizeOf(picture);
    if (!(size.width > 0 && size.height > 0))
        return {{},
                "the picture \"" + picture.filename().string() +
                    "\" is damaged, so that its boxes cannot be placed: copy it there again",
                {}};
    const std::optional<PixelBox> inside = boxWithin(box, size.width, size.height);
    if (!inside)
        return {{},
                fmt::format(
                    "the box {} lies outside of the picture \"{}\" of {} x {} pixels: give it in pixels of "
                    "the upright picture",
                    boxText(box), picture.filename().string(), size.width, size.height),
                {}};
    return {*inside,
            {},
            *inside == box ? std::string()
                           : fmt::format("the box {} leaves the picture \"{}\" and is cut to it",
                                         boxText(box), picture.filename().string())};
}

bool RegionPlaces::putIntoSplit(const ImageItem& region, Split split) {
    return m_splitOfPicture.emplace(pictureOf(region), split).first->second == split;
}

std::optional<Split> RegionPlaces::splitOf(const ImageItem& region) const {
    const auto found = m_splitOfPicture.find(pictureOf(region));
    return found == m_splitOfPicture.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string> RegionPlaces::notes(const std::vector<ImageItem>& images,
                                             const Relation& relation) const {
    std::set<std::string> pictures;
    std::size_t regions = 0;
    std::size_t proposals = 0;
    for (std::size_t i = 0; i < images.size(); ++i) {
        if (!images[i].box)
            continue;
        pictures.insert(pictureOf(images[i]));
        ++(relation.sentencesOf(i).empty() ? proposals : regions);
    }
    std::vector<std::string> notes;
    if (regions + proposals == 0)
        return notes;
    notes.push_back(fmt::format("{} region{} of {} picture{}", regions, ending(regions), pictures.size(),
                                ending(pictures.size())));
    if (proposals > 0)
        notes.push_back(
            fmt::format("{} box{} without phrase: places where phrases of the picture are looked for "
                        "(proposals), in no pair",
                        proposals, proposals == 1 ? "" : "es"));
    if (m_repeated > 0)
        notes.push_back(fmt::format("{} {} of the same region before, and count{} once", m_repeated,
                                    m_repeated == 1 ? "phrase was said" : "phrases were said",
                                    m_repeated == 1 ? "s" : ""));
    return notes;
}

} // namespace crossview
