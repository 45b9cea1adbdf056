#include "common/module.h"
#include "training/learning.h"

namespace crossview {

const Learning& learning() {
    static const Learning& loaded = *moduleFunction<LearningFunction>(kTorchModule, kLearningFunction)();
    return loaded;
}

} // namespace crossview
