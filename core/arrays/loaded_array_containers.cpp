#include "arrays/array_containers.h"
#include "common/module.h"

namespace crossview {

ArrayContainers& arrayContainers() {
    static ArrayContainers& loaded = *moduleFunction<ArraysFunction>(kArraysModule, kArraysFunction)();
    return loaded;
}

} // namespace crossview
