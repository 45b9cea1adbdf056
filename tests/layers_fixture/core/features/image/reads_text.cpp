#include "features/text/fine.h"
