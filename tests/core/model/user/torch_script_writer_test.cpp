#include "model/user/torch_script_writer.h"

#include "common/error.h"
#include "common/seeded_random.h"
#include "support/temporary_folder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/serialization/import.h>

namespace crossview::test {
namespace {

Matrix randomRows(std::size_t rows, std::size_t cols, SeededRandom& random) {
    Matrix matrix(rows, cols);
    for (float& value : matrix.values())
        value = static_cast<float>(2 * random.uniform() - 1);
    return matrix;
}

FrozenBranch randomBranch(std::size_t features, std::size_t hidden, SeededRandom& random) {
    FrozenBranch branch;
    if (hidden > 0) {
        branch.hiddenWeight = randomRows(hidden, features, random);
        branch.hiddenBias = randomRows(1, hidden, random).values();
    }
    branch.outputWeight = randomRows(4, hidden > 0 ? hidden : features, random);
    branch.outputBias = randomRows(1, 4, random).values();
    return branch;
}

/// What the module's method makes of a row is what the branch makes of it.
void expectTheSame(torch::jit::Module& network, const char* method, const FrozenBranch& branch,
                   SeededRandom& random) {
    Matrix rows = randomRows(5, branch.inputDimensions(), random);
    const at::Tensor given =
        at::from_blob(rows.data(), {5, static_cast<std::int64_t>(rows.cols())}, at::kFloat).clone();
    const at::Tensor embedded = network.get_method(method)(std::vector<c10::IValue>{given}).toTensor();
    ASSERT_EQ(embedded.size(1), 4);
    for (std::int64_t r = 0; r < 5; ++r) {
        const std::vector<float> expected = branch.embed(rows.row(static_cast<std::size_t>(r)));
        for (std::int64_t c = 0; c < 4; ++c)
            EXPECT_NEAR(embedded[r][c].item<float>(), expected[static_cast<std::size_t>(c)], 1e-6);
    }
}

TEST(TorchScriptWriter, WhatTorchLoadsGivesTheSameEmbeddings) {
    SeededRandom random(4);
    const TemporaryFolder folder;
    const FrozenNetwork network{randomBranch(7, 9, random),
                                randomBranch(6, 0, random)}; // the second is linear
    writeTorchScriptNetwork(network, folder / "network.pt");
    torch::jit::Module loaded = torch::jit::load((folder / "network.pt").string());
    expectTheSame(loaded, "embed_images", network.image, random);
    expectTheSame(loaded, "embed_sentences", network.sentence, random);
    const auto both = loaded.forward({at::zeros({2, 7}), at::zeros({3, 6})}).toTuple();
    EXPECT_EQ(both->elements()[0].toTensor().size(0), 2);
    EXPECT_EQ(both->elements()[1].toTensor().size(0), 3);
    EXPECT_THROW(writeTorchScriptNetwork(network, folder.path()), Error); // a folder stands there
}

} // namespace
} // namespace crossview::test
