#include "options/run_options.h"

#include "common/error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crossview {
namespace {

struct Preset {
    std::string_view name;
    std::string_view description;
    RunOptions (*make)();
};

/// CVPR 2016 (method.md 1.1-1.6 and the end of section 6).
RunOptions cvpr2016() {
    RunOptions options;
    options.network = {.nonLinear = true,
                       .hiddenUnits = 2048,
                       .jointDimensions = 512,
                       .batchNorm = BatchNorm::last,
                       .batchNormMomentum = 0.1,
                       .dropout = 0.5};
    options.loss = {.margin = 0.1,
                    .lambda1 = 2.0,
                    .lambda2 = 0.0,
                    .lambda3 = 0.2,
                    .topK = 50,
                    .distance = Distance::euclideanEpsilon,
                    .reduction = Reduction::meanOverSlots,
                    .structurePositives = StructurePositives::all};
    options.batch = {.images = 1500, .sentencesPerImage = 2, .epochOver = EpochUnit::pairs};
    options.optimiser = {.kind = OptimiserKind::sgd,
                         .learningRate = 0.1,
                         .momentum = 0.9,
                         .weightDecay = 5e-4,
                         .schedule = Schedule::step,
                         .decay = 0.1,
                         .decayEpochs = 10,
                         .epochs = 30};
    return options;
}

/// The authors' TensorFlow code, with the decay of the learning rate that it computes but never applies.
RunOptions tpami() {
    RunOptions options;
    options.network = {.nonLinear = true,
                       .hiddenUnits = 2048,
                       .jointDimensions = 512,
                       .batchNorm = BatchNorm::first,
                       .batchNormMomentum = 0.1,
                       .dropout = 0.5};
    options.loss = {.margin = 0.05,
                    .lambda1 = 1.5,
                    .lambda2 = 0.0,
                    .lambda3 = 0.05,
                    .topK = 10,
                    .distance = Distance::euclideanEpsilon,
                    .reduction = Reduction::meanOverSlots,
                    .structurePositives = StructurePositives::hardest};
    options.batch = {.images = 500, .sentencesPerImage = 2, .epochOver = EpochUnit::pairs};
    options.optimiser = {.kind = OptimiserKind::adam,
                         .learningRate = 1e-4,
                         .weightDecay = 0,
                         .schedule = Schedule::exponential,
                         .decay = 0.794,
                         .epochs = 20};
    return options;
}

/// VSE++ (Faghri et al., BMVC 2018, section 4): linear branches, the dot product, margin 0.2, batches of 128;
/// K = 1 keeps the hardest negative alone. With K = 0 all count: VSE0, the sum of hinges.
RunOptions vse(int topK) {
    RunOptions options;
    options.network = {.nonLinear = false, .jointDimensions = 1024, .batchNorm = BatchNorm::none};
    options.loss = {.margin = 0.2,
                    .lambda1 = 1,
                    .lambda2 = 0,
                    .lambda3 = 0,
                    .topK = topK,
                    .distance = Distance::negativeDot,
                    .reduction = Reduction::sum};
    options.batch = {.images = 128, .sentencesPerImage = 1, .epochOver = EpochUnit::pairs};
    options.optimiser = {.kind = OptimiserKind::adam,
                         .learningRate = 2e-4,
                         .schedule = Schedule::step,
                         .decay = 0.1,
                         .decayEpochs = 15,
                         .epochs = 30};
    return options;
}

RunOptions vse0() {
    return vse(0);
}

RunOptions vsePlusPlus() {
    return vse(1);
}

/// bfloat16 where the processor multiplies it (AVX-512 BF16), float32 elsewhere, where it is emulated.
/// Measured on an AMD EPYC with two cores (precision_benchmark): a step of this preset takes 0.56
/// (LibTorch 2.14) and 0.64 (1.13) of the time of float32, and the recall stays: sum of the six test recalls
/// on the picture book, seeds 1, 2, 3: 278.6, 274.4, 278.4 with bfloat16 and 277.4, 273.6, 271.4 with float32
/// (LibTorch 2.14).
Precision fastPrecision() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512bf16"))
        return Precision::bfloat16;
#endif
    return Precision::float32;
}

/// Small and fast on two cores, for the pictures and short texts that Crossview opens with.
RunOptions pictureBook() {
    RunOptions options;
    options.features.image.lite0Components = options.features.image.lite2Components = 400;
    options.features.image.nameComponents = 384;
    options.features.image.plainWeight = 0.3;
    options.features.text.miniLmComponents = 384;
    options.network = {.nonLinear = true,
                       .hiddenUnits = 1024,
                       .jointDimensions = 512,
                       .batchNorm = BatchNorm::first,
                       .batchNormMomentum = 0.1,
                       .dropout = 0.5};
    options.loss = {.margin = 0.2,
                    .lambda1 = 1.5,
                    .lambda2 = 0.1,
                    .lambda3 = 0.2,
                    .topK = 20,
                    .distance = Distance::euclideanEpsilon,
                    .reduction = Reduction::meanOverSlots,
                    .structurePositives = StructurePositives::all};
    options.batch = {.images = 250,
                     .sentencesPerImage = 2,
                     .epochOver = EpochUnit::images,
                     .textUnit = TextUnit::mixed,
                     .documentShare = 0.5,
                     .wordDropout = 0.5,
                     .classPairs = 60,
                     .conceptNeighbours = true,
                     .maskConcepts = true};
    options.optimiser = {.kind = OptimiserKind::adam,
                         .learningRate = 1e-3,
                         .weightDecay = 1e-4,
                         .schedule = Schedule::oneCycle,
                         .epochs = 30};
    options.precision = fastPrecision();
    return options;
}

constexpr Preset kPresets[] = {
    {"cvpr2016",
     "The CVPR 2016 paper: SGD in batches of 1,500 pairs, batch norm after the last layer, margin 0.1, K 50.",
     cvpr2016},
    {"tpami",
     "The authors' published code for the journal version: Adam in batches of 500 pairs, margin 0.05, K 10.",
     tpami},
    {"picture-book",
     "Tuned for the picture book on two cores: all four terms live, sentences and whole documents mixed, 30 "
     "short "
     "epochs.",
     pictureBook},
    {"vse0", "VSE0: linear branches, the dot product, and the sum of all hinges in batches of 128 pairs.",
     vse0},
    {"vse++", "VSE++: the same with the hardest non-match of each pair alone (K 1).", vsePlusPlus},
};

const Preset& find(std::string_view name) {
    for (const Preset& candidate : kPresets)
        if (candidate.name == name)
            return candidate;
    throw Error(
        fmt::format("There is no preset \"{}\"; the presets are {}.", name, fmt::join(presetNames(), ", ")));
}

} // namespace

std::vector<std::string> presetNames() {
    std::vector<std::string> names;
    for (const Preset& preset : kPresets)
        names.emplace_back(preset.name);
    return names;
}

std::string presetDescription(std::string_view name) {
    return std::string(find(name).description);
}

RunOptions preset(std::string_view name) {
    const Preset& found = find(name);
    RunOptions options = found.make();
    options.preset = found.name;
    return options;
}

} // namespace crossview
