#include "arrays/safetensors_table.h"
#include "encoders/weights/raw_tensor.h"
#include "encoders/weights/weight_files.h"

namespace crossview {

Weights parseSafetensors(std::span<const std::byte> bytes, const std::string& name,
                         const std::shared_ptr<const void>& owner) {
    Weights weights;
    for (StoredTensor& tensor : safetensorsTable(bytes, name, "a weight file"))
        weights.emplace(std::move(tensor.name),
                        toWeightTensor({tensor.type, std::move(tensor.shape), {}, tensor.bytes}, owner));
    return weights;
}

} // namespace crossview
