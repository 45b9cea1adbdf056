#pragma once

#include "candidate.h"
#include "wordnet.h"

#include <QByteArray>

#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// What an SVG file says about its drawing (RDF <Work> in <metadata>), as it stands there.
struct SvgMetadata {
    std::string title;
    std::string description;
    std::vector<std::string> keywords;
    std::vector<std::string> authors;
};

/// Reads the metadata of an SVG text; what follows an XML error is missing.
SvgMetadata parseSvgMetadata(const QByteArray& svg);

/// Draws an SVG about 240 pixels wide or high, cropped to what is visible. A null image when QtSvg refuses
/// it, it is larger than 4 MB, or nothing is visible. Any thread may call it.
QImage drawSvg(const QByteArray& svg);

/// False for what makes no recognisable picture: generated shapes, icon themes, playing cards, buttons, map
/// symbols and such. `file` is relative to the folder svg/, with '/' between folders.
bool isUsefulClipArt(std::string_view file);

/// The drawings below a folder in the order of their paths, links left out: title, keywords, description,
/// category (folders) and WordNet's words. Throws Error when the folder holds none.
std::vector<Candidate> clipArtCandidates(const std::filesystem::path& svgFolder, const WordNet& wordNet,
                                         const std::stop_token& stop);

} // namespace crossview
