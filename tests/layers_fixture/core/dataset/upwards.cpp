#include "views/window.h"
#include "features/fine.h"
