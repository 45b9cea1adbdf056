#include "encoders/weights/raw_tensor.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <fmt/format.h>

namespace crossview {
namespace {

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
    const auto load = elementLoader(raw.type);
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
        const auto load = elementLoader(raw.type);
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

} // namespace crossview
