#include "model/user/torch_script_writer.h"

#include "common/error.h"
#include "files/atomic_file.h"
#include "model/branch_pass.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <sstream>
#include <torch/csrc/jit/api/module.h>

namespace crossview {
namespace {

at::Tensor copyOf(const Matrix& values) {
    return at::from_blob(const_cast<float*>(values.data()), // NOLINT: it is cloned
                         {static_cast<std::int64_t>(values.rows()), static_cast<std::int64_t>(values.cols())},
                         at::kFloat)
        .clone();
}

at::Tensor copyOf(const std::vector<float>& values) {
    return at::from_blob(const_cast<float*>(values.data()), // NOLINT: it is cloned
                         {static_cast<std::int64_t>(values.size())}, at::kFloat)
        .clone();
}

/// Registers a branch's weights and its method.
void addBranch(torch::jit::Module& module, const FrozenBranch& branch, const std::string& view,
               const std::string& method) {
    std::string body = "    joint = rows\n";
    const auto layer = [&](const char* name, const Matrix& weight, const std::vector<float>& bias) {
        const std::string beginning = fmt::format("{}_{}_", view, name);
        module.register_buffer(beginning + "weight", copyOf(weight));
        module.register_buffer(beginning + "bias", copyOf(bias));
        body += fmt::format("    joint = torch.linear(joint, self.{0}weight, self.{0}bias)\n", beginning);
    };
    if (!branch.hiddenWeight.empty()) {
        layer("hidden", branch.hiddenWeight, branch.hiddenBias);
        body += "    joint = torch.relu(joint)\n";
    }
    layer("output", branch.outputWeight, branch.outputBias);
    module.define(fmt::format("def {}(self, rows: Tensor) -> Tensor:\n{}    return joint / "
                              "torch.clamp_min(torch.norm(joint, 2, [1], True), {})\n",
                              method, body, double{kSmallestLength}));
}

} // namespace

void writeTorchScriptNetwork(const FrozenNetwork& network, const std::filesystem::path& file) {
    torch::jit::Module module("CrossviewNetwork");
    addBranch(module, network.image, "image", "embed_images");
    addBranch(module, network.sentence, "sentence", "embed_sentences");
    module.define("def forward(self, images: Tensor, sentences: Tensor) -> Tuple[Tensor, Tensor]:\n"
                  "    return (self.embed_images(images), self.embed_sentences(sentences))\n");
    module.eval();
    std::ostringstream content;
    module.save(content);
    writeFileAtomically(file, content.str());
}

} // namespace crossview
