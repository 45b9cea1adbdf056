#include "arrays/safetensors_source.h"

#include "arrays/safetensors_table.h"

#include <algorithm>

namespace crossview {
namespace {

class SafetensorsSource final : public ArraySource {
public:
    explicit SafetensorsSource(FileBytes file)
        : m_file(std::move(file)),
          m_tensors(safetensorsTable(m_file.bytes, m_file.name, "a file of tensors")) {
        for (const StoredTensor& tensor : m_tensors)
            m_entries.push_back({tensor.name, tensor.shape, toString(tensor.type), false, {}});
    }
    const std::vector<ArrayEntry>& entries() const override { return m_entries; }
    void read(std::size_t entry, const ValueSink& sink) const override {
        const StoredTensor& tensor = m_tensors[entry];
        const std::size_t size = elementSize(tensor.type);
        const ElementLoad load = elementLoad(tensor.type);
        std::vector<float> values(std::min(kPieceValues, tensor.bytes.size() / size));
        for (auto rest = tensor.bytes; !rest.empty();) {
            const std::size_t count = std::min(values.size(), rest.size() / size);
            for (std::size_t i = 0; i < count; ++i)
                values[i] = load(rest.data() + i * size);
            sink(std::span(values).first(count));
            rest = rest.subspan(count * size);
            m_file.release(static_cast<std::size_t>(rest.data() - m_file.bytes.data()));
        }
    }

private:
    FileBytes m_file;
    std::vector<StoredTensor> m_tensors;
    std::vector<ArrayEntry> m_entries;
};

} // namespace

std::unique_ptr<ArraySource> openSafetensors(FileBytes file) {
    return std::make_unique<SafetensorsSource>(std::move(file));
}

} // namespace crossview
