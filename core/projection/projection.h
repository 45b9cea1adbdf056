#pragma once

#include "common/matrix.h"

#include <cstddef>
#include <memory>
#include <string>

namespace crossview {

struct NeighbourGraph;

/// How true a map is to the embeddings that it shows, on a sample of its items.
struct MapQuality {
    std::size_t asked = 0; ///< items of the sample; 0: not measured
    double preservation =
        0; ///< mean share of an item's ten nearest others that are its ten nearest on the map
    /// 1 less what strangers among an item's twelve nearest on the map cost by their true rank
    /// (trustworthiness, Venna and Kaski, 2001), and what its true twelve nearest cost by their rank there.
    double trust = 0, continuity = 0;
};

/// 2-D coordinates of both views on one map, scaled so that the RMS radius is 1. Items whose embedding holds
/// NaN lie at the centre.
struct Projection {
    Matrix images;    ///< [image count, 2]
    Matrix sentences; ///< [sentence count, 2]
    double explained =
        0; ///< share of the variance that the two axes hold; 0 where a method has no such number
    std::string madeBy{}; ///< Projector::key() of what made it; empty: not known
    MapQuality quality{};
    int iterations = 0; ///< of t-SNE's descent that lie behind it; what its options say once it has settled
    double radius = 0;  ///< RMS radius that t-SNE laid it out at, in units of its kernel; 0 where not known
    /// What t-SNE made it from: the neighbours among all rows without NaN, images first. Null where a method
    /// needs none or the map comes from a file. The map of the next epoch starts with it.
    std::shared_ptr<const NeighbourGraph> neighbours{};
};

} // namespace crossview
