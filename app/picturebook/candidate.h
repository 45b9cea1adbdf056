#pragma once

#include "dataset/dataset.h"

#include <QImage>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace crossview {

/// A picture that a source offers, before it is drawn.
struct Candidate {
    std::string file;                ///< name of the PNG below pictures/, unique over all sources
    std::string title;               ///< short name for a person
    std::string source;              ///< collection and licence
    std::vector<SentenceItem> texts; ///< the name first; no two are equal after foldedText
    std::size_t sourceBytes = 0;     ///< size of what it is drawn from: a change means drawing again
    std::function<QImage()> draw;    ///< called on any thread; a null image when nothing can be drawn
};

} // namespace crossview
