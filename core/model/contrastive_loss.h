#pragma once

#include "model/model_options.h"

#include <ATen/core/Tensor.h>
#include <array>
#include <cstdint>

namespace crossview {

/// A logit of a pair is scale x cosine + bias; also what is derived by both, then by the logarithm of the
/// scale.
struct LogitValues {
    double scale = 0; ///< 1 / temperature
    double bias = 0;  ///< sigLip only
};

/// The terms across the views of one batch out of its similarities, in the order T1, T2.
struct ContrastiveLoss {
    std::array<double, 2> terms{};
    std::array<double, 2> collapsed{};       ///< what they come to where all embeddings are equal
    std::array<std::int64_t, 2> positives{}; ///< (anchor, positive) pairs
    std::array<std::int64_t, 2> outscored{}; ///< those of them that a negative is at least as similar as
    at::Tensor gradient;                     ///< d(T1 + lambda1 T2)/dS [images, sentences]
    LogitValues logits;                      ///< d(T1 + lambda1 T2)/d(log scale) and /d(bias)
};

/// InfoNCE or SigLIP (options.objective) of cosines S [images, sentences], float32 or float64, on any device,
/// with the kinds of all pairs (bytes, the values of PairKind, same shape and device); ignored pairs have no
/// part. method.md 1.13:
///   infoNce  T1 = 1/2 mean over images with a match, of the mean over their matches p, of
///            -log(exp(l_p) / sum over candidates exp(l)); T2 the same for sentences. With lambda1 = 1 and
///            one match each, CLIP's loss (Radford et al., ICML 2021).
///   sigLip   T1 = 1/2 mean over images of the sum over candidates of -log sigmoid(+-l); T2 the same for
///            sentences. With lambda1 = 1 and as many of both, Zhai et al. (ICCV 2023).
ContrastiveLoss contrastiveLoss(const at::Tensor& similarities, const at::Tensor& kinds,
                                const LossOptions& options, const LogitValues& logits);

} // namespace crossview
