#pragma once

#include "model/model_options.h"
#include "model/pair_kinds.h"
#include "support/reference_matrices.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

namespace crossview::test {

/// A JSON array of numbers, or of rows of numbers, as a tensor.
inline at::Tensor tensorOf(const nlohmann::json& values, at::ScalarType type = at::kDouble) {
    const bool isMatrix = !values.empty() && values[0].is_array();
    const auto rows = static_cast<std::int64_t>(values.size());
    const auto cols = isMatrix ? static_cast<std::int64_t>(values[0].size()) : rows;
    at::Tensor tensor = isMatrix ? at::empty({rows, cols}, at::kDouble) : at::empty({rows}, at::kDouble);
    double* out = tensor.data_ptr<double>();
    for (const auto& row : values)
        if (isMatrix)
            for (const auto& value : row)
                *out++ = value.get<double>();
        else
            *out++ = row.get<double>();
    return tensor.to(type);
}

/// Kinds of a batch from M [sentences x images].
inline PairKinds kindsOf(const nlohmann::json& m) {
    const std::size_t sentences = m.size();
    const std::size_t images = m.at(0).size();
    std::vector<std::uint8_t> matches(images * sentences);
    for (std::size_t s = 0; s < sentences; ++s)
        for (std::size_t i = 0; i < images; ++i)
            matches[i * sentences + s] = m[s][i].get<std::uint8_t>();
    return pairKindsFromMatches(matches, images, sentences);
}

inline LossOptions lossOptionsOf(const nlohmann::json& params) {
    LossOptions options;
    options.margin = params.at("m");
    options.topK = params.at("K");
    options.lambda1 = params.at("lam1");
    options.lambda2 = params.at("lam2");
    options.lambda3 = params.at("lam3");
    const std::string distance = params.contains("distance") ? params["distance"] : params.at("kind");
    options.distance = distance == "euclid"       ? Distance::euclidean
                       : distance == "euclid_eps" ? Distance::euclideanEpsilon
                       : distance == "neg_dot"    ? Distance::negativeDot
                                                  : Distance::squaredEuclidean;
    const std::string reduction = params.at("reduction");
    options.reduction = reduction == "sum"         ? Reduction::sum
                        : reduction == "mean_topk" ? Reduction::meanOverSlots
                                                   : Reduction::meanOverActive;
    options.structurePositives =
        params.value("struct_pos", "all") == "all" ? StructurePositives::all : StructurePositives::hardest;
    return options;
}

/// |actual - expected| <= tolerance * max(1, |expected|), element by element.
inline void expectClose(const at::Tensor& actual, const at::Tensor& expected, double tolerance,
                        const std::string& what) {
    ASSERT_EQ(actual.sizes(), expected.sizes()) << what;
    const at::Tensor a = actual.detach().to(at::kDouble);
    const at::Tensor e = expected.detach().to(at::kDouble);
    const double worst = ((a - e).abs() / e.abs().clamp_min(1)).max().item<double>();
    EXPECT_LE(worst, tolerance) << what;
}

inline void expectClose(double actual, double expected, double tolerance, const std::string& what) {
    EXPECT_NEAR(actual, expected, tolerance * std::max(1.0, std::abs(expected))) << what;
}

} // namespace crossview::test
