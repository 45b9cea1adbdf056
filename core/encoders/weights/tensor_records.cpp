#include "encoders/weights/tensor_records.h"

#include "common/unicode_text.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>
#include <set>

namespace crossview {
namespace {

using Kind = PickleValue::Kind;

constexpr std::size_t kMostSides = 32;
constexpr int kDeepestCheckpoint = 4; ///< state dicts are looked for so many dicts down
/// Tensors that share a storage but cannot be used in place are converted each for itself; ordinary files
/// share next to nothing.
constexpr std::size_t kMostSharing = 4;

std::optional<ElementType> typeOfStorage(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, ElementType>, 10> kTypes{{
        {"FloatStorage", ElementType::float32},
        {"HalfStorage", ElementType::float16},
        {"BFloat16Storage", ElementType::bfloat16},
        {"DoubleStorage", ElementType::float64},
        {"CharStorage", ElementType::int8},
        {"ShortStorage", ElementType::int16},
        {"IntStorage", ElementType::int32},
        {"LongStorage", ElementType::int64},
        {"ByteStorage", ElementType::uint8},
        {"BoolStorage", ElementType::boolean},
    }};
    const auto* found = std::ranges::find(kTypes, name, [](const auto& known) { return known.first; });
    return found == kTypes.end() ? std::nullopt : std::optional(found->second);
}

/// A persistent id ('storage', type, key, place, count[, view]); nothing when it is another thing.
std::optional<std::pair<std::string_view, StorageRecord>> storageOf(const Pickle& pickle,
                                                                    const PickleValue& value) {
    if (value.kind != Kind::persistent)
        return std::nullopt;
    const PickleValue& id = pickle.at(value.items[0]);
    if (id.kind != Kind::tuple || id.items.size() < 5)
        return std::nullopt;
    const auto part = [&](std::size_t i) -> const PickleValue& { return pickle.at(id.items[i]); };
    const auto type = part(1).kind == Kind::global ? typeOfStorage(part(1).attribute) : std::nullopt;
    if (part(0).bytes != "storage" || !type || part(2).kind != Kind::text || part(4).kind != Kind::integer ||
        part(4).integer < 0)
        return std::nullopt;
    if (id.items.size() > 5 && part(5).kind != Kind::none) // a view on another storage, before PyTorch 0.4
        return std::nullopt;
    return std::pair{part(2).bytes, StorageRecord{*type, static_cast<std::size_t>(part(4).integer)}};
}

std::optional<std::vector<std::size_t>> sizesOf(const Pickle& pickle, const PickleValue& tuple) {
    if (tuple.kind != Kind::tuple || tuple.items.size() > kMostSides)
        return std::nullopt;
    std::vector<std::size_t> sizes;
    for (const PickleRef ref : tuple.items) {
        const PickleValue& side = pickle.at(ref);
        if (side.kind != Kind::integer || side.integer < 0)
            return std::nullopt;
        sizes.push_back(static_cast<std::size_t>(side.integer));
    }
    return sizes;
}

class Finder {
public:
    Finder(const Pickle& pickle, const StorageRecords& storages, const std::string& file)
        : m_pickle(pickle), m_storages(storages), m_file(file) {}

    /// Tensors of this dict, skipping the rest.
    std::vector<TensorRecord> tensorsOf(const PickleValue& dict) const {
        std::vector<TensorRecord> tensors;
        std::set<std::string_view> names;
        for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
            const PickleValue& name = m_pickle.at(dict.items[i]);
            const PickleValue* rebuilt = rebuiltTensor(m_pickle.at(dict.items[i + 1]));
            if (!rebuilt || name.kind != Kind::text)
                continue;
            if (!isUtf8(name.bytes))
                refuseWeights(m_file, "a tensor's name is damaged");
            if (!names.insert(name.bytes).second)
                refuse(name.bytes, "is there twice");
            tensors.push_back(record(name.bytes, *rebuilt));
        }
        return tensors;
    }

private:
    [[noreturn]] void refuse(std::string_view tensor, const std::string& what) const {
        refuseWeights(m_file, fmt::format("its tensor \"{}\" {}", shownName(tensor), what));
    }

    /// The arguments of torch._utils._rebuild_tensor(_v2), also inside a parameter; a null pointer for
    /// anything else.
    const PickleValue* rebuiltTensor(const PickleValue& value) const {
        if (value.kind != Kind::call)
            return nullptr;
        const PickleValue& function = m_pickle.at(value.items[0]);
        const PickleValue& arguments = m_pickle.at(value.items[1]);
        if (arguments.kind != Kind::tuple)
            return nullptr;
        if (function.isGlobal("torch._utils", "_rebuild_tensor_v2") ||
            function.isGlobal("torch._utils", "_rebuild_tensor"))
            return &arguments;
        if (!function.isGlobal("torch._utils", "_rebuild_parameter") || arguments.items.empty())
            return nullptr;
        const PickleValue& inner = m_pickle.at(arguments.items[0]);
        const bool isParameter = inner.kind == Kind::call &&
                                 m_pickle.at(inner.items[0]).isGlobal("torch._utils", "_rebuild_parameter");
        return isParameter ? nullptr : rebuiltTensor(inner); // a parameter's data is a tensor: one step only
    }

    /// (storage, offset, size, stride, …) checked against its storage.
    TensorRecord record(std::string_view name, const PickleValue& arguments) const {
        if (arguments.items.size() < 4)
            refuse(name, "is described incompletely");
        const auto storage = storageOf(m_pickle, m_pickle.at(arguments.items[0]));
        const PickleValue& offset = m_pickle.at(arguments.items[1]);
        auto shape = sizesOf(m_pickle, m_pickle.at(arguments.items[2]));
        auto strides = sizesOf(m_pickle, m_pickle.at(arguments.items[3]));
        if (!storage || offset.kind != Kind::integer || offset.integer < 0 || !shape || !strides ||
            shape->size() != strides->size())
            refuse(name, "is described in a way that is unknown");
        const std::size_t available = m_storages.at(storage->first).count;
        const auto first = static_cast<std::size_t>(offset.integer);
        const auto count = elementCount(*shape);
        const auto reach = elementReach(*shape, *strides);
        if (!count || !reach || first > available || *reach > available - first || *count > available)
            refuse(name, fmt::format("has the shape [{}] at {} and reaches beyond its {} values",
                                     fmt::join(*shape, ", "), first, available));
        return {std::string(name), storage->first, first, std::move(*shape), std::move(*strides)};
    }

    const Pickle& m_pickle;
    const StorageRecords& m_storages;
    const std::string& m_file;
};

} // namespace

bool isTensorGlobal(std::string_view module, std::string_view name) {
    constexpr std::array<std::string_view, 15> kPlain{"Size",  "device",   "float32", "float",  "float16",
                                                      "half",  "bfloat16", "float64", "double", "int8",
                                                      "int16", "int32",    "int64",   "uint8",  "bool"};
    if (module == "collections")
        return name == "OrderedDict";
    if (module == "torch._utils")
        return name == "_rebuild_tensor_v2" || name == "_rebuild_tensor" || name == "_rebuild_parameter";
    if (module == "torch.cuda")
        return typeOfStorage(name).has_value();
    return module == "torch" &&
           (typeOfStorage(name).has_value() || std::ranges::find(kPlain, name) != kPlain.end());
}

StorageRecords storageRecords(const Pickle& pickle, const std::string& file) {
    StorageRecords storages;
    for (const PickleValue& value : pickle.values) {
        if (value.kind != Kind::persistent)
            continue;
        const auto storage = storageOf(pickle, value);
        if (!storage)
            refuseWeights(file, "it refers to data in a way that is unknown");
        const auto [known, isNew] = storages.insert(*storage);
        if (known->second.type != storage->second.type || known->second.count != storage->second.count)
            refuseWeights(
                file, fmt::format("its storage \"{}\" is announced in two ways", shownName(storage->first)));
    }
    return storages;
}

std::vector<TensorRecord> tensorRecords(const Pickle& pickle, const StorageRecords& storages,
                                        const std::string& file) {
    constexpr std::array<std::string_view, 6> kCheckpointKeys{
        "state_dict", "model_state_dict", "model", "module", "net", "params"};
    const Finder finder(pickle, storages, file);
    const PickleValue* dict = &pickle.top();
    for (int depth = 0; dict && dict->kind == Kind::dict && depth < kDeepestCheckpoint; ++depth) {
        auto tensors = finder.tensorsOf(*dict);
        if (!tensors.empty())
            return tensors;
        const PickleValue* inner = nullptr;
        for (const auto key : kCheckpointKeys)
            if (!inner)
                inner = pickle.find(*dict, key);
        dict = inner;
    }
    refuseWeights(file, "it holds no dict of tensors",
                  "Save the network's state dict alone, torch.save(network.state_dict(), file).");
}

Weights gatherTensors(const std::vector<TensorRecord>& tensors, const StorageRecords& storages,
                      const std::function<StorageBytes(std::string_view, const StorageRecord&)>& open,
                      const std::string& file) {
    std::map<std::string_view, StorageBytes> opened;
    std::size_t storedValues = 0;
    std::size_t convertedValues = 0;
    Weights weights;
    for (const TensorRecord& tensor : tensors) {
        const StorageRecord& record = storages.at(tensor.storage);
        auto storage = opened.find(tensor.storage);
        if (storage == opened.end()) {
            storage = opened.emplace(tensor.storage, open(tensor.storage, record)).first;
            storedValues += record.count;
        }
        RawTensor raw{record.type, tensor.shape, tensor.strides,
                      storage->second.bytes.subspan(tensor.offset * elementSize(record.type))};
        if (!isUsableInPlace(raw))
            convertedValues += elementCount(tensor.shape).value_or(0);
        if (convertedValues / kMostSharing > storedValues)
            refuseWeights(file, "its tensors share their values more often than weights do");
        weights.emplace(tensor.name, toWeightTensor(std::move(raw), storage->second.owner));
    }
    return weights;
}

} // namespace crossview
