#pragma once

#include "project/project.h"
#include "project/session.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace crossview {

/// The chance control: within every split, images get the sentences of another, random image of that split.
/// What is learnt from such pairs must not help: recall has to fall to chance, or something leaks.
std::shared_ptr<const Session> withShuffledPairs(const Session& session, std::uint64_t seed);

/// Remembers in the project that a run is trained on shuffled pairs, so that evaluation and resuming use the
/// same.
void markShuffled(Project& project, const std::string& run, std::uint64_t seed);
/// Seed of the shuffle of a run; nothing when its pairs are the true ones.
std::optional<std::uint64_t> shuffleSeed(const Project& project, const std::string& run);

/// The session with the pairs that a run was trained on: the true ones, or those of its shuffle.
std::shared_ptr<const Session> withPairsOf(const Project& project, const std::string& run,
                                           std::shared_ptr<const Session> session);

} // namespace crossview
