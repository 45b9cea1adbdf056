#pragma once

#include "project/project.h"
#include "project/session.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace crossview {

/// The chance check: within every split, pictures get the sentences of another, random picture of that split.
/// What is learnt from such pairs must not help: recall has to fall to chance, or something leaks.
std::shared_ptr<const Session> withShuffledPairs(const Session& session, std::uint64_t seed);

/// Remembers in the project that a run was trained on shuffled pairs, so that evaluate and resume use the
/// same.
void markShuffled(Project& project, const std::string& run, std::uint64_t seed);
/// Seed of the shuffle of a run; nothing when its pairs are the true ones.
std::optional<std::uint64_t> shuffleSeed(const Project& project, const std::string& run);

} // namespace crossview
