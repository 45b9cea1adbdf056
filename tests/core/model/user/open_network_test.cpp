#include "common/error.h"
#include "encoders/user/trusted_networks.h"
#include "files/atomic_file.h"
#include "model/user/open_network.h"
#include "support/deadline.h"
#include "support/environment_variable.h"
#include "support/temporary_folder.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <torch/csrc/jit/api/module.h>

namespace crossview::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class OpenNetwork : public testing::Test {
protected:
    NetworkRecipe recipe(const char* name) const {
        NetworkRecipe made;
        made.file = m_folder / name;
        made.size = 8;
        return made;
    }
    NetworkRecipe torchScript(const char* name) const {
        torch::jit::Module module("Mean");
        module.define("def forward(self, x):\n    return x.mean([2, 3])\n");
        module.save((m_folder / name));
        return recipe(name);
    }
    NetworkRecipe onnx(const char* name) const {
        const auto from = std::filesystem::path(CROSSVIEW_TEST_DATA) / "networks" / "small.onnx";
        writeFileAtomically(m_folder / name, readFile(from));
        return recipe(name);
    }
    /// Opens what a person has allowed.
    static std::shared_ptr<const PictureNetwork> allowAndOpen(const NetworkRecipe& recipe) {
        trustNetwork(networkFacts(recipe.file));
        return openNetwork(recipe);
    }
    static std::string faultOf(const NetworkRecipe& recipe) {
        try {
            openNetwork(recipe);
        } catch (const Error& error) {
            return error.what();
        }
        return "nothing was thrown";
    }

    TemporaryFolder m_folder;
    EnvironmentVariable m_memory{"XDG_DATA_HOME", m_folder / "data"};
};

TEST_F(OpenNetwork, ChoosesByContentAndByName) {
    for (const char* name : {"net.pt", "net", "strange.onnx"}) // what lies in it counts first
        EXPECT_THAT(allowAndOpen(torchScript(name))->settings(), StartsWith("torchscript ")) << name;
    for (const char* name : {"net.onnx", "NET.ONNX"})
        EXPECT_THAT(allowAndOpen(onnx(name))->settings(), StartsWith("onnx ")) << name;
}

TEST_F(OpenNetwork, NamesAFileThatIsNeither) {
    EXPECT_THAT(faultOf(onnx("net.bin")),
                testing::AllOf(HasSubstr("net.bin"), HasSubstr("neither TorchScript nor called .onnx")));
    writeFileAtomically(m_folder / "empty.pt", "");
    EXPECT_THAT(faultOf(recipe("empty.pt")), HasSubstr("empty.pt cannot be used"));
    EXPECT_THAT(faultOf(recipe("missing.pt")), HasSubstr("missing.pt cannot be read"));
    EXPECT_THAT(faultOf({}), HasSubstr("choose an ONNX or TorchScript file"));
}

/// A network that writes a file when it runs.
NetworkRecipe writing(const TemporaryFolder& folder, const std::filesystem::path& written) {
    torch::jit::Module module("Writing");
    module.define("def forward(self, x):\n    torch.save(x, '" + written.string() +
                  "')\n    return x.mean([2, 3])\n");
    NetworkRecipe recipe;
    recipe.file = folder / "writing.pt";
    recipe.size = 8;
    module.save(recipe.file);
    return recipe;
}

TEST_F(OpenNetwork, RunsNothingThatNobodyAllowed) {
    const std::filesystem::path written = m_folder / "written";
    const NetworkRecipe recipe = writing(m_folder, written);
    try {
        openNetwork(recipe);
        ADD_FAILURE() << "it was opened";
    } catch (const UntrustedNetwork& refusal) {
        EXPECT_EQ(refusal.network(), networkFacts(recipe.file));
        EXPECT_THAT(refusal.what(),
                    testing::AllOf(HasSubstr("writing.pt (TorchScript, "),
                                   HasSubstr("a program that has not"),
                                   HasSubstr(refusal.network().sha256.substr(0, 12)),
                                   HasSubstr("crossview-cli networks allow " + recipe.file.string())));
    }
    EXPECT_FALSE(std::filesystem::exists(written));
    allowAndOpen(recipe);
    EXPECT_TRUE(std::filesystem::exists(written)) << "the test sees when a network runs";
}

TEST_F(OpenNetwork, AsksAgainWhenAByteHasChanged) {
    const NetworkRecipe recipe = torchScript("net.pt");
    allowAndOpen(recipe);
    std::string content = readFile(recipe.file);
    content.back() = static_cast<char>(content.back() ^ 1);
    writeFileAtomically(recipe.file, content);
    EXPECT_THROW(openNetwork(recipe), UntrustedNetwork);
    EXPECT_THROW(openNetwork(onnx("net.onnx")), UntrustedNetwork) << "one rule for both kinds";
}

TEST_F(OpenNetwork, AsksForTheContentAndNotForThePlace) {
    const NetworkRecipe recipe = torchScript("net.pt");
    allowAndOpen(recipe);
    NetworkRecipe moved = recipe;
    moved.file = m_folder / "elsewhere.pt";
    std::filesystem::rename(recipe.file, moved.file);
    EXPECT_NO_THROW(openNetwork(moved));
}

TEST_F(OpenNetwork, DoesNotWaitForAPipe) {
    const Deadline deadline;
    ASSERT_EQ(::mkfifo((m_folder / "pipe.pt").c_str(), 0600), 0);
    EXPECT_THAT(faultOf(recipe("pipe.pt")), HasSubstr("pipe.pt cannot be read: it is no ordinary file"));
    NetworkRecipe device;
    device.file = "/dev/zero";
    EXPECT_THAT(faultOf(device), HasSubstr("/dev/zero cannot be read: it is no ordinary file"));
}

} // namespace
} // namespace crossview::test
