#include "encoders/vision/convolution_network.h"

#include "common/error.h"
#include "encoders/single_thread.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <stdexcept>
#include <unordered_map>

#include <fmt/format.h>
#include <oneapi/dnnl/dnnl.hpp>

namespace crossview {
namespace {

using Dims = dnnl::memory::dims;
using Descriptor = dnnl::memory::desc;
using Kind = dnnl::memory::data_type;
using Tag = dnnl::memory::format_tag;

std::int64_t asDim(std::size_t value) {
    return static_cast<std::int64_t>(value);
}

/// A primitive with its constant arguments; what it reads and writes is named by places of the workspace.
struct Step {
    dnnl::primitive primitive;
    dnnl::memory weights, bias; // empty where the picture is rounded
    Descriptor source, target, scratch;
    std::size_t from = 0, to = 0; // places
};

/// Buffers of one picture on its way: the picture, in turn the blocks' inputs, and what lies between.
constexpr std::size_t kPlaces = 5;
constexpr std::size_t kPicture = 0, kBlockA = 1, kBlockB = 2, kInnerA = 3, kInnerB = 4;

struct Workspace {
    std::array<dnnl::memory, kPlaces> places;
    dnnl::memory scratch;
};

dnnl::memory reordered(const dnnl::engine& engine, const Descriptor& plain, const float* values,
                       const Descriptor& wanted) {
    // oneDNN wants a mutable pointer; a reorder only reads its source.
    dnnl::memory from(plain, engine, const_cast<float*>(values));
    dnnl::memory to(wanted, engine);
    dnnl::stream stream(engine);
    dnnl::reorder(from, to).execute(stream, from, to);
    stream.wait();
    return to;
}

void check(const ConvolutionLayer& layer) {
    const std::size_t perOutput = (layer.depthwise ? 1 : layer.inputs) * layer.kernel * layer.kernel;
    if (layer.outputs == 0 || layer.stride == 0 || layer.weights.size() != layer.outputs * perOutput ||
        layer.bias.size() != layer.outputs || (layer.depthwise && layer.inputs != layer.outputs))
        throw std::invalid_argument("a convolution layer whose parts do not fit");
}

} // namespace

struct ConvolutionNetwork::Impl {
    std::size_t side = 0;
    std::size_t channels = 0, mapPixels = 0; // of the last map
    dnnl::engine engine{dnnl::engine::kind::cpu, 0};
    std::vector<Step> steps;
    std::array<std::size_t, kPlaces> bytes{};
    std::size_t scratchBytes = 0;
    Descriptor pictureDescriptor;
    // Buffers of some megabytes are kept: fresh pages would cost a tenth of the time of a picture.
    mutable std::mutex mutex;
    mutable std::vector<std::unique_ptr<Workspace>> idle;

    /// Rounds the picture to bfloat16; returns its new descriptor.
    Descriptor addRounding(std::size_t to);
    /// Moves `pixels` and `source` on to what comes out.
    void addConvolution(const ConvolutionLayer& layer, std::size_t& pixels, Descriptor& source, Kind outKind,
                        std::size_t from, std::size_t to);
    std::unique_ptr<Workspace> workspace() const;
};

Descriptor ConvolutionNetwork::Impl::addRounding(std::size_t to) {
    Step step;
    step.source = pictureDescriptor;
    step.target = Descriptor(pictureDescriptor.dims(), Kind::bf16, Tag::nhwc);
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    const dnnl::reorder::primitive_desc chosen(engine, step.source, engine, step.target, attributes);
    step.primitive = dnnl::reorder(chosen);
    step.scratch = chosen.scratchpad_desc();
    step.from = kPicture;
    step.to = to;
    steps.push_back(step);
    return step.target;
}

void ConvolutionNetwork::Impl::addConvolution(const ConvolutionLayer& layer, std::size_t& pixels,
                                              Descriptor& source, Kind outKind, std::size_t from,
                                              std::size_t to) {
    check(layer);
    const Kind kind = source.data_type();
    const std::size_t outPixels = (pixels + layer.stride - 1) / layer.stride;
    const std::size_t reach = (outPixels - 1) * layer.stride + layer.kernel;
    const std::int64_t padding = reach > pixels ? asDim(reach - pixels) : 0;
    const auto [o, i, k] = std::array{asDim(layer.outputs), asDim(layer.inputs), asDim(layer.kernel)};
    const Dims weightDims = layer.depthwise ? Dims{o, 1, 1, k, k} : Dims{o, i, k, k};
    const Descriptor plainWeights(weightDims, Kind::f32, layer.depthwise ? Tag::goihw : Tag::oihw);
    const Descriptor plainBias({o}, Kind::f32, Tag::x);
    const auto before = padding / 2;
    const dnnl::convolution_forward::desc description(
        dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct, source,
        Descriptor(weightDims, kind, Tag::any), plainBias,
        Descriptor({1, o, asDim(outPixels), asDim(outPixels)}, outKind, Tag::nhwc),
        {asDim(layer.stride), asDim(layer.stride)}, {before, before}, {padding - before, padding - before});
    dnnl::post_ops after;
    if (layer.addsBlockInput)
        after.append_sum(1.F);
    if (layer.clip)
        after.append_eltwise(1.F, dnnl::algorithm::eltwise_clip, 0.F, 6.F);
    dnnl::primitive_attr attributes;
    attributes.set_post_ops(after);
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    const dnnl::convolution_forward::primitive_desc chosen(description, attributes, engine);
    Step step;
    step.primitive = dnnl::convolution_forward(chosen);
    step.weights = reordered(engine, plainWeights, layer.weights.data(), chosen.weights_desc());
    step.bias = reordered(engine, plainBias, layer.bias.data(), chosen.bias_desc());
    step.source = source;
    step.target = chosen.dst_desc();
    step.scratch = chosen.scratchpad_desc();
    step.from = from;
    step.to = to;
    pixels = outPixels;
    source = step.target;
    steps.push_back(std::move(step));
}

std::unique_ptr<Workspace> ConvolutionNetwork::Impl::workspace() const {
    {
        const std::lock_guard lock(mutex);
        if (!idle.empty()) {
            auto taken = std::move(idle.back());
            idle.pop_back();
            return taken;
        }
    }
    auto fresh = std::make_unique<Workspace>();
    const auto buffer = [this](std::size_t size) {
        return dnnl::memory(Descriptor({asDim(std::max<std::size_t>(size, 1))}, Kind::u8, Tag::x), engine);
    };
    for (std::size_t place = 0; place < kPlaces; ++place)
        fresh->places[place] = buffer(bytes[place]);
    fresh->scratch = buffer(scratchBytes);
    return fresh;
}

ConvolutionNetwork::ConvolutionNetwork(std::span<const ConvolutionLayer> layers, std::size_t side,
                                       EncoderPrecision precision)
    : m_impl(std::make_unique<Impl>()) {
    if (layers.empty() || side == 0)
        throw std::invalid_argument("a convolution network without layers");
    // oneDNN plans for the threads it sees while a primitive is made.
    const SingleThread single;
    m_impl->side = side;
    std::size_t pixels = side;
    std::size_t at = kPicture;
    std::size_t blockInput = kPicture;
    Descriptor source({1, asDim(layers.front().inputs), asDim(side), asDim(side)}, Kind::f32, Tag::nhwc);
    m_impl->pictureDescriptor = source;
    try {
        if (precision == EncoderPrecision::bfloat16)
            source = m_impl->addRounding(at = kInnerB);
        for (std::size_t l = 0; l < layers.size(); ++l) {
            const ConvolutionLayer& layer = layers[l];
            if (layer.startsBlock)
                blockInput = at;
            const bool endsBlock = l + 1 == layers.size() || layers[l + 1].startsBlock;
            std::size_t to = at == kInnerA ? kInnerB : kInnerA;
            if (layer.addsBlockInput)
                to = blockInput; // the sum is made in place
            else if (endsBlock)
                to = blockInput == kBlockA ? kBlockB : kBlockA;
            const bool last = l + 1 == layers.size();
            m_impl->addConvolution(layer, pixels, source, last ? Kind::f32 : source.data_type(), at, to);
            at = to;
        }
        m_impl->channels = layers.back().outputs;
        m_impl->mapPixels = pixels * pixels;
    } catch (const dnnl::error& error) {
        throw Error(
            fmt::format("oneDNN cannot run this network on this processor ({}): choose float32 or other "
                        "features.",
                        error.what()));
    }
    auto& bytes = m_impl->bytes;
    bytes[kPicture] = m_impl->pictureDescriptor.get_size();
    for (const Step& step : m_impl->steps) {
        bytes[step.from] = std::max(bytes[step.from], step.source.get_size());
        bytes[step.to] = std::max(bytes[step.to], step.target.get_size());
        m_impl->scratchBytes = std::max(m_impl->scratchBytes, step.scratch.get_size());
    }
}

ConvolutionNetwork::~ConvolutionNetwork() = default;

std::size_t ConvolutionNetwork::side() const {
    return m_impl->side;
}

std::size_t ConvolutionNetwork::dimensions() const {
    return m_impl->channels;
}

void ConvolutionNetwork::features(std::span<const float> picture, std::span<float> out) const {
    if (picture.size() * sizeof(float) != m_impl->pictureDescriptor.get_size() || out.size() != dimensions())
        throw std::invalid_argument("a picture or a row of another size");
    const SingleThread single;
    std::unique_ptr<Workspace> space = m_impl->workspace();
    std::ranges::copy(picture, static_cast<float*>(space->places[kPicture].get_data_handle()));
    dnnl::stream stream(m_impl->engine);
    for (const Step& step : m_impl->steps) {
        const auto on = [&](const Descriptor& descriptor, const dnnl::memory& buffer) {
            return dnnl::memory(descriptor, m_impl->engine, buffer.get_data_handle());
        };
        std::unordered_map<int, dnnl::memory> arguments{
            {DNNL_ARG_SRC, on(step.source, space->places[step.from])},
            {DNNL_ARG_DST, on(step.target, space->places[step.to])},
            {DNNL_ARG_SCRATCHPAD, on(step.scratch, space->scratch)}};
        if (step.weights) {
            arguments.emplace(DNNL_ARG_WEIGHTS, step.weights);
            arguments.emplace(DNNL_ARG_BIAS, step.bias);
        }
        step.primitive.execute(stream, arguments);
    }
    stream.wait();
    const auto* pixel = static_cast<const float*>(space->places[m_impl->steps.back().to].get_data_handle());
    std::ranges::fill(out, 0.F);
    for (std::size_t p = 0; p < m_impl->mapPixels; ++p, pixel += out.size())
        for (std::size_t c = 0; c < out.size(); ++c)
            out[c] += pixel[c];
    for (float& value : out)
        value /= static_cast<float>(m_impl->mapPixels);
    const std::lock_guard lock(m_impl->mutex);
    m_impl->idle.push_back(std::move(space));
}

} // namespace crossview
