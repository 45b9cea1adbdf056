#pragma once

#include "clusters/map_clusters.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace crossview {

/// Names the clusters of one level, in their order, by telling words of their sentences (numbers, each once).
/// A word names one cluster of the level only, and none inside one that it names already: `parents` are the
/// named clusters that parent points at, empty for the broad ones. The name in `before` (empty: none) stays
/// while it tells nearly as much as the best.
void nameClusters(std::span<MapCluster> clusters, std::span<const MapCluster> parents,
                  std::span<const std::vector<std::int32_t>> sentences, std::span<const std::string> before,
                  const SentenceWords& words, const std::stop_token& stop = {});

/// The words of a name.
std::vector<std::string> wordsOfName(const std::string& name);

} // namespace crossview
