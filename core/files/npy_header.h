#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// Types of numbers in NumPy arrays that are read, in either byte order.
enum class NpyNumber : std::uint8_t { float16, float32, float64, int32, int64 };
const char* toString(NpyNumber number); ///< "float32", as NumPy calls it
std::size_t sizeOf(NpyNumber number);   ///< bytes

/// What the header of a NumPy array (versions 1 to 3) says of it.
struct NpyHeader {
    NpyNumber number = NpyNumber::float32;
    bool bigEndian = false;
    bool fortran = false;           ///< the first side runs fastest, else the last
    std::vector<std::size_t> shape; ///< one side or more
    std::size_t dataStart = 0;      ///< bytes before the first value
    std::string_view dictionary;    ///< the text of the header, within the bytes that were parsed

    /// Product of the sides; the largest std::size_t where it is larger.
    std::size_t values() const;
    /// Bytes of the values; the largest std::size_t where they are more.
    std::size_t bytes() const;
};

/// Parses the header at the beginning of a file, which must be there whole; no value is looked at. Throws
/// Error that names the file (`name`) and what is wrong with it.
NpyHeader parseNpyHeader(std::span<const std::byte> bytes, const std::string& name);

/// "… is not a NumPy array that can be read: <what>. Save it again with numpy.save."
[[noreturn]] void refuseNpy(const std::string& name, const std::string& what);

/// The value at an address, as the header says that it is written; float64 and integers are rounded.
float npyValue(const NpyHeader& header, const std::byte* at);

} // namespace crossview
