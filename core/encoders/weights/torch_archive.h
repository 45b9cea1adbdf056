#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// The zip archive that PyTorch has written since 1.6: <any name>/data.pkl and <any name>/data/<key>. Read
/// through libzip from memory; members may be stored or deflated.
class TorchArchive {
public:
    /// True when the bytes begin like a zip archive.
    static bool isOne(std::span<const std::byte> bytes);

    /// `bytes` must outlive it; `file` stands in messages. Throws Error when it is no archive of PyTorch's,
    /// is a TorchScript module, or holds big-endian values.
    TorchArchive(std::span<const std::byte> bytes, std::string file);
    ~TorchArchive();
    TorchArchive(const TorchArchive&) = delete;
    TorchArchive& operator=(const TorchArchive&) = delete;

    /// A member's content; `name` without the top folder. Throws Error when it is missing, damaged, there
    /// twice, or when more would come out of the archive than its size allows (a "bomb").
    std::vector<std::byte> member(std::string_view name);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace crossview
