#include "arrays/science_files.h"
#include "common/module.h"

namespace crossview {

OpenScienceFile& scienceFiles() {
    static OpenScienceFile& loaded = *moduleFunction<ScienceFunction>(kArraysModule, kScienceFunction)();
    return loaded;
}

} // namespace crossview
