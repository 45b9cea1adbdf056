#include "encoders/weights/raw_tensor.h"
#include "encoders/weights/weight_files.h"
#include "files/safetensors_header.h"

namespace crossview {

Weights parseSafetensors(std::span<const std::byte> bytes, const std::string& name,
                         const std::shared_ptr<const void>& owner) {
    Weights weights;
    for (SafetensorsEntry& entry : parseSafetensorsHeader(bytes, name, "weight file"))
        weights.emplace(std::move(entry.name),
                        toWeightTensor({entry.type, std::move(entry.shape), {}, entry.bytes}, owner));
    return weights;
}

} // namespace crossview
