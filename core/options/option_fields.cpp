#include "options/field_builder.h"
#include "options/user_network_fields.h"
#include "options/word_fields.h"

namespace crossview {
namespace {

std::vector<OptionField> dataFields() {
    FieldBuilder add("Data");
    add.choice(
        "split.method", "Split",
        "How pictures are held out: whole concepts, single pictures, or as the file says.",
        {"concept", "random", "file"}, [](auto& o) -> auto& { return o.split.method; });
    add.integer(
        "split.test", "Test",
        "Held-out pictures (by concept: concepts) that the final recall is measured on.", "", 1, 1000000, 50,
        [](auto& o) -> auto& { return o.split.testCount; });
    add.integer(
        "split.validation", "Validation",
        "Further held-out pictures (by concept: concepts) that choose the best epoch.", "", 0, 1000000, 50,
        [](auto& o) -> auto& { return o.split.validationCount; });
    add.integer(
        "split.seed", "Split seed", "Another number holds out other pictures.", "", 0, 4294967295.0, 1,
        [](auto& o) -> auto& { return o.split.seed; });
    return add.fields();
}

/// The settings and dimensions of every block of a view.
void addBlocks(FieldBuilder& add, View view) {
    for (const FeatureBlock& block : featureBlocks()) {
        if (block.view != view)
            continue;
        for (const FeatureBlock::Setting& setting : block.settings)
            add.integer(
                std::string(setting.key), setting.label, setting.help, setting.unit, setting.minimum,
                setting.maximum,
                setting.step, [value = setting.value](auto& o) -> auto& { return value(o.features); });
        add.integer(
            std::string(block.key), block.label, block.help, "", 0, block.maximum,
            block.step, [components = block.components](auto& o) -> auto& { return components(o.features); });
        if (block.key == UserNetworkFeatures::kDescription.key)
            addUserNetworkFields(add);
    }
}

std::vector<OptionField> featureFields() {
    FieldBuilder add("Features");
    add.integer(
        "features.image.size", "Picture size", "Pictures are fitted into a white square of this side.", "px",
        32, 512, 16, [](auto& o) -> auto& { return o.features.image.size; });
    addBlocks(add, View::image);
    add.real(
        "features.image.plainWeight", "Weight beside networks",
        "Weight in x of colour, outline, layout, texture and parts beside what networks see; 1 is the same "
        "as "
        "theirs.",
        "", 0.01, 10, 0.1, 2, [](auto& o) -> auto& { return o.features.image.plainWeight; });
    add.choice(
        "features.image.precision", "Network precision",
        "What EfficientNet computes in: bfloat16 is nearly twice as fast on processors that have it.",
        {"float32", "bfloat16"}, [](auto& o) -> auto& { return o.features.image.precision; });
    add.integer(
        "features.image.seed", "Image seed", "Another number draws other patches and centres.", "", 0,
        4294967295.0, 1, [](auto& o) -> auto& { return o.features.image.seed; });
    addBlocks(add, View::sentence);
    addWordFields(add);
    add.toggle(
        "features.text.stem", "Stem words", "Reads \"flowers\" and \"flower\" as one word.",
        [](auto& o) -> auto& { return o.features.text.stem; });
    add.toggle(
        "features.text.bigrams", "Word pairs", "Counts pairs of neighbouring words as words of their own.",
        [](auto& o) -> auto& { return o.features.text.bigrams; });
    add.choice(
        "features.text.precision", "MiniLM precision",
        "What MiniLM computes in: bfloat16 is nearly twice as fast on processors that have it.",
        {"float32", "bfloat16"}, [](auto& o) -> auto& { return o.features.text.precision; });
    add.integer(
        "features.text.seed", "Text seed", "Seed of the randomised SVD.", "", 0, 4294967295.0, 1,
        [](auto& o) -> auto& { return o.features.text.seed; });
    return add.fields();
}

std::vector<OptionField> networkFields() {
    FieldBuilder add("Network");
    add.toggle(
        "network.nonLinear", "Hidden layer",
        "Two layers with a ReLU between them; off is the paper's linear ablation.",
        [](auto& o) -> auto& { return o.network.nonLinear; });
    add.integer(
        "network.hiddenUnits", "Hidden units", "Width of the hidden layer of both branches.", "", 1, 65536,
        128, [](auto& o) -> auto& { return o.network.hiddenUnits; });
    add.integer(
        "network.jointDimensions", "Joint dimensions",
        "Dimensions of the joint space in which d(x, y) is measured.", "", 2, 8192, 64,
        [](auto& o) -> auto& { return o.network.jointDimensions; });
    add.choice(
        "network.batchNorm", "Batch norm",
        "Normalises over the batch after the first linear layer (the code), the last (the paper), or "
        "nowhere.",
        {"none", "first", "last"}, [](auto& o) -> auto& { return o.network.batchNorm; });
    add.real(
        "network.batchNormMomentum", "Norm momentum",
        "Weight of the newest batch in the running mean and variance.", "", 0.001, 1, 0.01, 3,
        [](auto& o) -> auto& { return o.network.batchNormMomentum; });
    add.real(
        "network.dropout", "Dropout", "Share of hidden units left out of each training step.", "", 0, 0.95,
        0.05, 2, [](auto& o) -> auto& { return o.network.dropout; });
    add.real(
        "network.inputDropout", "Input dropout", "Share of input features left out of each training step.",
        "", 0, 0.95, 0.05, 2, [](auto& o) -> auto& { return o.network.inputDropout; });
    return add.fields();
}

std::vector<OptionField> lossFields() {
    FieldBuilder add("Loss");
    add.choice(
        "loss.objective", "Objective",
        "What T1 and T2 are: the paper's ranking hinges, InfoNCE (a match against all non-matches at once) "
        "or "
        "SigLIP (yes or no for every pair); T3 and T4 stay.",
        {"ranking", "infonce", "siglip"}, [](auto& o) -> auto& { return o.loss.objective; });
    add.real(
           "loss.lambda1", "λ₁ sentence → image",
           "Weight of T2, which ranks images for each sentence: L = T1 + λ₁T2 + λ₂T3 + λ₃T4.", "", 0, 100,
           0.1, 2, [](auto& o) -> auto& { return o.loss.lambda1; })
        .live = true;
    add.real(
           "loss.lambda2", "λ₂ image structure",
           "Weight of T3, which draws images that share a sentence together: L = T1 + λ₁T2 + λ₂T3 + λ₃T4.",
           "", 0, 100, 0.05, 2, [](auto& o) -> auto& { return o.loss.lambda2; })
        .live = true;
    add.real(
           "loss.lambda3", "λ₃ sentence structure",
           "Weight of T4, which draws sentences of one image together: L = T1 + λ₁T2 + λ₂T3 + λ₃T4.", "", 0,
           100, 0.05, 2, [](auto& o) -> auto& { return o.loss.lambda3; })
        .live = true;
    add.real(
           "loss.margin", "Margin m",
           "How much nearer a match must be than a non-match: m in [m + d(x, y+) - d(x, y-)]+ of all four "
           "terms.",
           "", -4, 4, 0.01, 3, [](auto& o) -> auto& { return o.loss.margin; })
        .live = true;
    add.integer(
           "loss.topK", "Top K violations",
           "Keeps the K largest hinges of each matching pair in the sums of all four terms; 0 keeps all.", "",
           0, 100000, 1, [](auto& o) -> auto& { return o.loss.topK; })
        .live = true;
    add.integer(
        "loss.annealEpochs", "Anneal K over",
        "Epochs over which K falls from all violations to Top K; 0 begins with Top K.", "epochs", 0, 100000,
        1, [](auto& o) -> auto& { return o.loss.annealEpochs; });
    add.choice(
        "loss.distance", "Distance",
        "d in the hinges: Euclidean, Euclidean with 0.0001 under the root (the code), minus the dot product, "
        "or "
        "squared.",
        {"euclidean", "euclidean-epsilon", "negative-dot", "squared-euclidean"},
        [](auto& o) -> auto& { return o.loss.distance; });
    add.choice(
        "loss.reduction", "Reduction",
        "How the kept hinges of a term become one number: their sum (the paper), the mean over all kept, or "
        "the "
        "mean over those above zero.",
        {"sum", "mean-slots", "mean-active"}, [](auto& o) -> auto& { return o.loss.reduction; });
    add.choice(
        "loss.structurePositives", "Positives",
        "Neighbours that count in T3 and T4: all (the paper) or the farthest (the code).", {"all", "hardest"},
        [](auto& o) -> auto& { return o.loss.structurePositives; });
    add.real(
        "loss.temperature", "Temperature",
        "InfoNCE and SigLIP: T1 and T2 divide cosines by it; where it is learned, what it starts at.", "",
        0.01, 100, 0.01, 3, [](auto& o) -> auto& { return o.loss.temperature; });
    add.real(
        "loss.logitBias", "Logit bias",
        "SigLIP: T1 and T2 add it to cosine / temperature; where that is learned, what it starts at.", "",
        -100, 100, 1, 2, [](auto& o) -> auto& { return o.loss.logitBias; });
    add.toggle(
        "loss.learnTemperature", "Learn temperature",
        "InfoNCE and SigLIP: temperature (at least 0.01) and bias are learned with the weights of L.",
        [](auto& o) -> auto& { return o.loss.learnTemperature; });
    return add.fields();
}

std::vector<OptionField> batchFields() {
    FieldBuilder add("Batches");
    add.integer(
        "batch.images", "Images per batch", "Images that are ranked against each other in one step.", "", 2,
        20000, 50, [](auto& o) -> auto& { return o.batch.images; });
    add.integer(
        "batch.sentencesPerImage", "Sentences per image",
        "Sentences drawn for each image of a batch; two or more give T4 work.", "", 1, 64, 1,
        [](auto& o) -> auto& { return o.batch.sentencesPerImage; });
    add.choice(
        "batch.epochOver", "Epoch over", "What an epoch goes through once: images, or matching pairs.",
        {"images", "pairs"}, [](auto& o) -> auto& { return o.batch.epochOver; });
    add.choice(
        "batch.textUnit", "Text unit",
        "What y is: single sentences, all sentences of an image as one document, or both mixed.",
        {"sentences", "documents", "mixed"}, [](auto& o) -> auto& { return o.batch.textUnit; });
    add.real(
        "batch.documentShare", "Document share",
        "Mixed: chance that y is a document of several of the image's sentences.", "", 0, 1, 0.05, 2,
        [](auto& o) -> auto& { return o.batch.documentShare; });
    add.real(
        "batch.wordDropout", "Word dropout",
        "Chance that y is given by its meaning alone (MiniLM without tf-idf), so that unknown words are "
        "understood.",
        "", 0, 0.95, 0.05, 2, [](auto& o) -> auto& { return o.batch.wordDropout; });
    add.integer(
        "batch.classPairs", "Class names",
        "Pairs added to each batch: a picture of which only the name is known, and that name as y; needs the "
        "names among the features.",
        "pairs", 0, 1000, 10, [](auto& o) -> auto& { return o.batch.classPairs; });
    add.real(
        "batch.neighbourShare", "Neighbour share",
        "Share of the images drawn as neighbours of others in the batch, so that T3 has work.", "", 0, 0.9,
        0.05, 2, [](auto& o) -> auto& { return o.batch.neighbourShare; });
    add.choice(
        "batch.negatives", "Negatives",
        "What T1 and T2 push away: all non-matches of the batch, or, of regions, only those of the same "
        "picture.",
        {"batch", "same-picture"}, [](auto& o) -> auto& { return o.batch.negatives; });
    add.toggle(
        "batch.conceptNeighbours", "Join own concept",
        "Items of one concept belong to N(x) and N(y) in T3 and T4.",
        [](auto& o) -> auto& { return o.batch.conceptNeighbours; });
    add.toggle(
        "batch.maskConcepts", "Spare own concept",
        "Items of one concept are never each other's negatives in any term.",
        [](auto& o) -> auto& { return o.batch.maskConcepts; });
    return add.fields();
}

std::vector<OptionField> optimiserFields() {
    FieldBuilder add("Optimiser");
    add.choice(
        "optimiser.kind", "Optimiser", "How weights follow the gradient of L: SGD with momentum, or Adam.",
        {"sgd", "adam"}, [](auto& o) -> auto& { return o.optimiser.kind; });
    add.real(
           "optimiser.learningRate", "Learning rate", "Size of a step against the gradient of L.", "", 0, 100,
           0.0001, 6, [](auto& o) -> auto& { return o.optimiser.learningRate; })
        .live = true;
    add.real(
        "optimiser.momentum", "Momentum", "SGD: share of the last step that goes on.", "", 0, 0.999, 0.05, 3,
        [](auto& o) -> auto& { return o.optimiser.momentum; });
    add.real(
        "optimiser.weightDecay", "Weight decay", "Pulls the weights of the linear layers towards zero.", "",
        0, 1, 0.0001, 6, [](auto& o) -> auto& { return o.optimiser.weightDecay; });
    add.choice(
        "optimiser.schedule", "Schedule", "How the learning rate changes over the epochs.",
        {"constant", "step", "exponential", "one-cycle"},
        [](auto& o) -> auto& { return o.optimiser.schedule; });
    add.real(
        "optimiser.decay", "Decay",
        "Factor of the learning rate (step: every few epochs; exponential: every epoch).", "", 0.0001, 1,
        0.05, 4, [](auto& o) -> auto& { return o.optimiser.decay; });
    add.integer(
        "optimiser.decayEpochs", "Decay every", "Step schedule: epochs between two decays.", "epochs", 1,
        100000, 1, [](auto& o) -> auto& { return o.optimiser.decayEpochs; });
    add.integer(
        "optimiser.epochs", "Epochs", "Times that the training goes through the data.", "epochs", 1, 100000,
        1, [](auto& o) -> auto& { return o.optimiser.epochs; });
    return add.fields();
}

std::vector<OptionField> runFields() {
    FieldBuilder add("Run");
    add.integer(
        "seed", "Seed", "Another number starts from other weights and draws other batches.", "", 0,
        4294967295.0, 1, [](auto& o) -> auto& { return o.seed; });
    add.device();
    add.choice(
        "precision", "Precision",
        "Number format of the matrix products in training: float32, or bfloat16, which has fewer digits and "
        "is "
        "faster where the processor or card multiplies it.",
        {"float32", "bfloat16"}, [](auto& o) -> auto& { return o.precision; });
    return add.fields();
}

std::vector<OptionField> allFields() {
    std::vector<OptionField> all;
    for (auto* const make :
         {dataFields, featureFields, networkFields, lossFields, batchFields, optimiserFields, runFields})
        for (OptionField& field : make())
            all.push_back(std::move(field));
    return all;
}

} // namespace

std::span<const OptionField> optionFields() {
    static const std::vector<OptionField> fields = allFields();
    return fields;
}

} // namespace crossview
