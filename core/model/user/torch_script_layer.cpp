#include "model/user/torch_script_layer.h"

#include <optional>
#include <torch/csrc/jit/api/function_impl.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/ir/ir.h>
#include <torch/csrc/jit/passes/dead_code_elimination.h>

namespace crossview {
namespace {

namespace jit = torch::jit;

/// Path of a submodule from the module on; nothing when the value is something else.
std::optional<std::string> pathOf(const jit::Value* value, const jit::Value* self) {
    if (value == self)
        return "";
    if (value->node()->kind() != c10::prim::GetAttr)
        return std::nullopt;
    auto path = pathOf(value->node()->input(0), self);
    if (path)
        path->append(path->empty() ? "" : ".").append(value->node()->s(c10::attr::name));
    return path;
}

bool leadsTo(const std::string& path, const std::string& target) {
    return path.empty() || target.starts_with(path + ".");
}

} // namespace

std::shared_ptr<jit::Graph> graphUpTo(const jit::Module& module, const std::string& path) {
    const auto forward = module.find_method("forward");
    const auto* function = forward ? jit::tryToGraphFunction(forward->function()) : nullptr;
    if (!function)
        return nullptr;
    const auto graph = function->graph()->copy();
    const jit::Value* self = graph->inputs().at(0);

    // Calls that lead to the submodule are replaced by what they do, until its own call is in sight.
    // TorchScript knows no recursion, so this ends.
    jit::Value* output = nullptr;
    for (bool changed = true; changed;) {
        changed = false;
        output = nullptr;
        for (jit::Node* node : graph->nodes()) {
            if (node->kind() != c10::prim::CallMethod)
                continue;
            const auto called = pathOf(node->input(0), self);
            if (called == path && node->s(c10::attr::name) == "forward") {
                output = node->output();
            } else if (called && leadsTo(*called, path)) {
                auto& method =
                    node->input(0)->type()->expectRef<c10::ClassType>().getMethod(node->s(c10::attr::name));
                if (auto* inner = jit::tryToGraphFunction(method)) {
                    jit::inlineCallTo(node, inner, inner->graph().get());
                    changed = true;
                    break; // the list of nodes is another one now
                }
            }
        }
    }
    if (!output)
        return nullptr;
    while (!graph->outputs().empty())
        graph->eraseOutput(0);
    graph->registerOutput(output);
    jit::EliminateDeadCode(graph);
    return graph;
}

} // namespace crossview
