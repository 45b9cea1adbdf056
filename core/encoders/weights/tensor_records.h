#pragma once

#include "encoders/weights/pickle.h"
#include "encoders/weights/raw_tensor.h"

#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// A row of values that tensors of a PyTorch file share, as its pickle announces it.
struct StorageRecord {
    ElementType type = ElementType::float32;
    std::size_t count = 0;
};

/// Storages by key; the keys lie in the pickled bytes.
using StorageRecords = std::map<std::string_view, StorageRecord>;

/// A tensor of a PyTorch file: a strided window on a storage. All sizes are in values.
struct TensorRecord {
    std::string name;
    std::string_view storage; ///< key
    std::size_t offset = 0;
    std::vector<std::size_t> shape;
    std::vector<std::size_t> strides;
};

/// What a state dict's pickle may name: the tensors' functions, storages, and harmless plain values of torch.
bool isTensorGlobal(std::string_view module, std::string_view name);

/// All storages that the pickle announces. Throws Error on two that contradict each other.
StorageRecords storageRecords(const Pickle& pickle, const std::string& file);

/// The tensors of the dict that the pickle describes, or of the state dict inside a checkpoint; what is no
/// tensor is skipped. Every window lies within its storage and the shape's product fits. Throws Error when
/// there is none, and on windows beyond their storage and names that occur twice.
std::vector<TensorRecord> tensorRecords(const Pickle& pickle, const StorageRecords& storages,
                                        const std::string& file);

/// The bytes of a storage, at least as many as its record says, and what keeps them alive.
struct StorageBytes {
    std::span<const std::byte> bytes;
    std::shared_ptr<const void> owner;
};

/// The tensors with their values; `open` is asked once for each storage that one of them needs. Throws Error
/// when the tensors would need far more memory than their storages.
Weights gatherTensors(const std::vector<TensorRecord>& tensors, const StorageRecords& storages,
                      const std::function<StorageBytes(std::string_view key, const StorageRecord&)>& open,
                      const std::string& file);

} // namespace crossview
