#pragma once
#include "encoders/weights/fine.h"
