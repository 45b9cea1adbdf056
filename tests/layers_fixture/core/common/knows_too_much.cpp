#include <QString>
#include "dataset/fine.h"
