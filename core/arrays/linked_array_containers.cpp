#include "arrays/array_containers.h"

namespace crossview {

ArrayContainers& arrayContainers() {
    return openArrayContainer;
}

} // namespace crossview
