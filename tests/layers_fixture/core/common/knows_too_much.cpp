#include "dataset/fine.h"
#include "files/fine.h"
#include <QString>
