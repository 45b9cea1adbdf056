#include "model/tensor_header.h"
#include <torch/types.h>
