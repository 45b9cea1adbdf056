#include "arrays/safetensors_array.h"

#include "arrays/array_choice.h"
#include "files/safetensors_header.h"

#include <algorithm>

namespace crossview {
namespace {

constexpr std::size_t kPiece = 1U << 18; // values

class SafetensorsArray : public ArraySource {
public:
    SafetensorsArray(HeldBytes file, const SafetensorsEntry& entry)
        : m_file(std::move(file)), m_entry(entry), m_claim{m_file.place + ":" + entry.name,
                                                           entry.shape,
                                                           toString(entry.type),
                                                           false,
                                                           {}} {}

    const ArrayClaim& claim() const override { return m_claim; }

    void read(const ValueSink& take, const ReadingTick& tick) const override {
        const ElementLoader load = elementLoader(m_entry.type);
        const std::size_t size = elementSize(m_entry.type);
        const std::size_t count = m_entry.bytes.size() / size;
        std::vector<float> values;
        for (std::size_t at = 0; at < count; at += values.size()) {
            tick(at * size, count * size);
            values.resize(std::min(kPiece, count - at));
            for (std::size_t i = 0; i < values.size(); ++i)
                values[i] = load(m_entry.bytes.data() + (at + i) * size);
            take(values);
            if (m_file.mapping)
                m_file.mapping->release(static_cast<std::size_t>(m_entry.bytes.data() - m_file.bytes.data()) +
                                        (at + values.size()) * size);
        }
    }

private:
    HeldBytes m_file;
    SafetensorsEntry m_entry;
    ArrayClaim m_claim;
};

} // namespace

std::unique_ptr<ArraySource> openSafetensors(HeldBytes file, const std::string& asked,
                                             std::span<const std::string_view> preferred) {
    const std::vector<SafetensorsEntry> entries =
        parseSafetensorsHeader(file.bytes, file.place, "safetensors file");
    std::vector<NamedArray> arrays;
    for (const SafetensorsEntry& entry : entries)
        arrays.push_back({entry.name, entry.shape.size() == 2 || entry.shape.size() == 3});
    const SafetensorsEntry& chosen = entries[chosenArray(arrays, asked, preferred, file.place)];
    return std::make_unique<SafetensorsArray>(std::move(file), chosen);
}

} // namespace crossview
