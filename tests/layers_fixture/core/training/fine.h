#pragma once
#include "model/tensor_header.h"
