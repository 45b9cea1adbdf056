#include "model/user/torch_script_writer.h"

namespace crossview {

TorchScriptWriter& torchScriptWriter() {
    return writeTorchScriptNetwork;
}

} // namespace crossview
