#include "dataset/importers/fine.h"
