#include "encoders/weights/weight_files.h"

#include "core/encoders/weight_bytes.h"
#include "files/atomic_file.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <numeric>
#include <sys/stat.h>

using namespace crossview;
using namespace crossview::test;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

std::string faultOf(const std::filesystem::path& file) {
    try {
        readWeights(file);
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

/// Where the encoders lie on this machine, as encoderFolder() says it.
std::filesystem::path realEncoders() {
    if (const char* folder = std::getenv("CROSSVIEW_ENCODERS"))
        return folder;
    if (const char* folder = std::getenv("XDG_DATA_HOME"))
        return std::filesystem::path(folder) / "crossview" / "encoders";
    const char* home = std::getenv("HOME");
    return std::filesystem::path(home ? home : "/") / ".local/share/crossview/encoders";
}

double sumOf(const WeightTensor& tensor) {
    return std::accumulate(tensor.values.begin(), tensor.values.end(), 0.0);
}

} // namespace

TEST(WeightFiles, ChooseByContent) {
    const TemporaryFolder folder;
    for (const auto& seed : {seedFolder("state_dict") / "old", seedFolder("state_dict") / "zip"}) {
        std::filesystem::copy_file(seed, folder / "net.bin",
                                   std::filesystem::copy_options::overwrite_existing);
        EXPECT_THAT(valuesOf(readWeights(folder / "net.bin"), "layer.tail"), ElementsAre(2, 2.5F));
    }
    EXPECT_THAT(valuesOf(readWeights(seedFolder("safetensors") / "small"), "b"), ElementsAre(8));
}

TEST(WeightFiles, AreNotTakenForPicklesByTheirHeadersLength) {
    // A header of 0x0280 bytes begins like a pickle of protocol 2.
    const TemporaryFolder folder;
    std::string header = R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
    header.resize(0x0280, ' ');
    writeFileAtomically(folder / "net", safetensors(header, raw<float>({5})));
    EXPECT_THAT(valuesOf(readWeights(folder / "net"), "a"), ElementsAre(5));
}

TEST(WeightFiles, KeepTheirValuesAfterTheFileIsGone) {
    Weights weights;
    {
        const TemporaryFolder folder;
        std::filesystem::copy_file(seedFolder("safetensors") / "small", folder / "net");
        weights = readWeights(folder / "net");
    }
    EXPECT_THAT(valuesOf(weights, "a"), ElementsAre(0, 0.5F, 1, 1.5F, 2, 2.5F));
}

TEST(WeightFiles, SayWhatIsWrong) {
    const TemporaryFolder folder;
    const auto file = folder / "net.pth";
    EXPECT_THAT(faultOf(file), HasSubstr("net.pth cannot be read: No such file"));
    EXPECT_THAT(faultOf(folder.path()), HasSubstr("it is a folder"));
    ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    EXPECT_THAT(faultOf(folder / "pipe"), HasSubstr("it is no ordinary file"));
    writeFileAtomically(file, "");
    EXPECT_THAT(faultOf(file), HasSubstr("net.pth is not a weight file that can be read: it is empty."));
    writeFileAtomically(file, "<!DOCTYPE html>");
    EXPECT_THAT(faultOf(file), HasSubstr("neither safetensors nor a PyTorch state dict"));
    writeFileAtomically(file, "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");
    EXPECT_THAT(faultOf(file), HasSubstr("only a pointer of Git LFS"));
}

TEST(WeightFiles, SeedsParseOrFailWithASentence) {
    int read = 0;
    int refused = 0;
    for (const char* target : {"safetensors", "state_dict"})
        for (const auto& entry : std::filesystem::directory_iterator(seedFolder(target))) {
            const std::string message = faultOf(entry.path());
            EXPECT_TRUE(message.empty() || message.find(entry.path().string()) == 0) << message;
            ++(message.empty() ? read : refused);
        }
    EXPECT_GE(read, 8);
    EXPECT_GE(refused, 12);
}

// What NumPy read out of the same bytes.
TEST(WeightFiles, ReadTheEfficientNets) {
    struct Expected {
        const char* encoder;
        std::size_t tensors;
        float stemFirst, stemLast, fcFirst, fcLast;
        double stemSum, fcSum;
    };
    const Expected nets[] = {
        {"efficientnet-lite0", 296, -1.1103360652923584F, 2.2351741790771484e-08F, -0.04561043530702591F,
         0.04085797071456909F, -26.811376610887237, -470.63256730128705},
        {"efficientnet-lite2", 386, 0.0875537171959877F, 0.002547621726989746F, 0.019549570977687836F,
         -0.032130513340234756F, -17.79710495150357, -509.8288435161521}};
    for (const auto& net : nets) {
        const auto file = realEncoders() / net.encoder / "weights.pth";
        if (!std::filesystem::exists(file))
            GTEST_SKIP() << file << " is not here; set CROSSVIEW_ENCODERS to the folder with the encoders";
        const Weights weights = readWeights(file);
        EXPECT_EQ(weights.size(), net.tensors);
        const auto& stem = weightOf(weights, "_conv_stem.weight", std::vector<std::size_t>{32, 3, 3, 3});
        EXPECT_EQ(stem.values.front(), net.stemFirst);
        EXPECT_EQ(stem.values.back(), net.stemLast);
        EXPECT_NEAR(sumOf(stem), net.stemSum, 1e-4);
        const auto& fc = weightOf(weights, "_fc.weight", std::vector<std::size_t>{1000, 1280});
        EXPECT_EQ(fc.values.front(), net.fcFirst);
        EXPECT_EQ(fc.values.back(), net.fcLast);
        EXPECT_NEAR(sumOf(fc), net.fcSum, 1e-2);
    }
}

TEST(WeightFiles, ReadMiniLm) {
    const auto file = realEncoders() / "minilm-l6" / "model.safetensors";
    if (!std::filesystem::exists(file))
        GTEST_SKIP() << file << " is not here; set CROSSVIEW_ENCODERS to the folder with the encoders";
    const Weights weights = readWeights(file);
    EXPECT_EQ(weights.size(), 104U);
    const auto& words =
        weightOf(weights, "embeddings.word_embeddings.weight", std::vector<std::size_t>{30522, 384});
    EXPECT_EQ(words.values.front(), -0.019989013671875F);
    EXPECT_EQ(words.values.back(), 0.004570063669234514F);
    EXPECT_NEAR(sumOf(words), 138.05072214923618, 1e-3);
    const auto& positions = weights.at("embeddings.position_ids");
    EXPECT_THAT(positions.shape, ElementsAre(1U, 512U));
    EXPECT_EQ(sumOf(positions), 511 * 256);
}
