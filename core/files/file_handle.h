#pragma once

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>

namespace crossview {

struct FileCloser {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

/// A file of the C library that closes itself: for content that is read or written in pieces.
using FileHandle = std::unique_ptr<std::FILE, FileCloser>;

/// Ordinary files only, and never through a link for writing (plain_file.h). Throw Error that names the file
/// and the reason (missing, a folder, a pipe, no permission).
FileHandle openForReading(const std::filesystem::path& file);
FileHandle openForWriting(const std::filesystem::path& file);

/// Fills the buffer as far as the file goes on; 0 at its end. Throws Error that names `file`.
std::size_t readSome(const FileHandle& handle, std::span<std::byte> buffer,
                     const std::filesystem::path& file);
/// Throw Error that names `file` and the reason, e.g. a full disk. A file is whole only after
/// finishWriting().
void writeAll(const FileHandle& handle, std::span<const std::byte> bytes, const std::filesystem::path& file);
void finishWriting(FileHandle handle, const std::filesystem::path& file);

} // namespace crossview
