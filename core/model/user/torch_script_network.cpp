#include "model/user/torch_script_network.h"

#include "common/error.h"
#include "model/user/torch_script_layer.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <mutex>
#include <sstream>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/csrc/jit/serialization/import.h>

namespace crossview {
namespace {

namespace jit = torch::jit;

/// What went wrong, without the traces of calls that LibTorch puts around it.
std::string reasonOf(const std::exception& error) {
    const auto* torchError = dynamic_cast<const c10::Error*>(&error);
    const std::string text = torchError ? torchError->what_without_backtrace() : error.what();
    // TorchScript's own errors end with the line that Python would end with.
    constexpr std::string_view kLabel = "Error: ";
    const auto label = text.rfind(kLabel);
    return boiledDown(label == std::string::npos ? text : text.substr(label + kLabel.size()));
}

jit::Module readModule(const NetworkRecipe& recipe, std::string content) {
    try {
        std::istringstream stream(std::move(content));
        jit::Module module = jit::load(stream, at::Device(at::kCPU));
        module.eval();
        return module;
    } catch (const std::exception& error) {
        const std::string reason = reasonOf(error);
        if (reason.find("constants.pkl") != std::string::npos)
            refuseNetwork(recipe, "it holds weights without their network",
                          "Save the network with torch.jit.script(network).save(file).");
        refuseNetwork(recipe, reason,
                      "Save it with torch.jit.script(network).save(file); a file of a newer PyTorch needs a "
                      "Crossview that is built with a newer LibTorch.");
    }
}

/// The first tensor of what a network gave.
at::Tensor tensorOf(const c10::IValue& value, const NetworkRecipe& recipe) {
    if (value.isTensor())
        return value.toTensor();
    if (value.isTuple() && !value.toTupleRef().elements().empty())
        return tensorOf(value.toTupleRef().elements()[0], recipe);
    if (value.isTensorList() && !value.toTensorList().empty())
        return value.toTensorList().get(0);
    refuseNetwork(recipe, fmt::format("its output is a {} and not a tensor", value.tagKind()),
                  "Choose a layer that gives one row of values.");
}

class TorchScriptNetwork final : public RecipeNetwork {
public:
    TorchScriptNetwork(const NetworkRecipe& asked, NetworkFile file)
        : RecipeNetwork(asked, "torchscript", file.facts.sha256),
          m_module(readModule(asked, std::move(file.content))) {
        chooseLayer();
        measure();
    }

private:
    void chooseLayer() {
        m_method = recipe().layer.empty() ? "forward" : recipe().layer;
        if (m_module.find_method(m_method))
            return;
        if (recipe().layer.empty())
            refuseNetwork(recipe(), "it has no forward method", "Name a method of it as the layer.");
        const auto graph = graphUpTo(m_module, recipe().layer);
        if (!graph)
            refuseNetwork(
                recipe(),
                fmt::format("it has no method \"{0}\" and calls no submodule \"{0}\" on every way through",
                            recipe().layer),
                "Name another layer, or save a network that ends there.");
        m_upTo.emplace(graph, recipe().layer);
        m_method = "forward";
    }

    std::vector<float> forward(std::span<const float> crop) const override {
        const std::int64_t side = recipe().size;
        const at::NoGradGuard noGradients;
        // Specialising the graph to what it meets costs seconds at first and changes the last digits later.
        const jit::GraphOptimizerEnabledGuard noSpecialising(false);
        at::Tensor output;
        try {
            const at::Tensor input =
                at::from_blob(const_cast<float*>(crop.data()), {1, 3, side, side}).clone();
            // A module may keep values between calls; it is one for all threads, because it runs on all cores
            // itself.
            const std::lock_guard lock(m_mutex);
            output = tensorOf(run(input), recipe()).to(at::kCPU, at::kFloat).contiguous();
        } catch (const Error&) {
            throw;
        } catch (const std::exception& error) {
            refuseNetwork(
                recipe(),
                fmt::format("it fails on a picture of {0} x {0} pixels ({1})", side, reasonOf(error)),
                "Set the size that it was made for.");
        }
        const std::vector<int> shape(output.sizes().begin(), output.sizes().end());
        return outputFeatures({output.data_ptr<float>(), static_cast<std::size_t>(output.numel())}, shape,
                              recipe());
    }

    c10::IValue run(const at::Tensor& input) const {
        const auto method = m_module.get_method(m_method);
        if (!m_upTo)
            return method({input});
        jit::Stack stack{m_module._ivalue(), input};
        method.function().getSchema().checkAndNormalizeInputs(stack, {});
        m_upTo->run(stack);
        return stack.back();
    }

    jit::Module m_module;
    std::string m_method;
    mutable std::optional<jit::GraphExecutor> m_upTo; ///< forward, cut off behind a submodule
    mutable std::mutex m_mutex;
};

} // namespace

std::shared_ptr<const PictureNetwork> openTorchScriptNetwork(const NetworkRecipe& recipe, NetworkFile file) {
    checkRecipe(recipe);
    return std::make_shared<const TorchScriptNetwork>(recipe, std::move(file));
}

} // namespace crossview
