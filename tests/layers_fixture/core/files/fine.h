#pragma once
#include "common/fine.h"
