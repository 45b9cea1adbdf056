#include "training/fine.h"
#include <QtCore/QObject>
