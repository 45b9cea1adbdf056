#include "common/module.h"
#include "dataset/importers/shards/tar_archive.h"

namespace crossview {

TarOpener& tarOpener() {
    static TarOpener& loaded = *moduleFunction<TarFunction>(kTarModule, kTarFunction)();
    return loaded;
}

} // namespace crossview
