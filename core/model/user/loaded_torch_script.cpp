#include "common/module.h"
#include "model/user/torch_script_opener.h"

namespace crossview {

TorchScriptOpener& torchScriptOpener() {
    static TorchScriptOpener& loaded =
        *moduleFunction<TorchScriptFunction>(kTorchModule, kTorchScriptFunction)();
    return loaded;
}

} // namespace crossview
