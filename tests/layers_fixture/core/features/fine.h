#pragma once
#include "dataset/fine.h"
#include <vector>
