#include "features/image/picture_memory.h"

#include "common/content_sum.h"
#include "common/hash.h"
#include "common/threads.h"
#include "dataset/picture_numbers.h"
#include "features/store/cache_json.h"
#include "files/mapped_file.h"

#include <algorithm>
#include <atomic>
#include <unistd.h>

namespace crossview {

/// What pictures.json says about a file.
struct RememberedPicture {
    std::string stamp;
    std::string sum;
    long long bytes = -1; ///< -1 where the sum is not known
    long long changed = 0;
    bool operator==(const RememberedPicture&) const = default;
};

namespace {

using Json = nlohmann::json;

constexpr std::size_t kStampDigits = 20;

PictureStamp freshStamp(const std::string& path, long long bytes, long long changed, bool readable) {
    return Hash().add(path).add(bytes).add(changed).add(readable ? 1LL : 0LL).hex().substr(0, kStampDigits);
}

std::string textIn(const Json& entry, const char* name) {
    const auto found = entry.find(name);
    return found != entry.end() && found->is_string() ? found->get<std::string>() : std::string();
}

long long numberIn(const Json& entry, const char* name, long long missing) {
    const auto found = entry.find(name);
    return found != entry.end() ? wholeNumber<long long>(*found).value_or(missing) : missing;
}

RememberedPicture remembered(const Json& memory, const std::string& path) {
    const auto found = memory.is_object() ? memory.find(path) : memory.end();
    if (found == memory.end())
        return {};
    if (found->is_string()) // from before there were sums
        return {found->get<std::string>(), {}, -1, 0};
    if (!found->is_object())
        return {};
    return {textIn(*found, "stamp"), textIn(*found, "sum"), numberIn(*found, "bytes", -1),
            numberIn(*found, "changed", 0)};
}

/// Sum of a picture's content; empty where it cannot be read.
std::string sumOf(const std::filesystem::path& file) {
    try {
        return contentSum(MappedFile(file).bytes());
    } catch (const std::exception&) {
        return {};
    }
}

} // namespace

PictureMemory::PictureMemory(const Dataset& dataset, const std::filesystem::path& featuresFolder,
                             const std::stop_token& stop)
    : m_file(featuresFolder / "pictures.json"), m_pictureOf(pictureNumbers(dataset)),
      m_boxes(dataset.images().size()), m_stamps(dataset.images().size()) {
    for (std::size_t i = 0; i < m_stamps.size(); ++i) {
        if (static_cast<std::size_t>(m_pictureOf[i]) == m_pictures.size()) {
            m_pictures.emplace_back();
            if (dataset.hasPicture(i)) {
                m_pictures.back().path = dataset.images()[i].path.string();
                m_pictures.back().file = dataset.imagePath(i);
            }
        }
        if (dataset.images()[i].box)
            m_boxes[i] = boxText(*dataset.images()[i].box);
    }
    m_pictureStamps.resize(m_pictures.size());
    const Json memory = readCacheJson(m_file);
    std::atomic<std::size_t> kept = 0, toKeep = 0;
    parallelFor(m_pictures.size(), stop, [&](std::size_t i) {
        Seen& picture = m_pictures[i];
        if (picture.path.empty()) {
            m_pictureStamps[i] = freshStamp({}, 0, -1, false);
            return;
        }
        std::error_code failure;
        const std::uintmax_t bytes = std::filesystem::file_size(picture.file, failure);
        const auto changed = failure ? std::filesystem::file_time_type{}
                                     : std::filesystem::last_write_time(picture.file, failure);
        picture.there = !failure;
        picture.bytes = failure ? 0 : static_cast<long long>(bytes);
        picture.changed = failure ? -1 : static_cast<long long>(changed.time_since_epoch().count());
        picture.readable = picture.there && ::access(picture.file.c_str(), R_OK) == 0;
        const RememberedPicture known = remembered(memory, picture.path);
        m_pictureStamps[i] = stampOf(picture, known);
        ++toKeep;
        if (toRemember(i) == known)
            ++kept;
    });
    m_isStored = kept == toKeep && memory.is_object() && memory.size() == toKeep;
    for (std::size_t i = 0; i < m_stamps.size(); ++i) {
        const PictureStamp& whole = m_pictureStamps[static_cast<std::size_t>(m_pictureOf[i])];
        m_stamps[i] =
            m_boxes[i].empty() ? whole : Hash().add(whole).add(m_boxes[i]).hex().substr(0, kStampDigits);
    }
}

PictureStamp PictureMemory::stampOf(Seen& picture, const RememberedPicture& known) const {
    const PictureStamp fresh = freshStamp(picture.path, picture.bytes, picture.changed, picture.readable);
    if (!picture.there) {
        picture.bytes = known.bytes;
        picture.changed = known.changed;
        picture.sum = known.sum;
        return known.stamp.empty() ? fresh : known.stamp;
    }
    if (!picture.readable || known.stamp.empty() || known.bytes != picture.bytes || known.sum.empty())
        return fresh;
    if (known.changed != picture.changed && sumOf(picture.file) != known.sum)
        return fresh;
    picture.sum = known.sum;
    return known.stamp;
}

RememberedPicture PictureMemory::toRemember(std::size_t i) const {
    const Seen& picture = m_pictures[i];
    if (picture.sum.empty())
        return {m_pictureStamps[i], {}, -1, 0};
    return {m_pictureStamps[i], picture.sum, picture.bytes, picture.changed};
}

void PictureMemory::takeSums(const std::stop_token& stop) {
    std::atomic<bool> anyNew = false;
    parallelFor(m_pictures.size(), stop, [&](std::size_t i) {
        Seen& picture = m_pictures[i];
        if (!picture.readable || !picture.sum.empty())
            return;
        picture.sum = sumOf(picture.file);
        anyNew = true;
    });
    m_isStored = m_isStored && !anyNew;
}

std::string PictureMemory::contentHash() const {
    Hash hash;
    for (std::size_t i = 0; i < m_pictureOf.size(); ++i) {
        const Seen& picture = m_pictures[static_cast<std::size_t>(m_pictureOf[i])];
        if (picture.readable && picture.sum.empty())
            return {};
        hash.add(picture.sum);
        if (!m_boxes[i].empty())
            hash.add(m_boxes[i]);
    }
    return hash.hex();
}

void PictureMemory::store() {
    if (m_isStored)
        return;
    Json memory = Json::object();
    for (std::size_t i = 0; i < m_pictures.size(); ++i) {
        if (m_pictures[i].path.empty())
            continue;
        const RememberedPicture picture = toRemember(i);
        Json& entry = memory[m_pictures[i].path];
        entry["stamp"] = picture.stamp;
        if (picture.sum.empty())
            continue;
        entry["sum"] = picture.sum;
        entry["bytes"] = picture.bytes;
        entry["changed"] = picture.changed;
    }
    writeCacheJson(m_file, memory);
    m_isStored = true;
}

void renamePictures(const std::filesystem::path& featuresFolder, std::span<const MovedPicture> moved) {
    const std::filesystem::path file = featuresFolder / "pictures.json";
    const Json before = readCacheJson(file);
    if (!before.is_object())
        return; // no features were made
    Json now = before;
    for (const MovedPicture& picture : moved)
        now.erase(picture.before);
    for (const MovedPicture& picture : moved) // a new path may be another one's old one
        if (const auto entry = before.find(picture.before); entry != before.end())
            now[picture.now] = *entry;
    writeCacheJson(file, now);
}

} // namespace crossview
