#pragma once

#include "files/npy.h"
#include "training/events.h"

#include <filesystem>
#include <memory>

namespace crossview {

/// Writes a snapshot as a folder: eight .npy files of the frozen network, images.npy and sentences.npy
/// (float16) and snapshot.json. The folder is exchanged as a whole, so that a kill leaves the old one or the
/// new. The folder around it must be there. Throws Error when the disk refuses.
void storeSnapshot(const std::filesystem::path& folder, const Snapshot& snapshot);

/// Makes `to` a copy of the snapshot folder `from` (hard links where the file system has them).
void copySnapshot(const std::filesystem::path& from, const std::filesystem::path& to);

/// Reads a snapshot folder, also while a training exchanges it: all of it is of one epoch. Nothing when there
/// is none. Throws Error when it is damaged.
std::shared_ptr<const Snapshot> readSnapshot(const std::filesystem::path& folder,
                                             ReadValues embeddings = ReadValues::atOnce);

/// Whether the folder holds the whole snapshot of an epoch.
bool snapshotIsOf(const std::filesystem::path& folder, int epoch);

/// Removes a snapshot, with what a killed writer left of it.
void removeSnapshot(const std::filesystem::path& folder);

/// What a killed writer left beside a snapshot folder: removed, or looked for. Nobody may write there
/// meanwhile.
void removeSnapshotLeftovers(const std::filesystem::path& folder);
bool hasSnapshotLeftovers(const std::filesystem::path& folder);

} // namespace crossview
