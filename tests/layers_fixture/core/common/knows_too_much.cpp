#include "dataset/fine.h"
#include <QString>
