#pragma once

#include "project/project.h"
#include "project/session.h"

#include <memory>
#include <optional>

namespace crossview {

/// The run of a project that training with `options` (the seed among them) would only repeat: trained in the
/// session's data, split and features with the true pairs, and under these options from its beginning to its
/// end; the preset's name does not count. A finished one before one that can be gone on with, of several the
/// newest; nothing where there is none.
std::optional<RunRecord> knownRun(const Project& project, const std::shared_ptr<const Session>& session,
                                  const RunOptions& options);

} // namespace crossview
