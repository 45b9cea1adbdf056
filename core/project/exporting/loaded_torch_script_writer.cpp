#include "common/module.h"
#include "model/user/torch_script_writer.h"

namespace crossview {

TorchScriptWriter& torchScriptWriter() {
    static TorchScriptWriter& loaded =
        *moduleFunction<TorchScriptWriterFunction>(kTorchModule, kTorchScriptWriterFunction)();
    return loaded;
}

} // namespace crossview
