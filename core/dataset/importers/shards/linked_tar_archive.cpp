#include "dataset/importers/shards/tar_archive.h"

namespace crossview {

TarOpener& tarOpener() {
    return openTarArchive;
}

} // namespace crossview
