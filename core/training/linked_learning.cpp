#include "training/learning.h"

namespace crossview {

const Learning& learning() {
    return torchLearning();
}

} // namespace crossview
