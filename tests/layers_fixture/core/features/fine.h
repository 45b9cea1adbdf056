#pragma once
#include <vector>
#include "dataset/fine.h"
