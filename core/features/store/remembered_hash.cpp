#include "features/store/remembered_hash.h"

#include "features/store/cache_json.h"
#include "files/file_hash.h"

namespace crossview {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::optional<std::string> rememberedFileHash(const fs::path& file, const fs::path& memory,
                                              const std::stop_token& stop) {
    Json all = readCacheJson(memory);
    if (!all.is_object())
        all = Json::object();
    const Json& known = all[file.string()];
    const Json knownHash = known.is_object() ? known.value("sha256", Json()) : Json();
    std::error_code failure;
    if (!fs::exists(file, failure))
        return knownHash.is_string() ? std::optional(knownHash.get<std::string>()) : std::nullopt;
    // Time and size tell as well whether it has changed.
    Json now;
    now["bytes"] = fs::file_size(file, failure);
    now["changed"] = fs::last_write_time(file, failure).time_since_epoch().count();
    now["sha256"] = knownHash;
    if (now != known || !knownHash.is_string()) {
        now["sha256"] = sha256OfFile(file, stop);
        all[file.string()] = now;
        writeCacheJson(memory, all);
    }
    return now["sha256"].get<std::string>();
}

} // namespace crossview
