#include "export/network_export.h"

#include "arrays/safetensors_writer.h"
#include "model/user/torch_script_writer.h"

namespace crossview {
namespace {

void add(std::vector<TensorToWrite>& tensors, const std::string& view, const FrozenBranch& branch) {
    const auto layer = [&](const std::string& name, const Matrix& weight, const std::vector<float>& bias) {
        if (weight.empty())
            return;
        tensors.push_back({name + ".weight", {weight.rows(), weight.cols()}, weight.data()});
        tensors.push_back({name + ".bias", {bias.size()}, bias.data()});
    };
    layer(view + ".hidden", branch.hiddenWeight, branch.hiddenBias);
    layer(view + ".output", branch.outputWeight, branch.outputBias);
}

} // namespace

void writeWeights(const ExportedRun& run, const std::filesystem::path& file,
                  const std::stop_token& /*stop*/) {
    std::vector<TensorToWrite> tensors;
    add(tensors, "image", run.snapshot->network->image);
    add(tensors, "sentence", run.snapshot->network->sentence);
    writeSafetensors(file, tensors,
                     {{"format", "pt"},
                      {"run", run.run},
                      {"epoch", std::to_string(run.snapshot->epoch)},
                      {"network", "unit rows of output(relu(hidden(x))), a branch for each view"}});
}

void writeTorchScript(const ExportedRun& run, const std::filesystem::path& file,
                      const std::stop_token& /*stop*/) {
    torchScriptWriter()(*run.snapshot->network, file);
}

} // namespace crossview
