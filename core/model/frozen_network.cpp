#include "model/frozen_network.h"

#include "common/error.h"
#include "common/linear_algebra.h"
#include "common/progress.h"
#include "files/npy.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <utility>

namespace crossview {
namespace {

constexpr std::size_t kBlockRows = 512;

void checkWidth(const FrozenBranch& branch, std::size_t width) {
    if (width != branch.inputDimensions())
        throw Error(
            fmt::format("The network expects rows of {} features but was given {}; extract the features "
                        "with the settings that the run was trained with.",
                        branch.inputDimensions(), width));
}

void addBias(Matrix& rows, const std::vector<float>& bias, bool rectify) {
    for (std::size_t r = 0; r < rows.rows(); ++r) {
        const std::span<float> row = rows.row(r);
        for (std::size_t c = 0; c < row.size(); ++c) {
            const float value = row[c] + bias[c];
            row[c] = rectify ? std::max(value, 0.0F) : value;
        }
    }
}

std::vector<float> product(const Matrix& weight, std::span<const float> input, const std::vector<float>& bias,
                           bool rectify) {
    std::vector<float> output(weight.rows());
    for (std::size_t r = 0; r < output.size(); ++r) {
        const float value = dot(weight.row(r), input) + bias[r];
        output[r] = rectify ? std::max(value, 0.0F) : value;
    }
    return output;
}

void saveBranch(const FrozenBranch& branch, const std::filesystem::path& folder, const std::string& name) {
    const auto vector = [](const std::vector<float>& values) {
        return MatrixView(values.data(), 1, values.size());
    };
    const auto write = [&](const char* part, MatrixView values) {
        writeNpy(folder / (name + part), values, NpyType::float32, Parents::required);
    };
    write("_hidden_weight.npy", branch.hiddenWeight);
    write("_hidden_bias.npy", vector(branch.hiddenBias));
    write("_output_weight.npy", branch.outputWeight);
    write("_output_bias.npy", vector(branch.outputBias));
}

FrozenBranch loadBranch(const std::filesystem::path& folder, const std::string& name) {
    FrozenBranch branch;
    branch.hiddenWeight = readNpy(folder / (name + "_hidden_weight.npy"));
    branch.hiddenBias = std::move(readNpy(folder / (name + "_hidden_bias.npy")).values());
    branch.outputWeight = readNpy(folder / (name + "_output_weight.npy"));
    branch.outputBias = std::move(readNpy(folder / (name + "_output_bias.npy")).values());
    const bool fits =
        branch.hiddenWeight.rows() == branch.hiddenBias.size() && !branch.outputWeight.empty() &&
        branch.outputWeight.rows() == branch.outputBias.size() &&
        (branch.hiddenWeight.empty() || branch.outputWeight.cols() == branch.hiddenWeight.rows());
    if (!fits)
        throw Error(fmt::format("The {} branch in {} is damaged: its weights and biases do not fit together.",
                                name, folder.string()));
    for (const auto* values : {&branch.hiddenWeight.values(), &branch.hiddenBias,
                               &branch.outputWeight.values(), &branch.outputBias})
        if (!std::all_of(values->begin(), values->end(), [](float value) { return std::isfinite(value); }))
            throw Error(
                fmt::format("The {} branch in {} holds values that are not finite.", name, folder.string()));
    return branch;
}

} // namespace

std::vector<float> FrozenBranch::embed(std::span<const float> features) const {
    checkWidth(*this, features.size());
    std::vector<float> joint;
    if (hiddenWeight.empty())
        joint = product(outputWeight, features, outputBias, false);
    else
        joint = product(outputWeight, product(hiddenWeight, features, hiddenBias, true), outputBias, false);
    normalise(joint);
    return joint;
}

Matrix FrozenBranch::embedRows(MatrixView features, const std::stop_token& stop) const {
    checkWidth(*this, features.cols());
    Matrix joint(features.rows(), jointDimensions());
    for (std::size_t begin = 0; begin < features.rows(); begin += kBlockRows) {
        throwIfStopped(stop);
        const std::size_t count = std::min(kBlockRows, features.rows() - begin);
        const MatrixView block(features.data() + begin * features.cols(), count, features.cols());
        Matrix output;
        if (hiddenWeight.empty()) {
            output = multiply(block, outputWeight, false, true);
        } else {
            Matrix hidden = multiply(block, hiddenWeight, false, true);
            addBias(hidden, hiddenBias, true);
            output = multiply(hidden, outputWeight, false, true);
        }
        addBias(output, outputBias, false);
        normaliseRows(output);
        std::copy(output.values().begin(), output.values().end(), joint.row(begin).data());
    }
    return joint;
}

void FrozenNetwork::save(const std::filesystem::path& folder) const {
    saveBranch(image, folder, "image");
    saveBranch(sentence, folder, "sentence");
}

FrozenNetwork FrozenNetwork::load(const std::filesystem::path& folder) {
    FrozenNetwork network{loadBranch(folder, "image"), loadBranch(folder, "sentence")};
    if (network.image.jointDimensions() != network.sentence.jointDimensions())
        throw Error(fmt::format(
            "The two branches in {} end in spaces of {} and {} dimensions, which must agree.",
            folder.string(), network.image.jointDimensions(), network.sentence.jointDimensions()));
    return network;
}

} // namespace crossview
