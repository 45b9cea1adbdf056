#include "views/window.h"
#include "main_part.h"
#include "training/fine.h"
#include <c10/core/Device.h>
#include <opencv2/core.hpp>
