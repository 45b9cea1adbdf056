#include "common/atomic_file.h"
#include "common/error.h"
#include "model/user/open_network.h"
#include "support/temporary_folder.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
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
    static std::string faultOf(const NetworkRecipe& recipe) {
        try {
            openNetwork(recipe);
        } catch (const Error& error) {
            return error.what();
        }
        return "nothing was thrown";
    }

    TemporaryFolder m_folder;
};

TEST_F(OpenNetwork, ChoosesByContentAndByName) {
    for (const char* name : {"net.pt", "net", "strange.onnx"}) // what lies in it counts first
        EXPECT_THAT(openNetwork(torchScript(name))->settings(), StartsWith("torchscript ")) << name;
    for (const char* name : {"net.onnx", "NET.ONNX"})
        EXPECT_THAT(openNetwork(onnx(name))->settings(), StartsWith("onnx ")) << name;
}

TEST_F(OpenNetwork, NamesAFileThatIsNeither) {
    EXPECT_THAT(faultOf(onnx("net.bin")),
                testing::AllOf(HasSubstr("net.bin"), HasSubstr("neither TorchScript nor called .onnx")));
    writeFileAtomically(m_folder / "empty.pt", "");
    EXPECT_THAT(faultOf(recipe("empty.pt")), HasSubstr("empty.pt cannot be used"));
    EXPECT_THAT(faultOf(recipe("missing.pt")), HasSubstr("missing.pt cannot be read"));
    EXPECT_THAT(faultOf({}), HasSubstr("choose an ONNX or TorchScript file"));
}

} // namespace
} // namespace crossview::test
