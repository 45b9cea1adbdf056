#pragma once

#include "clusters/sentence_words.h"
#include "dataset/dataset.h"
#include "projection/projection.h"

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace crossview {

/// What lies together on a map, with a name.
struct MapCluster {
    std::uint32_t id = 0;      ///< its own from map to map, as long as it keeps most of its members
    std::int32_t parent = -1;  ///< of a fine cluster: the broad one that it lies in; else -1
    std::string name;          ///< one or two telling words of its sentences; empty: none tells enough
    std::int32_t picture = -1; ///< image that stands for it: near its middle and, if one is, called so
    std::size_t images = 0, sentences = 0; ///< members
};

/// The clusters of a map on two levels: every fine one lies in one broad one.
struct MapClusters {
    std::vector<MapCluster> broad, fine;           ///< the largest first
    std::vector<std::int32_t> ofImage, ofSentence; ///< number in `fine`; -1: has no place on the map

    /// The broad cluster of a number in `fine`; -1 stays -1.
    std::int32_t broadOf(std::int32_t number) const {
        return number < 0 ? -1 : fine[static_cast<std::size_t>(number)].parent;
    }
    std::uint32_t nextId = 0; ///< of clusters still to come
};

/// Data whose maps are divided: what stays the same from map to map.
struct ClusterData {
    std::shared_ptr<const Dataset> dataset;
    SentenceWords words;               ///< of its sentences
    std::vector<std::int32_t> leftOut; ///< images that have no place on maps, ascending
};

/// Divides a map into communities of its neighbour graph and names each by the words that tell its sentences
/// (those that lie in it and those of its images) from all others. `previous`, the clusters of the map
/// before, may be null: a division that starts at it is taken where it is nearly as good as a fresh one, and
/// then clusters keep their members, ids and, while it still tells of them, names. Items that are left out or
/// whose place is not finite belong to none. The same arguments, the same clusters. Throws Cancelled.
MapClusters mapClusters(const Projection& map, const ClusterData& data, const MapClusters* previous = nullptr,
                        std::uint64_t seed = 1, const std::stop_token& stop = {});

} // namespace crossview
