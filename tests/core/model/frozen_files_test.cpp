#include "common/error.h"
#include "files/atomic_file.h"
#include "model/checkpoint.h"
#include "model/frozen_network.h"
#include "support/temporary_folder.h"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview::test {
namespace {

namespace fs = std::filesystem;

class ModelFiles : public testing::Test {
protected:
    static FrozenBranch branch(std::size_t features, std::size_t hidden, std::size_t joint) {
        FrozenBranch made;
        if (hidden > 0)
            made.hiddenWeight = Matrix(hidden, features, std::vector<float>(hidden * features, 0.5F));
        made.hiddenBias.assign(hidden, 0.1F);
        const std::size_t width = hidden > 0 ? hidden : features;
        made.outputWeight = Matrix(joint, width, std::vector<float>(joint * width, -0.25F));
        made.outputBias.assign(joint, 0.2F);
        return made;
    }

    const TemporaryFolder m_temporary;
    const fs::path m_folder = m_temporary.path();
};

TEST_F(ModelFiles, AFrozenNetworkComesBackAsItWas) {
    const FrozenNetwork network{branch(5, 4, 3), branch(7, 0, 3)};
    network.save(m_folder);
    const FrozenNetwork back = FrozenNetwork::load(m_folder);
    EXPECT_EQ(back.image.hiddenWeight.values(), network.image.hiddenWeight.values());
    EXPECT_EQ(back.image.hiddenBias, network.image.hiddenBias);
    EXPECT_EQ(back.image.outputWeight.values(), network.image.outputWeight.values());
    EXPECT_EQ(back.sentence.outputBias, network.sentence.outputBias);
    EXPECT_TRUE(back.sentence.hiddenWeight.empty());
    EXPECT_EQ(back.sentence.inputDimensions(), 7U);
    const std::vector<float> row(7, 1.0F);
    EXPECT_EQ(back.sentence.embed(row), network.sentence.embed(row));
}

TEST_F(ModelFiles, AMissingDamagedOrUnfittingFrozenNetworkIsAnError) {
    EXPECT_THROW(FrozenNetwork::load(m_folder), Error);
    const FrozenNetwork network{branch(5, 4, 3), branch(7, 4, 3)};
    network.save(m_folder);
    const fs::path file = m_folder / "image_output_weight.npy";
    const std::string whole = readFile(file);
    writeFileAtomically(file, whole.substr(0, whole.size() - 4));
    EXPECT_THROW(FrozenNetwork::load(m_folder), Error);
    const float bad = std::numeric_limits<float>::quiet_NaN();
    std::string damaged = whole;
    damaged.replace(damaged.size() - 4, 4, reinterpret_cast<const char*>(&bad), 4);
    writeFileAtomically(file, damaged);
    EXPECT_THROW(FrozenNetwork::load(m_folder), Error);
    FrozenNetwork{branch(5, 4, 3), branch(7, 4, 2)}.save(m_folder);
    EXPECT_THROW(FrozenNetwork::load(m_folder), Error);
}

TEST_F(ModelFiles, ARowOfAnotherWidthIsRefused) {
    EXPECT_THROW(branch(5, 4, 3).embed(std::vector<float>(4, 1.0F)), Error);
    EXPECT_THROW(branch(5, 4, 3).embedRows(Matrix(2, 6)), Error);
    EXPECT_EQ(branch(5, 4, 3).embedRows(Matrix(0, 5)).rows(), 0U);
}

TEST_F(ModelFiles, EmbeddingStopsWhenAsked) {
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(branch(5, 4, 3).embedRows(Matrix(2000, 5), stop.get_token()), Cancelled);
}

Checkpoint someCheckpoint() {
    Checkpoint checkpoint;
    checkpoint.stateJson = R"({"epoch": 3})";
    checkpoint.arrays.emplace_back("weight", Matrix(2, 3, {1, 2, 3, 4, 5, 6}));
    checkpoint.arrays.emplace_back("bias", Matrix(1, 2, {0.1F, -0.0F}));
    checkpoint.arrays.emplace_back("none", Matrix(0, 4));
    return checkpoint;
}

TEST_F(ModelFiles, ACheckpointComesBackBitForBit) {
    saveCheckpoint(m_folder / "checkpoint.bin", someCheckpoint());
    const Checkpoint back = loadCheckpoint(m_folder / "checkpoint.bin");
    EXPECT_EQ(back.stateJson, someCheckpoint().stateJson);
    EXPECT_EQ(back.array("weight", 2, 3).values(), someCheckpoint().arrays[0].second.values());
    EXPECT_TRUE(std::signbit(back.array("bias", 1, 2)(0, 1)));
    EXPECT_THROW(back.array("weight", 3, 2), Error);
    EXPECT_THROW(back.array("missing", 1, 1), Error);
}

TEST_F(ModelFiles, EveryTruncationAndEveryChangedByteOfACheckpointIsNoticed) {
    const fs::path file = m_folder / "checkpoint.bin";
    saveCheckpoint(file, someCheckpoint());
    const std::string whole = readFile(file);
    for (std::size_t length = 0; length < whole.size(); ++length) {
        writeFileAtomically(file, whole.substr(0, length));
        EXPECT_THROW(loadCheckpoint(file), Error) << "cut to " << length;
    }
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
        writeFileAtomically(file, damaged);
        EXPECT_THROW(loadCheckpoint(file), Error) << "byte " << at;
    }
}

TEST_F(ModelFiles, AMissingCheckpointIsAnErrorThatNamesTheFile) {
    try {
        loadCheckpoint(m_folder / "nowhere.bin");
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("nowhere.bin"));
    }
}

} // namespace
} // namespace crossview::test
