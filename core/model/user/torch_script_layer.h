#pragma once

#include <memory>
#include <string>

namespace torch::jit {
struct Graph;
struct Module;
} // namespace torch::jit

namespace crossview {

/// The graph of a module's forward, cut off behind a submodule: its only output is what the submodule's
/// forward gives when it is called (for the last time) on every way through. `path` names the submodule from
/// the module on, e.g. "features.28". A null pointer where the module does not call it so.
std::shared_ptr<torch::jit::Graph> graphUpTo(const torch::jit::Module& module, const std::string& path);

} // namespace crossview
