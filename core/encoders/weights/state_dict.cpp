#include "encoders/weights/pickle.h"
#include "encoders/weights/raw_tensor.h"
#include "encoders/weights/tensor_records.h"
#include "encoders/weights/torch_archive.h"
#include "encoders/weights/weight_files.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fmt/format.h>

namespace crossview {
namespace {

using Kind = PickleValue::Kind;

constexpr std::size_t kLargestPickle = 64U << 20; ///< bytes; a thousand tensors take 100 kB

/// Pickles one after the other, as the stream of PyTorch before 1.6 begins.
class PickleStream {
public:
    PickleStream(std::span<const std::byte> bytes, const std::string& file) : m_rest(bytes), m_file(file) {}

    Pickle next() {
        Pickle pickle =
            readPickle(m_rest.first(std::min(m_rest.size(), kLargestPickle)), m_file, isTensorGlobal);
        m_rest = m_rest.subspan(pickle.length);
        return pickle;
    }
    std::span<const std::byte> rest() const { return m_rest; }

private:
    std::span<const std::byte> m_rest;
    const std::string& m_file;
};

void checkPreamble(PickleStream& stream, const std::string& file) {
    constexpr std::string_view kMagic("\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 10); // lowest byte first
    constexpr std::int64_t kProtocol = 1001;
    const Pickle magic = stream.next();
    if (magic.top().kind != Kind::longInteger || magic.top().bytes != kMagic)
        refuseWeights(file, "it is a pickle, but none of PyTorch's",
                      "Save the network's state dict with torch.save(network.state_dict(), file).");
    const Pickle protocol = stream.next();
    if (protocol.top().kind != Kind::integer || protocol.top().integer != kProtocol)
        refuseWeights(file, "its version of PyTorch's format is unknown");
    const Pickle system = stream.next();
    const PickleValue* little = system.find(system.top(), "little_endian");
    if (!little || little->kind != Kind::boolean)
        refuseWeights(file, "its description of the system is damaged");
    if (little->integer == 0)
        refuseWeights(file, "its values are not little-endian", "Save it again on an ordinary PC.");
}

/// The storages behind the pickles: for each key of the list an 8-byte count and as many values.
std::map<std::string_view, std::span<const std::byte>> locateStorages(const Pickle& keys,
                                                                      const StorageRecords& records,
                                                                      std::span<const std::byte> bytes,
                                                                      const std::string& file) {
    if (keys.top().kind != Kind::list)
        refuseWeights(file, "its list of storages is damaged");
    std::map<std::string_view, std::span<const std::byte>> located;
    for (const PickleRef ref : keys.top().items) {
        const PickleValue& key = keys.at(ref);
        const auto record = key.kind == Kind::text ? records.find(key.bytes) : records.end();
        if (record == records.end())
            refuseWeights(file, "its list of storages names one that no tensor has");
        std::uint64_t count = 0;
        if (bytes.size() >= sizeof(count))
            std::memcpy(&count, bytes.data(), sizeof(count));
        const std::size_t size = elementSize(record->second.type);
        if (bytes.size() < sizeof(count) || record->second.count > (bytes.size() - sizeof(count)) / size)
            refuseWeights(file, fmt::format("it ends inside the storage \"{}\"", shownName(key.bytes)));
        if (count != record->second.count)
            refuseWeights(file, fmt::format("its storage \"{}\" holds {} values and is announced with {}",
                                            shownName(key.bytes), count, record->second.count));
        const std::size_t length = record->second.count * size;
        bytes = bytes.subspan(sizeof(count));
        if (!located.emplace(record->first, bytes.first(length)).second)
            refuseWeights(file, fmt::format("its storage \"{}\" is there twice", shownName(key.bytes)));
        bytes = bytes.subspan(length);
    }
    return located;
}

Weights parseStream(std::span<const std::byte> bytes, const std::string& file,
                    const std::shared_ptr<const void>& owner) {
    PickleStream stream(bytes, file);
    checkPreamble(stream, file);
    const Pickle object = stream.next();
    const StorageRecords storages = storageRecords(object, file);
    const auto tensors = tensorRecords(object, storages, file);
    const Pickle keys = stream.next();
    const auto located = locateStorages(keys, storages, stream.rest(), file);
    const auto open = [&](std::string_view key, const StorageRecord&) -> StorageBytes {
        const auto found = located.find(key);
        if (found == located.end())
            refuseWeights(file, fmt::format("its storage \"{}\" is missing", shownName(key)));
        return {found->second, owner};
    };
    return gatherTensors(tensors, storages, open, file);
}

Weights parseArchive(std::span<const std::byte> bytes, const std::string& file) {
    TorchArchive archive(bytes, file);
    const std::vector<std::byte> pickled = archive.member("data.pkl");
    if (pickled.size() > kLargestPickle)
        refuseWeights(file, fmt::format("its data.pkl has {} bytes", pickled.size()));
    const Pickle object = readPickle(pickled, file, isTensorGlobal);
    const StorageRecords storages = storageRecords(object, file);
    const auto tensors = tensorRecords(object, storages, file);
    const auto open = [&](std::string_view key, const StorageRecord& record) -> StorageBytes {
        auto content =
            std::make_shared<const std::vector<std::byte>>(archive.member(fmt::format("data/{}", key)));
        if (record.count > content->size() / elementSize(record.type))
            refuseWeights(file, fmt::format("its storage \"{}\" is cut off", shownName(key)));
        const std::span<const std::byte> view(*content);
        return {view, std::move(content)};
    };
    return gatherTensors(tensors, storages, open, file);
}

} // namespace

Weights parseStateDict(std::span<const std::byte> bytes, const std::string& name,
                       const std::shared_ptr<const void>& owner) {
    return TorchArchive::isOne(bytes) ? parseArchive(bytes, name) : parseStream(bytes, name, owner);
}

} // namespace crossview
