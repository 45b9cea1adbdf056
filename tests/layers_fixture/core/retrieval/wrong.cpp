#include <QtCore/QObject>
#include "training/fine.h"
