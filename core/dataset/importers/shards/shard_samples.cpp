#include "dataset/importers/shards/shard_samples.h"

#include "common/content_sum.h"
#include "common/error.h"
#include "common/progress.h"
#include "common/shown_name.h"
#include "common/unicode_text.h"
#include "dataset/importers/caption_text.h"
#include "dataset/importers/shards/sample_captions.h"
#include "dataset/importers/shards/tar_archive.h"
#include "dataset/importers/shards/unpacked_pictures.h"
#include "dataset/locating/image_file.h"
#include "dataset/locating/picture_walk.h"
#include "dataset/tables/column_names.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <list>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace crossview {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kLargestPicture = std::uint64_t{512} << 20; // bytes
constexpr std::size_t kLargestText = std::size_t{1} << 20;          // bytes of a text with captions
constexpr std::size_t kLargestJson = std::size_t{16} << 20;         // with all that a camera wrote
constexpr std::size_t kMostOpen = 1'000'000;                        // samples that wait for more members,
constexpr std::size_t kMostHeld = std::size_t{256} << 20;           // and bytes of their texts
constexpr std::size_t kLongestPart = 200;                           // bytes of a name of file or folder
constexpr std::size_t kLongestName = 2000;                          // with its folders
constexpr std::size_t kMostEndings = 8;                             // that are told as passed over
constexpr std::size_t kPiece = std::size_t{1} << 16;                // bytes

/// What the members of one key have brought so far.
struct Sample {
    std::string key;
    std::string picture; // name of the member; empty: there is none yet
    std::string text;
    std::string textName; // empty: there is none
    std::string json;
    std::string jsonName;
    std::string reason; // why the picture is none
};

/// Whether the name of a member leads out of the folder in which it is unpacked.
bool leadsOutside(std::string_view name) {
    const fs::path path(name);
    return path.is_absolute() ||
           std::any_of(path.begin(), path.end(), [](const fs::path& part) { return part == ".."; });
}

/// The name without "./", which tar writes where a folder is packed from within.
std::string plainName(const std::string& name) {
    fs::path plain;
    for (const fs::path& part : fs::path(name))
        if (part != "." && !part.empty())
            plain /= part;
    return plain.string();
}

std::string whyNoName(const std::string& name) {
    if (!isUtf8(name))
        return "is not UTF-8";
    if (std::any_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
        return "holds control characters";
    const fs::path path(name);
    const bool long_part = std::any_of(
        path.begin(), path.end(), [](const fs::path& part) { return part.native().size() > kLongestPart; });
    return long_part || name.size() > kLongestName ? "is too long for a file" : "";
}

bool isPassedOver(const std::string& name) {
    const fs::path path(name);
    const std::string file = path.filename().string();
    return (file.starts_with("__") && file.ends_with("__")) || // webdataset's own
           std::any_of(path.begin(), path.end(), [](const fs::path& part) { return isHidden(part); });
}

/// What img2dataset says of a picture that it could not fetch: "failed_to_download".
std::string statusIn(const std::string& json) {
    const auto value = nlohmann::json::parse(json, nullptr, false);
    const auto status = value.is_object() ? value.find("status") : value.end();
    return value.is_object() && status != value.end() && status->is_string() ? status->get<std::string>()
                                                                             : "";
}

class ShardReader {
public:
    ShardReader(const fs::path& archive, UnpackedPictures* pictures, const CaptionSink& sink,
                const std::stop_token& stop)
        : m_archive(archive), m_tar(tarOpener()(archive)), m_pictures(pictures), m_sink(sink), m_stop(stop),
          m_piece(kPiece) {
        std::error_code code;
        m_bytes = fs::file_size(archive, code);
        if (code)
            m_bytes = 0;
    }

    void read() {
        while (const auto member = m_tar->next()) {
            throwIfStopped(m_stop);
            m_sink.advance(std::min<std::uint64_t>(m_tar->position(), m_bytes), m_bytes);
            take(*member);
        }
        closeLast();
        giveUpOpen();
        noteOthers();
    }

private:
    [[noreturn]] void refuse(const TarMember& member, const char* why) const {
        throw Error(fmt::format("{} is not unpacked: its member \"{}\" {}. Pack the pictures again, by names "
                                "below their folder and with their content.",
                                m_archive.string(), shownName(member.name), why));
    }

    void take(const TarMember& member) {
        if (leadsOutside(member.name))
            refuse(member, "leads out of its folder");
        if (member.kind == TarMemberKind::link)
            refuse(member, "is a link");
        if (member.kind == TarMemberKind::other)
            refuse(member, "is no ordinary file");
        const std::string name = plainName(member.name);
        if (member.kind == TarMemberKind::folder || name.empty() || isPassedOver(name))
            return;
        if (const std::string reason = whyNoName(name); !reason.empty())
            return problem(fmt::format("the name of a member {}: \"{}\"", reason, shownName(name)));
        // As in webdataset: what stands before the first dot of the file's name, with its folders.
        const std::size_t slash = name.rfind('/');
        const std::size_t dot = name.find('.', slash == std::string::npos ? 0 : slash);
        const std::string key = name.substr(0, dot);
        if (key != m_last) {
            closeLast();
            m_last = key;
        }
        const std::string ending =
            dot == std::string::npos ? std::string() : lowerAscii(std::string_view(name).substr(dot));
        if (ending.rfind('.') == 0 && hasImageExtension(ending))
            takePicture(member, name, key, ending);
        else if (ending == ".txt" || ending == ".caption")
            takeText(member, name, key, ending, &Sample::text, &Sample::textName, kLargestText);
        else if (ending == ".json")
            takeText(member, name, key, ending, &Sample::json, &Sample::jsonName, kLargestJson);
        else
            passOver(ending);
    }

    /// The sample of a key, or null where it was given away already.
    Sample* sampleOf(const std::string& key) {
        if (const auto open = m_open.find(key); open != m_open.end())
            return &*open->second;
        if (m_closed.contains(shortSum(key))) {
            if (m_repeated.insert(shortSum(key)).second)
                problem(
                    fmt::format("the sample \"{}\" stands twice in the archive: the first is taken", key));
            return nullptr;
        }
        if (m_samples.size() >= kMostOpen || m_held > kMostHeld)
            giveUpOpen();
        m_samples.push_back({key, {}, {}, {}, {}, {}, {}});
        m_open.emplace(key, std::prev(m_samples.end()));
        return &m_samples.back();
    }

    void takePicture(const TarMember& member, const std::string& name, const std::string& key,
                     const std::string& ending) {
        Sample* sample = sampleOf(key);
        if (sample == nullptr)
            return;
        if (!sample->picture.empty())
            return problem(fmt::format("the sample \"{}\" has another picture, \"{}\", which is passed over",
                                       key, name));
        sample->picture = name;
        m_pictureEnding = ending;
        if (member.size > kLargestPicture) {
            sample->reason = fmt::format("the picture \"{}\" claims {} bytes, and at most {} are unpacked",
                                         name, member.size, kLargestPicture);
            return;
        }
        std::span<const std::byte> head = readPiece(kHeadBytes);
        sample->reason = whyNoImage(std::string_view(reinterpret_cast<const char*>(head.data()), head.size()),
                                    placeOf(name));
        if (!sample->reason.empty() || m_pictures == nullptr)
            return;
        std::uint64_t written = 0;
        m_pictures->write(fileOf(name), member.size, [&]() -> std::span<const std::byte> {
            throwIfStopped(m_stop);
            const std::span<const std::byte> piece = head.empty() ? readPiece(kPiece) : head;
            head = {};
            written += piece.size();
            if (written > kLargestPicture)
                refuse(member, "is longer than it says");
            return piece;
        });
    }

    /// The next bytes of the member: as many as are asked for, fewer at its end only.
    std::span<const std::byte> readPiece(std::size_t most) {
        std::size_t count = 0;
        while (count < most) {
            const std::size_t more = m_tar->read(std::span(m_piece).subspan(count, most - count));
            if (more == 0)
                break;
            count += more;
        }
        return std::span(m_piece).first(count);
    }

    void takeText(const TarMember& member, const std::string& name, const std::string& key,
                  const std::string& ending, std::string Sample::*text, std::string Sample::*textName,
                  std::size_t largest) {
        if (member.size > largest)
            return problem(fmt::format("the text \"{}\" claims {} bytes, and at most {} are read", name,
                                       member.size, largest));
        Sample* sample = sampleOf(key);
        if (sample == nullptr || !(sample->*textName).empty())
            return;
        std::string& content = sample->*text;
        for (auto piece = readPiece(kPiece); !piece.empty() && content.size() <= largest;
             piece = readPiece(kPiece))
            content.append(reinterpret_cast<const char*>(piece.data()), piece.size());
        sample->*textName = name;
        m_held += content.size();
        (text == &Sample::json ? m_jsonEnding : m_textEnding) = ending;
    }

    void passOver(const std::string& ending) {
        if (m_others.size() < kMostEndings || m_others.contains(ending))
            ++m_others[ending];
    }

    /// The members of another key follow: what is whole goes away.
    void closeLast() {
        const auto open = m_open.find(m_last);
        if (open == m_open.end())
            return;
        const Sample& sample = *open->second;
        if (!sample.reason.empty()) {
            problem(sample.reason);
            close(open->second);
        } else if (!sample.picture.empty() && !(sample.textName.empty() && sample.jsonName.empty())) {
            if (give(sample))
                close(open->second);
        }
    }

    void close(std::list<Sample>::iterator sample) {
        m_held -= sample->text.size() + sample->json.size();
        m_closed.insert(shortSum(sample->key));
        m_open.erase(sample->key);
        m_samples.erase(sample);
    }

    /// False where the texts hold no caption: another may follow.
    bool give(const Sample& sample) {
        std::vector<std::string> captions;
        bool fromText = false;
        try {
            const std::string text = decoded(sample.text, sample.textName);
            captions = captionsOfSample(text, [&] { return decoded(sample.json, sample.jsonName); });
            fromText = captions == captionLines(text);
        } catch (const Error& error) {
            problem(fmt::format("the sample \"{}\" has no caption: {}", sample.key, error.what()));
            drop(sample);
            return true;
        }
        if (captions.empty())
            return false;
        noteEndings(fromText ? m_textEnding : m_jsonEnding);
        const std::string image = m_pictures == nullptr ? m_archive.filename().string() + '/' + sample.picture
                                                        : fileOf(sample.picture).string();
        for (const std::string& caption : captions)
            m_sink.record({image, caption, {}, {}, 0});
        return true;
    }

    std::string decoded(const std::string& bytes, const std::string& name) const {
        if (bytes.find_first_not_of(" \t\r\n") == std::string::npos)
            return {};
        return decodeCaptionText(placeOf(name), bytes).text;
    }

    /// Samples that never became whole, in their order.
    void giveUpOpen() {
        for (const Sample& sample : m_samples) {
            if (!sample.reason.empty()) {
                problem(sample.reason);
            } else if (sample.picture.empty()) {
                const std::string status = statusIn(sample.json);
                problem(fmt::format("the sample \"{}\" has no picture{}", sample.key,
                                    status.empty() ? "" : " (" + shownName(status) + ")"));
            } else {
                problem(fmt::format("the sample \"{}\" has no caption beside its picture", sample.key));
                drop(sample);
            }
            m_closed.insert(shortSum(sample.key));
        }
        m_samples.clear();
        m_open.clear();
        m_held = 0;
    }

    /// A picture that no caption names need not lie on the disk.
    void drop(const Sample& sample) const {
        std::error_code ignored;
        if (m_pictures != nullptr && sample.reason.empty())
            fs::remove(fileOf(sample.picture), ignored);
    }

    void noteEndings(const std::string& captions) {
        if (m_noted.insert(m_pictureEnding + '\n' + captions).second)
            m_sink.note("pictures from " + m_pictureEnding + ", captions from " + captions);
    }

    void noteOthers() const {
        std::string endings;
        for (const auto& [ending, count] : m_others)
            endings +=
                (endings.empty() ? "" : ", ") + (ending.empty() ? "names without ending" : shownName(ending));
        if (!endings.empty())
            m_sink.note("not read: " + endings);
    }

    void problem(const std::string& reason) const { m_sink.problem(0, reason); }
    fs::path placeOf(const std::string& name) const { return m_archive / name; }
    fs::path fileOf(const std::string& name) const { return m_pictures->folderOf(m_archive) / name; }

    const fs::path& m_archive;
    std::unique_ptr<TarArchive> m_tar;
    UnpackedPictures* m_pictures; // null: nothing is written
    const CaptionSink& m_sink;
    const std::stop_token& m_stop;
    std::uint64_t m_bytes = 0;
    std::vector<std::byte> m_piece;
    std::string m_last;                                                  // key of the last member
    std::list<Sample> m_samples;                                         // that are not whole, in their order
    std::unordered_map<std::string, std::list<Sample>::iterator> m_open; // by key
    std::size_t m_held = 0;                                              // bytes of their texts
    std::unordered_set<std::uint64_t> m_closed;                          // sums of keys that were given away
    std::unordered_set<std::uint64_t> m_repeated;
    std::map<std::string, std::size_t> m_others; // members of other endings
    std::string m_pictureEnding;                 // the last of each
    std::string m_textEnding;
    std::string m_jsonEnding;
    std::set<std::string> m_noted;
};

/// Ends the look at an archive of which enough was seen.
struct Enough {};

} // namespace

void readShard(const fs::path& archive, UnpackedPictures* pictures, const CaptionSink& sink,
               const std::stop_token& stop) {
    ShardReader(archive, pictures, sink, stop).read();
}

bool holdsSamples(const fs::path& archive, const std::stop_token& stop) {
    constexpr std::size_t kMostMembers = 2000;
    bool found = false;
    std::size_t members = 0;
    const CaptionSink sink{[&](const CaptionRecord&) {
                               found = true;
                               throw Enough();
                           },
                           [](std::size_t, const std::string&) {}, [](const std::string&) {},
                           [&](std::size_t, std::size_t) {
                               if (++members > kMostMembers)
                                   throw Enough();
                           }};
    try {
        readShard(archive, nullptr, sink, stop);
    } catch (const Enough&) { // it is one, or the rest looks like this
    } catch (const Error&) {  // the import says it
    }
    return found;
}

} // namespace crossview
