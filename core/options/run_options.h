#pragma once

#include "dataset/edits/data_edit.h"
#include "dataset/splits.h"
#include "features/feature_options.h"
#include "model/model_options.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace crossview {

/// What one text row of a batch (and of the validation) is.
enum class TextUnit : std::uint8_t {
    sentences, ///< single sentences
    documents, ///< all sentences of an image as one document (mean of their feature rows, length 1)
    mixed      ///< single sentences, or the document of a random subset of the image's sentences
};

/// The protocol that validates a run: documents where it trains on documents, too.
TextUnit validationProtocol(TextUnit trainedOn);

/// What one epoch goes through once.
enum class EpochUnit : std::uint8_t { images, pairs };

/// What the non-matches of T1 and T2 are.
enum class Negatives : std::uint8_t {
    batch,      ///< everything in the batch that does not match
    samePicture ///< of regions: other regions and phrases of the same picture, which come whole into a batch
};

struct BatchOptions {
    int images = 500;          ///< image rows per batch
    int sentencesPerImage = 2; ///< text rows drawn per image row; 2 or more give T4 work
    EpochUnit epochOver = EpochUnit::pairs;
    TextUnit textUnit = TextUnit::sentences;
    double documentShare = 0.5;  ///< mixed: chance that a text row is a document of a random subset
    double neighbourShare = 0.0; ///< share of image rows drawn as neighbours (shared sentence or concept) of
                                 ///< others in the batch, so that T3 has work
    double wordDropout = 0.0;    ///< chance that a text row loses its words and keeps its meaning, so that
                                 ///< texts of unknown words are understood; needs both blocks
    int classPairs = 0; ///< pairs per batch of what classifiers call pictures and that name as a text
                        ///< (ClassPrototypes), so that things are known that no training picture shows
    Negatives negatives = Negatives::batch;
    bool conceptNeighbours = false; ///< items of one concept count as neighbours in T3 and T4
    bool maskConcepts = false;      ///< items of one concept are never negatives of each other
};

enum class OptimiserKind : std::uint8_t { sgd, adam };
enum class Schedule : std::uint8_t {
    constant,
    step,        ///< times `decay` every `decayEpochs` epochs
    exponential, ///< times `decay` every epoch
    oneCycle     ///< cosine up over the first 30 %, cosine down to zero
};

struct OptimiserOptions {
    OptimiserKind kind = OptimiserKind::adam;
    double learningRate = 1e-4;
    double momentum = 0.9;    ///< SGD only
    double weightDecay = 0.0; ///< L2 (SGD: coupled; Adam: decoupled), not on biases and batch norm
    Schedule schedule = Schedule::constant;
    double decay = 0.1;
    int decayEpochs = 10;
    int epochs = 30;
};

/// The preset that everything starts from.
inline constexpr std::string_view kDefaultPreset = "picture-book";

/// Everything that makes a run: window, command line and checkpoint use this one struct.
struct RunOptions {
    std::string preset{kDefaultPreset};
    std::vector<DataEdit> edits; ///< of the data as imported, before they are divided; no accepted findings
    SplitOptions split;
    FeatureOptions features;
    NetworkOptions network;
    LossOptions loss;
    BatchOptions batch;
    OptimiserOptions optimiser;
    std::uint64_t seed = 1;
    std::string device = "cpu"; ///< "cpu", "cuda", "cuda:1"
    Precision precision = Precision::float32;
};

/// Values that may change while a run goes on.
struct LiveOptions {
    double lambda1 = 0, lambda2 = 0, lambda3 = 0, margin = 0, learningRate = 0;
    int topK = 0;

    bool operator==(const LiveOptions&) const = default;
};
LiveOptions liveOptions(const RunOptions& options);

/// "cvpr2016", "tpami", "picture-book", "vse0", "vse++".
std::vector<std::string> presetNames();
/// One plain sentence on what the preset is.
std::string presetDescription(std::string_view name);
/// Throws Error for an unknown name, listing the known ones.
RunOptions preset(std::string_view name);

using OptionValue = std::variant<bool, std::int64_t, double, std::string>;
/// As it is written on the command line: "true", "20", "0.1".
std::string textOf(const OptionValue& value);

/// One editable option, described once for window, command line and file.
struct OptionField {
    std::string section; ///< "Data", "Features", "Network", "Loss", "Batches", "Optimiser", "Run"
    std::string key;     ///< dotted path: "loss.margin"; the flag is --loss.margin
    std::string label;   ///< as the window shows it: "Margin m"
    std::string help;    ///< one plain sentence, with its place in the paper's formula
    std::string unit;    ///< "", "epochs", "images", …
    double minimum = 0, maximum = 0, step = 0;
    int decimals = 0;
    std::vector<std::string> choices; ///< for choices; the value is the string
    std::string file;                 ///< for a file: what such files are called, "*.onnx *.pt"
    bool live = false;                ///< may change while a run goes on
    std::function<OptionValue(const RunOptions&)> get;
    /// Throws Error when the value is outside the range or no choice; the sentence names key and range.
    std::function<void(RunOptions&, const OptionValue&)> set;
};
/// All fields in the order of the window.
std::span<const OptionField> optionFields();
/// Sets one option from text ("0.2", "true", "first"). Throws Error naming the key and what is allowed.
void setOption(RunOptions& options, std::string_view key, std::string_view text);

/// JSON object {"preset": …, "loss.margin": 0.1, …} of every field, and "edits" where there are some; reading
/// ignores unknown keys and throws Error on values out of range.
std::string toJson(const RunOptions& options);
RunOptions runOptionsFromJson(std::string_view json);

} // namespace crossview
