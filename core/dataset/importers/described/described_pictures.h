#pragma once

#include "dataset/importers/caption_format.h"

namespace crossview {

/// The entry of the table of formats: pictures whose captions stand in their metadata, or in an .xmp beside
/// them (a.xmp or a.jpg.xmp, which goes before the picture's own). A picture without one is a problem.
const CaptionFormat& describedFormat();

} // namespace crossview
