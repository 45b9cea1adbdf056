#include "encoders/weights/raw_tensor.h"

#include "common/bfloat16.h"
#include "common/float16.h"

#include "common/unicode_text.h"
#include "files/npy.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <fmt/format.h>

namespace crossview {
namespace {

static_assert(std::endian::native == std::endian::little, "files are mapped as they are");

using Load = float (*)(const std::byte*);

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

Load loadOf(ElementType type) {
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

bool multiply(std::size_t& product, std::size_t factor) {
    return !__builtin_mul_overflow(product, factor, &product);
}

bool isRowMajor(const RawTensor& raw) {
    std::size_t expected = 1;
    for (std::size_t i = raw.strides.size(); i-- > 0;) {
        if (raw.shape[i] != 1 && raw.strides[i] != expected)
            return false;
        expected *= raw.shape[i];
    }
    return true;
}

/// Visits the values of a strided tensor in row-major order.
void gather(const RawTensor& raw, std::vector<float>& values) {
    const Load load = loadOf(raw.type);
    const std::size_t size = elementSize(raw.type);
    std::vector<std::size_t> index(raw.shape.size(), 0);
    std::size_t at = 0;
    for (float& value : values) {
        value = load(raw.bytes.data() + at * size);
        for (std::size_t i = index.size(); i-- > 0;) {
            at += raw.strides[i];
            if (++index[i] < raw.shape[i])
                break;
            at -= raw.strides[i] * raw.shape[i];
            index[i] = 0;
        }
    }
}

} // namespace

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

std::optional<std::size_t> elementCount(std::span<const std::size_t> shape) {
    // An empty tensor's other sides must fit too: whoever reads the shape may multiply them.
    std::size_t product = 1;
    bool empty = false;
    for (const std::size_t side : shape) {
        empty = empty || side == 0;
        if (!multiply(product, std::max<std::size_t>(side, 1)))
            return std::nullopt;
    }
    return empty ? 0 : product;
}

std::optional<std::size_t> elementReach(std::span<const std::size_t> shape,
                                        std::span<const std::size_t> strides) {
    if (std::ranges::find(shape, std::size_t{0}) != shape.end())
        return 0;
    std::size_t reach = 1;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        std::size_t steps = shape[i] - 1;
        if (!multiply(steps, strides[i]) || __builtin_add_overflow(reach, steps, &reach))
            return std::nullopt;
    }
    return reach;
}

bool isUsableInPlace(const RawTensor& raw) {
    return raw.type == ElementType::float32 && isRowMajor(raw) &&
           std::bit_cast<std::uintptr_t>(raw.bytes.data()) % alignof(float) == 0;
}

WeightTensor toWeightTensor(RawTensor raw, const std::shared_ptr<const void>& owner) {
    const std::size_t count = elementCount(raw.shape).value_or(0);
    if (count > 0 && isUsableInPlace(raw)) {
        const auto* first = reinterpret_cast<const float*>(raw.bytes.data());
        return {std::move(raw.shape), {first, count}, owner};
    }
    auto values = std::make_shared<std::vector<float>>(count);
    if (isRowMajor(raw)) {
        const Load load = loadOf(raw.type);
        const std::size_t size = elementSize(raw.type);
        for (std::size_t i = 0; i < count; ++i)
            (*values)[i] = load(raw.bytes.data() + i * size);
    } else {
        gather(raw, *values);
    }
    const std::span<const float> view(*values);
    return {std::move(raw.shape), view, std::move(values)};
}

void refuseWeights(const std::string& file, const std::string& what, std::string_view remedy) {
    throw Error(fmt::format("{} is not a weight file that can be read: {}. {}", file, what, remedy));
}

std::string shownName(std::string_view name) {
    constexpr std::size_t kMost = 120;
    std::string shown(name.substr(0, kMost));
    const bool readable = isUtf8(name);
    for (char& c : shown) {
        const auto code = static_cast<unsigned char>(c);
        if (code < 0x20 || code == 0x7F || (code >= 0x80 && (!readable || name.size() > kMost)))
            c = '?';
    }
    return name.size() > kMost ? shown + "..." : shown;
}

} // namespace crossview
