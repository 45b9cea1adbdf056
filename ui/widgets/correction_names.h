#pragma once

#include "retrieval/score_correction.h"

#include <QString>

namespace crossview::ui {

/// "CSLS"; what orders answers where nothing is done against hubs: "by distance".
QString correctionName(Correction correction);

} // namespace crossview::ui
