#include "files/element_type.h"

#include "common/bfloat16.h"
#include "common/float16.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace crossview {
namespace {

static_assert(std::endian::native == std::endian::little, "files are mapped as they are");

template <typename T>
T stored(const std::byte* at) {
    T value;
    std::memcpy(&value, at, sizeof(T));
    return value;
}

template <typename T>
float loadPlain(const std::byte* at) {
    return static_cast<float>(stored<T>(at));
}

} // namespace

const char* toString(ElementType type) {
    switch (type) {
    case ElementType::float16:
        return "float16";
    case ElementType::bfloat16:
        return "bfloat16";
    case ElementType::float32:
        return "float32";
    case ElementType::float64:
        return "float64";
    case ElementType::int8:
        return "int8";
    case ElementType::int16:
        return "int16";
    case ElementType::int32:
        return "int32";
    case ElementType::int64:
        return "int64";
    case ElementType::uint8:
        return "uint8";
    case ElementType::boolean:
        break;
    }
    return "bool";
}

std::size_t elementSize(ElementType type) {
    switch (type) {
    case ElementType::float16:
    case ElementType::bfloat16:
    case ElementType::int16:
        return 2;
    case ElementType::float32:
    case ElementType::int32:
        return 4;
    case ElementType::float64:
    case ElementType::int64:
        return 8;
    case ElementType::int8:
    case ElementType::uint8:
    case ElementType::boolean:
        break;
    }
    return 1;
}

ElementLoader elementLoader(ElementType type) {
    switch (type) {
    case ElementType::float16:
        return [](const std::byte* at) { return fromFloat16(stored<std::uint16_t>(at)); };
    case ElementType::bfloat16:
        return [](const std::byte* at) { return fromBfloat16(stored<std::uint16_t>(at)); };
    case ElementType::float32:
        return loadPlain<float>;
    case ElementType::float64:
        return loadPlain<double>;
    case ElementType::int8:
        return loadPlain<std::int8_t>;
    case ElementType::int16:
        return loadPlain<std::int16_t>;
    case ElementType::int32:
        return loadPlain<std::int32_t>;
    case ElementType::int64:
        return loadPlain<std::int64_t>;
    case ElementType::uint8:
        return loadPlain<std::uint8_t>;
    case ElementType::boolean:
        break;
    }
    return [](const std::byte* at) { return *at == std::byte{0} ? 0.0F : 1.0F; };
}

std::optional<std::size_t> elementCount(std::span<const std::size_t> shape) {
    // An empty tensor's other sides must fit too: whoever reads the shape may multiply them.
    std::size_t product = 1;
    bool empty = false;
    for (const std::size_t side : shape) {
        empty = empty || side == 0;
        if (__builtin_mul_overflow(product, std::max<std::size_t>(side, 1), &product))
            return std::nullopt;
    }
    return empty ? 0 : product;
}

} // namespace crossview
