#pragma once

#include <cstdint>

namespace crossview {

/// Where batch normalisation stands (method.md 1.1).
enum class BatchNorm : std::uint8_t { none, first, last };

/// Shape of both branches (CVPR 2016, section 3.1): Linear - BN - ReLU - Dropout - Linear - L2.
struct NetworkOptions {
    bool nonLinear = true;     ///< false: one linear layer per branch (the paper's ablation)
    int hiddenUnits = 2048;    ///< width of the hidden layer
    int jointDimensions = 512; ///< dimensions of the joint space
    BatchNorm batchNorm = BatchNorm::first;
    double batchNormMomentum = 0.1; ///< weight of the newest batch in the running statistics
    double dropout = 0.5;           ///< share of hidden units dropped in training
    double inputDropout = 0.0;      ///< share of input features dropped in training
};

/// Number format of the matrix products of the linear layers in training. Everything else, and the
/// evaluation, is float32.
enum class Precision : std::uint8_t { float32, bfloat16 };

/// d(a, b) between unit vectors (method.md 1.3).
enum class Distance : std::uint8_t {
    euclidean,        ///< sqrt(|a-b|^2), sub-gradient 0 at 0
    euclideanEpsilon, ///< sqrt(|a-b|^2 + 1e-4), the authors' code
    negativeDot,      ///< -a.b
    squaredEuclidean  ///< |a-b|^2
};

/// How the kept hinges of a term become one number (method.md 1.4).
enum class Reduction : std::uint8_t {
    sum,           ///< as written in the paper
    meanOverSlots, ///< mean over all kept slots, zeros included (the authors' code)
    meanOverActive ///< mean over hinges above zero
};

/// Which positives of the within-view terms count.
enum class StructurePositives : std::uint8_t { all, hardest };

/// What T1 and T2 are, the terms across the views (method.md 1.13). T3 and T4 are hinges in all of them.
enum class Objective : std::uint8_t {
    ranking, ///< the paper's hinges over triplets
    infoNce, ///< cross-entropy of the matches among all candidates, each direction by one half (CLIP)
    sigLip   ///< a sigmoid per pair, the sum over each anchor's candidates by one half
};

/// L = T1 + lambda1 T2 + lambda2 T3 + lambda3 T4 (CVPR 2016, equation 5).
struct LossOptions {
    double margin = 0.1;  ///< m, in units of distance
    double lambda1 = 2.0; ///< weight of T2, sentence -> image
    double lambda2 = 0.1; ///< weight of T3, image structure
    double lambda3 = 0.2; ///< weight of T4, sentence structure
    int topK = 50;        ///< kept violations per (anchor, positive); 0 keeps all
    Distance distance = Distance::euclideanEpsilon;
    Reduction reduction = Reduction::meanOverSlots;
    StructurePositives structurePositives = StructurePositives::all;
    Objective objective = Objective::ranking;
    double temperature = 0.07; ///< infoNce, sigLip: cosines are divided by it; what it starts at if learned
    double logitBias = -10;    ///< sigLip: added to cosine / temperature; what it starts at if learned
    bool learnTemperature = true; ///< temperature and bias are learned with the weights
    int annealEpochs = 0; ///< epochs over which K falls from all to topK; 0: it is topK from the start
};

} // namespace crossview
