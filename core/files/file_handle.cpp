#include "files/file_handle.h"

#include "common/error.h"
#include "files/plain_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>

namespace crossview {
namespace {

[[noreturn]] void failReading(const std::filesystem::path& file, int code) {
    throw Error(fmt::format("{} cannot be read: {}.", file.string(), std::strerror(code)));
}

[[noreturn]] void failWriting(const std::filesystem::path& file, int code) {
    throw Error(fmt::format("{} cannot be written: {}. Check free space and permissions of its folder.",
                            file.string(), std::strerror(code)));
}

} // namespace

FileHandle openForReading(const std::filesystem::path& file) {
    Descriptor descriptor = openPlainForReading(file);
    FileHandle handle(::fdopen(descriptor.number(), "rb"));
    if (!handle)
        failReading(file, errno);
    descriptor.release();
    return handle;
}

FileHandle openForWriting(const std::filesystem::path& file) {
    Descriptor descriptor = openPlainForWriting(file, O_WRONLY | O_TRUNC);
    FileHandle handle(::fdopen(descriptor.number(), "wb"));
    if (!handle)
        failWriting(file, errno);
    descriptor.release();
    return handle;
}

std::size_t readSome(const FileHandle& handle, std::span<std::byte> buffer,
                     const std::filesystem::path& file) {
    const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), handle.get());
    if (count < buffer.size() && std::ferror(handle.get()) != 0)
        failReading(file, errno); // EISDIR for a folder
    return count;
}

void writeAll(const FileHandle& handle, std::span<const std::byte> bytes, const std::filesystem::path& file) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), handle.get()) != bytes.size())
        failWriting(file, errno);
}

void finishWriting(FileHandle handle, const std::filesystem::path& file) {
    if (std::fclose(handle.release()) != 0)
        failWriting(file, errno);
}

} // namespace crossview
