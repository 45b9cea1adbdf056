#include "features/fine.h"
#include "views/window.h"
