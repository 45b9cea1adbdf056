#include "encoders/language/dense.h"

#include "common/error.h"
#include "encoders/single_thread.h"

#include <cstring>
#include <map>
#include <mutex>

#include <fmt/format.h>
#include <oneapi/dnnl/dnnl.hpp>

namespace crossview {
namespace {

using dnnl::memory;
using Tag = memory::format_tag;
using Type = memory::data_type;

memory::dim asDim(std::size_t value) {
    return static_cast<memory::dim>(value);
}

Type typeOf(EncoderPrecision precision) {
    return precision == EncoderPrecision::bfloat16 ? Type::bf16 : Type::f32;
}

/// oneDNN's handles are counted and may be shared; its arguments are not const though nothing writes to
/// inputs.
void* writable(const void* data) {
    return const_cast<void*>(data);
}

} // namespace

struct DenseLayers::Impl {
    using Description = dnnl::inner_product_forward::primitive_desc;

    Description describe(std::size_t rows, const memory::desc& weights) const {
        dnnl::primitive_attr attributes;
        attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user); // one per call keeps it safe for threads
        dnnl::post_ops after;
        if (postOp == PostOp::gelu)
            after.append_eltwise(1.F, dnnl::algorithm::eltwise_gelu_erf, 0.F, 0.F);
        if (postOp == PostOp::add)
            after.append_sum(1.F);
        attributes.set_post_ops(after);
        const Type to = postOp == PostOp::gelu ? typeOf(precision) : Type::f32;
        return {{dnnl::prop_kind::forward_inference,
                 {{asDim(rows), asDim(inputs)}, typeOf(precision), Tag::ab},
                 weights,
                 {{asDim(outputs)}, Type::f32, Tag::a},
                 {{asDim(rows), asDim(outputs)}, to, Tag::ab}},
                attributes,
                engine};
    }

    /// One product per number of rows, and the memory that it needs.
    struct Product {
        Description description;
        dnnl::inner_product_forward primitive;
    };

    const Product& product(std::size_t rows) {
        const std::lock_guard lock(mutex);
        auto found = products.find(rows);
        if (found == products.end()) {
            const Description description = describe(rows, packed);
            found =
                products.emplace(rows, Product{description, dnnl::inner_product_forward(description)}).first;
        }
        return found->second; // nodes of a map stay where they are
    }

    std::size_t inputs = 0;
    std::size_t outputs = 0;
    PostOp postOp = PostOp::none;
    EncoderPrecision precision = EncoderPrecision::float32;
    dnnl::engine engine{dnnl::engine::kind::cpu, 0};
    memory::desc packed; // order of the weights, the same for all numbers of rows
    std::mutex mutex;
    std::map<std::size_t, Product> products;
};

DenseLayers::DenseLayers(std::size_t inputs, std::size_t outputs, PostOp postOp, EncoderPrecision precision)
    : m_impl(std::make_unique<Impl>()) {
    m_impl->inputs = inputs;
    m_impl->outputs = outputs;
    m_impl->postOp = postOp;
    m_impl->precision = precision;
    const SingleThread one; // oneDNN prepares a product for the threads that it finds
    try {
        constexpr std::size_t kUsualRows = 256;
        const memory::desc any({asDim(outputs), asDim(inputs)}, typeOf(precision), Tag::any);
        m_impl->packed = m_impl->describe(kUsualRows, any).weights_desc();
    } catch (const dnnl::error& error) {
        throw Error(fmt::format(
            "oneDNN cannot multiply {} by {} in {} on this processor ({}): choose float32.", inputs, outputs,
            precision == EncoderPrecision::bfloat16 ? "bfloat16" : "float32", error.message));
    }
}

DenseLayers::~DenseLayers() = default;

std::size_t DenseLayers::inputs() const {
    return m_impl->inputs;
}

std::size_t DenseLayers::outputs() const {
    return m_impl->outputs;
}

std::size_t DenseLayers::paddedRows(std::size_t rows) {
    const std::size_t step = rows <= 64 ? 8 : 32;
    return (rows + step - 1) / step * step;
}

DenseWeights DenseLayers::pack(std::span<const float> weights, std::span<const float> bias) const {
    const SingleThread one;
    const memory::desc plain({asDim(m_impl->outputs), asDim(m_impl->inputs)}, Type::f32, Tag::ab);
    const memory from(plain, m_impl->engine, writable(weights.data()));
    const auto to = std::make_shared<memory>(m_impl->packed, m_impl->engine);
    dnnl::stream stream(m_impl->engine);
    dnnl::reorder(from, *to).execute(stream, {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, *to}});
    stream.wait();
    const auto added =
        std::make_shared<memory>(memory::desc({asDim(m_impl->outputs)}, Type::f32, Tag::a), m_impl->engine);
    std::memcpy(added->get_data_handle(), bias.data(), bias.size_bytes());
    return {to, added};
}

void DenseLayers::run(const DenseWeights& layer, std::size_t rows, const void* from, void* to) const {
    const Impl::Product& product = m_impl->product(paddedRows(rows));
    dnnl::stream stream(m_impl->engine);
    const dnnl::engine& engine = m_impl->engine;
    product.primitive.execute(stream,
                              {{DNNL_ARG_SRC, memory(product.description.src_desc(), engine, writable(from))},
                               {DNNL_ARG_WEIGHTS, *static_cast<const memory*>(layer.values.get())},
                               {DNNL_ARG_BIAS, *static_cast<const memory*>(layer.bias.get())},
                               {DNNL_ARG_DST, memory(product.description.dst_desc(), engine, to)},
                               {DNNL_ARG_SCRATCHPAD, memory(product.description.scratchpad_desc(), engine)}});
    stream.wait();
}

} // namespace crossview
