#pragma once

#include <QtCore/QString>

#include <cstdint>
#include <optional>
#include <string>

namespace crossview::ui {

/// What a picture of the map says of where it comes from.
struct MapCaption {
    QString dataset;
    QString run;                       ///< its id; empty: none
    std::optional<std::uint64_t> seed; ///< of the run
    int epoch = 0;                     ///< 0: before training
    std::string madeBy;                ///< key of the projector (Projection::madeBy)
    std::size_t items = 0;             ///< of both views: which affinities t-SNE took follows from it
};

/// "Picture book · run 2026-11-23-141503-1, seed 1 · epoch 14 · t-SNE, perplexity 30, exaggeration 1, seed 1,
/// views' means removed": in one line, parts divided by " · ".
QString textOf(const MapCaption& caption);

/// The last part of it: how the map was made; empty where that is not known.
QString methodText(const std::string& madeBy, std::size_t items);

} // namespace crossview::ui
