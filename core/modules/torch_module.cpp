// What needs LibTorch, as a library that the programs load when they first train (common/module.h).
#include "model/user/torch_script_network.h"
#include "model/user/torch_script_opener.h"
#include "model/user/torch_script_writer.h"
#include "training/learning.h"

// NOLINTBEGIN(readability-identifier-naming): C names, by which they are looked for.
extern "C" {

__attribute__((visibility("default"))) const crossview::Learning* crossview_learning() {
    return &crossview::torchLearning();
}

__attribute__((visibility("default"))) crossview::TorchScriptOpener* crossview_torch_script() {
    return &crossview::openTorchScriptNetwork;
}

__attribute__((visibility("default"))) crossview::TorchScriptWriter* crossview_torch_script_writer() {
    return &crossview::writeTorchScriptNetwork;
}

} // extern "C"
// NOLINTEND(readability-identifier-naming)
