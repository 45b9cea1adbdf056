#pragma once

#include "bridge/workspace.h"
#include "clusters/map_clusters.h"
#include "common/progress.h"
#include "evaluation/arrivals.h"
#include "evaluation/item_measures.h"
#include "map/item_colours.h"
#include "map/map_controls.h"
#include "model/model_options.h"

#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace crossview::ui {

/// What a colouring is made from; whatever is not there yet may be null or empty.
struct ColourSources {
    std::shared_ptr<const Session> session;
    std::shared_ptr<const ImageGroups> groups;
    std::shared_ptr<const Snapshot> snapshot; ///< that answers
    std::shared_ptr<const MapClusters> clusters;
    std::vector<float> query;                 ///< where it lies in the joint space
    std::shared_ptr<const Arrivals> arrivals; ///< of the run
    LossOptions loss;                         ///< that the run learns with
    std::string column;                       ///< imported, by which it is made
};

/// What costs time and serves several colourings of a snapshot.
struct MeasuresOfSnapshot {
    std::weak_ptr<const Snapshot> snapshot;
    CrossViewMeasures measures;
};

/// Something that a map can be coloured by.
struct Colouring {
    QString key, name, description;
    bool usesSnapshot = false; ///< it changes with the network that answers
    bool usesClusters = false; ///< it changes with the map
    bool usesQuery = false;    ///< it changes with the question
    bool usesArrivals = false; ///< it changes when an epoch was measured
    bool isCostly = false;     ///< all items are compared with each other
    /// On any thread. `previous`: the same one before, whose colours should stay; may be null. Throws
    /// Cancelled.
    ItemColours (*make)(const ColourSources& sources, const ItemColours* previous, MeasuresOfSnapshot& memory,
                        const std::stop_token& stop, const ProgressSink& progress) = nullptr;
};

/// All that there are whatever the data, the views' first: the one table of them.
const std::vector<Colouring>& colourings();
/// One for each imported column of the data.
std::vector<Colouring> columnColourings(const Dataset& dataset);

/// The one of a key; the views' where there is none.
Colouring colouringOf(const QString& key);
/// The name of the imported column that the key of a colouring is about; nothing for another.
std::optional<std::string> columnOf(const QString& key);

} // namespace crossview::ui
