#pragma once

#include "common/progress.h"
#include "files/npy.h"
#include "training/trainer.h"

#include <filesystem>
#include <memory>

namespace crossview {

/// A project made ready: data, splits and features in memory, immutable. What both front ends work on.
struct Session {
    std::filesystem::path folder;
    TrainingInput input;
    RunOptions options; ///< the options that splits and features were made with
    std::string remark; ///< on encoders or a network that were left out; usually empty
    /// The data before the options' edits; empty where there are none.
    std::shared_ptr<const Dataset> unedited = nullptr;

    /// What the project holds.
    const Dataset& imported() const { return unedited ? *unedited : *input.dataset; }
};

/// What becomes of features that need a network which nobody has allowed to run on this machine.
enum class UntrustedNetworks {
    refuse,  ///< UntrustedNetwork is thrown, so that a person can be asked
    leaveOut ///< they are made without it, and the session's remark says so
};

/// Opens a project, makes the edits of `options` in what it holds, and makes splits and features for them
/// (taking what is on disk already). Blocks of
/// features whose encoder is not here are left out, unless they are on disk; a network of the user's own is
/// opened when a picture has to go through it. Images whose picture cannot be read
/// take no part: they are unused in the splits. The rows of features that are on disk are read at once, or
/// when they are asked for: texts and pictures can be asked without them. A long job: cancellable, with
/// progress. Throws Error, UntrustedNetwork.
std::shared_ptr<const Session> openSession(const std::filesystem::path& projectFolder,
                                           const RunOptions& options, const std::stop_token& stop = {},
                                           const ProgressSink& progress = {},
                                           UntrustedNetworks untrusted = UntrustedNetworks::refuse,
                                           ReadValues features = ReadValues::atOnce);

/// Network and embeddings of a stored run: "best" or "latest" epoch; nothing when none was trained yet.
std::shared_ptr<const Snapshot> loadSnapshot(const std::filesystem::path& projectFolder,
                                             const std::string& run, bool best,
                                             ReadValues embeddings = ReadValues::atOnce);

/// Recall of a snapshot on a split. Documents: one document of all texts per image, one image per query;
/// sentences: every sentence of the split's images.
RecallBothWays evaluateSplit(const Session& session, const FrozenNetwork& network, Split split,
                             TextUnit protocol, TieRule rule = TieRule::mean);

} // namespace crossview
