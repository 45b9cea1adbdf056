#pragma once

#include "project/session.h"

#include <optional>

namespace crossview {

/// The items of another project as what `learned` was trained on would see them: features through its fitted
/// chain, ready for its network (zero-shot transfer). The images that are asked, all of the project's or
/// those of one of its stored splits, make up the test split; the rest and those that cannot be read are
/// unused. A long job: cancellable, with progress. Throws Error when the project cannot be opened, has no
/// picture that can be read, or no stored splits although one is asked for.
std::shared_ptr<const Session> withItemsOf(const Session& learned, const std::filesystem::path& project,
                                           std::optional<Split> only = std::nullopt,
                                           const std::stop_token& stop = {},
                                           const ProgressSink& progress = {});

/// What `network` makes of every item of a session: a snapshot that answers queries. Throws Cancelled.
std::shared_ptr<const Snapshot> embeddedItems(const Session& session, const Snapshot& trained,
                                              const std::stop_token& stop = {});

} // namespace crossview
