#include "project/exporting/onnx_writer.h"

#include "common/error.h"

#include <array>
#include <bit>
#include <cstdint>
#include <fmt/format.h>
#include <initializer_list>
#include <limits>
#include <string_view>

static_assert(std::endian::native == std::endian::little, "ONNX holds little-endian numbers");

namespace crossview {
namespace {

/// A message of Protocol Buffers as bytes: fields with the numbers of onnx.proto3, version 8.
class Message {
public:
    Message& number(std::uint32_t field, std::uint64_t value) {
        varint(std::uint64_t{field} << 3);
        varint(value);
        return *this;
    }
    Message& bytes(std::uint32_t field, std::string_view value) {
        varint(std::uint64_t{field} << 3 | 2);
        varint(value.size());
        m_bytes += value;
        return *this;
    }
    Message& real(std::uint32_t field, float value) {
        varint(std::uint64_t{field} << 3 | 5);
        const auto bits = std::bit_cast<std::array<char, sizeof value>>(value);
        m_bytes.append(bits.begin(), bits.end());
        return *this;
    }
    Message& part(std::uint32_t field, const Message& message) { return bytes(field, message.m_bytes); }
    std::string taken() && { return std::move(m_bytes); }

private:
    void varint(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7)
            m_bytes += static_cast<char>(value | 0x80);
        m_bytes += static_cast<char>(value);
    }
    std::string m_bytes;
};

constexpr std::uint64_t kFloat = 1;   // TensorProto.DataType, AttributeProto.AttributeType
constexpr std::uint64_t kInteger = 2; // AttributeProto.AttributeType
constexpr std::uint64_t kIntegers = 7;

Message tensor(const std::string& name, std::initializer_list<std::size_t> dimensions,
               std::span<const float> values) {
    Message message;
    for (const std::size_t dimension : dimensions)
        message.number(1, dimension);
    message.number(2, kFloat).bytes(8, name);
    message.bytes(9, {reinterpret_cast<const char*>(values.data()), values.size_bytes()});
    return message;
}

/// Rows of floats; how many is up to the caller of the model.
Message rows(const std::string& name, std::size_t width) {
    const Message shape = Message().part(1, Message().bytes(2, "n")).part(1, Message().number(1, width));
    return Message().bytes(1, name).part(2, Message().part(1, Message().number(1, kFloat).part(2, shape)));
}

Message integer(std::string_view name, std::uint64_t value) {
    return Message().bytes(1, name).number(3, value).number(20, kInteger);
}

Message number(std::string_view name, float value) {
    return Message().bytes(1, name).real(2, value).number(20, kFloat);
}

Message node(std::string_view kind, std::initializer_list<std::string> inputs, const std::string& output) {
    Message message;
    for (const std::string& input : inputs)
        message.bytes(1, input);
    return message.bytes(2, output).bytes(3, output).bytes(4, kind);
}

/// output = input · weight^T + bias.
void addLinear(Message& graph, const std::string& input, const std::string& name, const std::string& output) {
    graph.part(1,
               node("Gemm", {input, name + ".weight", name + ".bias"}, output).part(5, integer("transB", 1)));
}

void addWeights(Message& graph, const std::string& name, const Matrix& weight,
                const std::vector<float>& bias) {
    graph.part(5, tensor(name + ".weight", {weight.rows(), weight.cols()}, weight.values()));
    graph.part(5, tensor(name + ".bias", {bias.size()}, bias));
}

} // namespace

std::string onnxModel(const FrozenBranch& branch, const std::string& name,
                      std::span<const std::pair<std::string, std::string>> metadata) {
    constexpr std::size_t kMost = (std::size_t{1} << 31) - (std::size_t{1} << 20);
    if ((branch.hiddenWeight.values().size() + branch.outputWeight.values().size()) * sizeof(float) > kMost)
        throw Error(
            fmt::format("The {} branch has more weights than an ONNX file of 2 GiB holds: export it as "
                        "safetensors or TorchScript.",
                        name));
    const bool hasHidden = !branch.hiddenWeight.empty();
    Message graph;
    if (hasHidden) {
        addLinear(graph, "features", "hidden", "hidden_sum");
        graph.part(1, node("Relu", {"hidden_sum"}, "hidden_units"));
    }
    addLinear(graph, hasHidden ? "hidden_units" : "features", "output", "joint");
    // A row of length 0 is divided by the smallest normal number instead.
    graph.part(1, node("ReduceL2", {"joint"}, "length")
                      .part(5, Message().bytes(1, "axes").number(8, 1).number(20, kIntegers))
                      .part(5, integer("keepdims", 1)));
    graph.part(1,
               node("Clip", {"length"}, "divisor").part(5, number("min", std::numeric_limits<float>::min())));
    graph.part(1, node("Div", {"joint", "divisor"}, "embedding"));
    graph.bytes(2, name);
    if (hasHidden)
        addWeights(graph, "hidden", branch.hiddenWeight, branch.hiddenBias);
    addWeights(graph, "output", branch.outputWeight, branch.outputBias);
    graph.part(11, rows("features", branch.inputDimensions()));
    graph.part(12, rows("embedding", branch.jointDimensions()));

    Message model;
    model.number(1, 5).bytes(2, "Crossview").part(7, graph);
    model.part(8, Message().bytes(1, "").number(2, 10));
    for (const auto& [key, value] : metadata)
        model.part(14, Message().bytes(1, key).bytes(2, value));
    return std::move(model).taken();
}

} // namespace crossview
