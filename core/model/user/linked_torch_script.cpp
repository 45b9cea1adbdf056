#include "model/user/torch_script_network.h"
#include "model/user/torch_script_opener.h"

namespace crossview {

TorchScriptOpener& torchScriptOpener() {
    return openTorchScriptNetwork;
}

} // namespace crossview
