#include "encoders/vision/fine.h"
