#pragma once

#include "encoders/weights/weights.h"

#include <cmath>
#include <cstdint>
#include <memory>
#include <numeric>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace crossview::test {

/// Shape of a made-up network of MiniLM's architecture, small enough for a computation by hand.
struct TinyShape {
    std::size_t vocabulary = 18;
    std::size_t positions = 40;
    std::size_t width = 64;
    std::size_t inner = 96;
    std::size_t layers = 2;
};

inline Weights tinyWeights(const TinyShape& shape, unsigned seed = 1) {
    Weights weights;
    std::mt19937 random(seed);
    const auto add = [&](const std::string& name, std::vector<std::size_t> sides, double mean,
                         double spread) {
        const std::size_t size =
            std::accumulate(sides.begin(), sides.end(), std::size_t{1}, std::multiplies<>());
        auto values = std::make_shared<std::vector<float>>(size);
        std::normal_distribution<double> normal(mean, spread);
        for (float& value : *values)
            value = static_cast<float>(normal(random));
        weights[name] = {std::move(sides), *values, values};
    };
    const auto linear = [&](const std::string& name, std::size_t to, std::size_t from) {
        add(name + ".weight", {to, from}, 0, 1.5 / std::sqrt(static_cast<double>(from)));
        add(name + ".bias", {to}, 0, 0.3);
    };
    const auto norm = [&](const std::string& name) {
        add(name + ".weight", {shape.width}, 1, 0.2);
        add(name + ".bias", {shape.width}, 0, 0.2);
    };
    add("embeddings.word_embeddings.weight", {shape.vocabulary, shape.width}, 0, 1);
    add("embeddings.position_embeddings.weight", {shape.positions, shape.width}, 0, 0.5);
    add("embeddings.token_type_embeddings.weight", {2, shape.width}, 0, 0.5);
    norm("embeddings.LayerNorm");
    for (std::size_t l = 0; l < shape.layers; ++l) {
        const std::string layer = "encoder.layer." + std::to_string(l) + ".";
        for (const char* part : {"query", "key", "value"})
            linear(layer + "attention.self." + part, shape.width, shape.width);
        linear(layer + "attention.output.dense", shape.width, shape.width);
        norm(layer + "attention.output.LayerNorm");
        linear(layer + "intermediate.dense", shape.inner, shape.width);
        linear(layer + "output.dense", shape.width, shape.inner);
        norm(layer + "output.LayerNorm");
    }
    return weights;
}

/// The same network in double precision, as the formulas of Devlin et al. stand.
class BruteBert {
public:
    BruteBert(const TinyShape& shape, const Weights& weights) : m_shape(shape), m_weights(weights) {}

    std::vector<double> embedding(std::span<const std::int32_t> ids) const {
        Rows x;
        for (std::size_t t = 0; t < ids.size(); ++t) {
            std::vector<double> row(m_shape.width);
            for (std::size_t c = 0; c < m_shape.width; ++c)
                row[c] = value("embeddings.word_embeddings.weight",
                               static_cast<std::size_t>(ids[t]) * m_shape.width + c) +
                         value("embeddings.position_embeddings.weight", t * m_shape.width + c) +
                         value("embeddings.token_type_embeddings.weight", c);
            x.push_back(std::move(row));
        }
        x = norm(x, "embeddings.LayerNorm");
        for (std::size_t l = 0; l < m_shape.layers; ++l) {
            const std::string layer = "encoder.layer." + std::to_string(l) + ".";
            x = norm(sum(x, linear(attention(x, layer), layer + "attention.output.dense")),
                     layer + "attention.output.LayerNorm");
            Rows inner = linear(x, layer + "intermediate.dense");
            for (auto& row : inner)
                for (double& v : row)
                    v = 0.5 * v * (1 + std::erf(v / std::sqrt(2.0)));
            x = norm(sum(x, linear(inner, layer + "output.dense")), layer + "output.LayerNorm");
        }
        std::vector<double> mean(m_shape.width);
        for (const auto& row : x)
            for (std::size_t c = 0; c < mean.size(); ++c)
                mean[c] += row[c];
        const double length = std::sqrt(std::inner_product(mean.begin(), mean.end(), mean.begin(), 0.0));
        for (double& v : mean)
            v /= length;
        return mean;
    }

private:
    using Rows = std::vector<std::vector<double>>;

    double value(const std::string& name, std::size_t index) const {
        return static_cast<double>(m_weights.at(name).values[index]);
    }

    Rows linear(const Rows& x, const std::string& name) const {
        const auto bias = m_weights.at(name + ".bias").values;
        const auto weights = m_weights.at(name + ".weight").values;
        Rows y;
        for (const auto& row : x) {
            std::vector<double> out(bias.begin(), bias.end());
            for (std::size_t o = 0; o < out.size(); ++o)
                for (std::size_t i = 0; i < row.size(); ++i)
                    out[o] += row[i] * static_cast<double>(weights[o * row.size() + i]);
            y.push_back(std::move(out));
        }
        return y;
    }

    static Rows sum(Rows a, const Rows& b) {
        for (std::size_t t = 0; t < a.size(); ++t)
            for (std::size_t c = 0; c < a[t].size(); ++c)
                a[t][c] += b[t][c];
        return a;
    }

    Rows norm(Rows x, const std::string& name) const {
        for (auto& row : x) {
            const auto n = static_cast<double>(row.size());
            const double mean = std::accumulate(row.begin(), row.end(), 0.0) / n;
            double variance = 0;
            for (const double v : row)
                variance += (v - mean) * (v - mean) / n;
            for (std::size_t c = 0; c < row.size(); ++c)
                row[c] = (row[c] - mean) / std::sqrt(variance + 1e-12) * value(name + ".weight", c) +
                         value(name + ".bias", c);
        }
        return x;
    }

    Rows attention(const Rows& x, const std::string& layer) const {
        const Rows q = linear(x, layer + "attention.self.query");
        const Rows k = linear(x, layer + "attention.self.key");
        const Rows v = linear(x, layer + "attention.self.value");
        Rows out(x.size(), std::vector<double>(m_shape.width));
        constexpr std::size_t kHead = 32;
        for (std::size_t first = 0; first < m_shape.width; first += kHead)
            for (std::size_t t = 0; t < x.size(); ++t) {
                std::vector<double> share(x.size());
                double total = 0;
                for (std::size_t s = 0; s < x.size(); ++s) {
                    double dot = 0;
                    for (std::size_t c = first; c < first + kHead; ++c)
                        dot += q[t][c] * k[s][c];
                    share[s] = std::exp(dot / std::sqrt(static_cast<double>(kHead)));
                    total += share[s];
                }
                for (std::size_t s = 0; s < x.size(); ++s)
                    for (std::size_t c = first; c < first + kHead; ++c)
                        out[t][c] += share[s] / total * v[s][c];
            }
        return out;
    }

    TinyShape m_shape;
    const Weights& m_weights;
};

} // namespace crossview::test
