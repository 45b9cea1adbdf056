#include <torch/types.h>
#  include "model/tensor_header.h"
