#include "encoders/store/encoder_store.h"

#include "common/error.h"
#include "common/user_folders.h"
#include "files/atomic_file.h"
#include "files/checked_json.h"
#include "files/file_hash.h"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <sys/stat.h>

namespace crossview {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRecordName = "verified.json";

/// What tells that a file is still the one that was hashed. The time of change cannot be set back, other than
/// that of modification.
struct Identity {
    long long bytes = 0;
    long long changed = 0; ///< nanoseconds
    long long inode = 0;
    bool operator==(const Identity&) const = default;
};

std::optional<Identity> identityOf(const fs::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode))
        return std::nullopt;
    constexpr long long kBillion = 1'000'000'000;
    return Identity{status.st_size, status.st_ctim.tv_sec * kBillion + status.st_ctim.tv_nsec,
                    static_cast<long long>(status.st_ino)};
}

/// The record of an encoder's folder: {"model.safetensors": {"sha256": …, "bytes": …, …}}. A record that
/// cannot be read is no record.
nlohmann::json readRecord(const fs::path& folder) {
    std::error_code code;
    if (!fs::is_regular_file(folder / kRecordName, code))
        return nlohmann::json::object();
    try {
        auto record = parseForeignJson(readFile(folder / kRecordName));
        if (record.is_object())
            return record;
    } catch (const Error&) { // no permission: hashed anew
    }
    return nlohmann::json::object();
}

nlohmann::json recordOf(const EncoderFile& file, const Identity& identity) {
    return {{"sha256", file.sha256},
            {"bytes", identity.bytes},
            {"changed", identity.changed},
            {"inode", identity.inode}};
}

enum class State { Here, Missing, Altered };

/// Looks at one file; where it had to be hashed and is right, `record` holds it afterwards.
State look(const fs::path& folder, const EncoderFile& file, nlohmann::json& record) {
    const auto identity = identityOf(folder / file.name);
    if (!identity)
        return State::Missing;
    const auto wanted = recordOf(file, *identity);
    if (const auto known = record.find(file.name); known != record.end() && *known == wanted)
        return State::Here;
    if (sha256OfFile(folder / file.name) != file.sha256)
        return State::Altered;
    record[file.name] = wanted;
    return State::Here;
}

State lookAndRemember(const fs::path& folder, const EncoderFile& file) {
    auto record = readRecord(folder);
    const auto before = record;
    const State state = look(folder, file, record);
    if (record != before) {
        try {
            writeFileAtomically(folder / kRecordName, record.dump(1) + "\n");
        } catch (const Error&) { // a folder for reading only: hashed again next time
        }
    }
    return state;
}

std::string remedyFor(const EncoderEntry& encoder) {
    return fmt::format("get it with \"crossview-cli encoders fetch {0}\", or from a folder that holds it "
                       "with \"crossview-cli encoders take FOLDER {0}\"",
                       encoder.name);
}

} // namespace

fs::path encoderFolder() {
    if (const char* chosen = std::getenv("CROSSVIEW_ENCODERS"); chosen && *chosen)
        return fs::absolute(chosen);
    return userDataFolder("say where the encoders lie with CROSSVIEW_ENCODERS") / "encoders";
}

bool encoderIsHere(const EncoderEntry& encoder) {
    const fs::path folder = encoderFolder() / encoder.name;
    try {
        return std::ranges::all_of(encoder.files, [&](const EncoderFile& file) {
            return lookAndRemember(folder, file) == State::Here;
        });
    } catch (const Error&) { // cannot be read
        return false;
    }
}

fs::path encoderFile(const EncoderEntry& encoder, std::string_view fileName) {
    const auto found = std::ranges::find(encoder.files, fileName, &EncoderFile::name);
    if (found == encoder.files.end())
        throw Error(fmt::format("The encoder {} has no file \"{}\".", encoder.name, fileName));
    const fs::path folder = encoderFolder() / encoder.name;
    switch (lookAndRemember(folder, *found)) {
    case State::Missing:
        throw Error(fmt::format("The encoder {} is not in {}: {}.", encoder.name, folder.string(),
                                remedyFor(encoder)));
    case State::Altered:
        throw Error(fmt::format("{} is not the file that the catalogue names (damaged or altered): {}.",
                                (folder / fileName).string(), remedyFor(encoder)));
    case State::Here:
        break;
    }
    return folder / fileName;
}

} // namespace crossview
