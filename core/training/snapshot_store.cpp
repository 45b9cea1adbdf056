#include "training/snapshot_store.h"

#include "common/error.h"
#include "files/atomic_file.h"
#include "files/checked_json.h"
#include "files/npy.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <utility>

namespace crossview {
namespace {

namespace fs = std::filesystem;

constexpr const char* kAbout = "snapshot.json"; // written last
constexpr const char* kNew = ".new";            // being written
constexpr const char* kOld = ".old";            // until the new one is in its place

fs::path besideOf(const fs::path& folder, const char* ending) {
    return folder.parent_path() / ("." + folder.filename().string() + ending);
}

/// Puts a finished folder in the place of another one.
void takePlace(const fs::path& fresh, const fs::path& folder) {
    std::error_code error;
    if (!fs::exists(folder)) {
        fs::rename(fresh, folder, error);
    } else if (::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, folder.c_str(), RENAME_EXCHANGE) == 0) {
        fs::remove_all(fresh, error);
        error.clear(); // what is left of the old one is overwritten next time
    } else { // a file system without exchange: readSnapshot finds the old one under this name after a kill
        const fs::path old = besideOf(folder, kOld);
        fs::remove_all(old, error);
        fs::rename(folder, old, error);
        fs::rename(fresh, folder, error);
        if (!error)
            fs::remove_all(old, error);
    }
    if (error)
        throw Error(fmt::format("{} could not be written: {}.", folder.string(), error.message()));
    syncFolder(folder.parent_path());
}

/// Throws Error unless all values are numbers.
void requireFinite(MatrixView embeddings, const fs::path& file) {
    if (!std::ranges::all_of(std::span(embeddings.data(), embeddings.size()),
                             [](float value) { return std::isfinite(value); }))
        throw Error(fmt::format("{} holds values that are not finite.", file.string()));
}

/// Embeddings of a snapshot, in which all values are numbers.
SharedMatrix readEmbeddings(const fs::path& file, ReadValues when) {
    SharedMatrix values = mapNpy(file, when);
    if (when == ReadValues::whenAsked)
        return {values.rows(), values.cols(), [values, file] {
                    requireFinite(values, file);
                    return values;
                }};
    requireFinite(values, file);
    return values;
}

/// Reads the folder of a snapshot that is there.
std::shared_ptr<const Snapshot> readWhole(const fs::path& from, ReadValues embeddings) {
    auto snapshot = std::make_shared<Snapshot>();
    const auto about = readCheckedJson(from / kAbout);
    const auto number = [&](const char* name) {
        const auto found = about.find(name);
        const auto value = found == about.end() ? std::nullopt : wholeNumber<int>(*found);
        if (!value)
            throw Error(fmt::format("{} names no {}.", (from / kAbout).string(), name));
        return *value;
    };
    snapshot->epoch = number("epoch");
    snapshot->step = number("step");
    snapshot->run = about.value("run", std::string());
    snapshot->network = std::make_shared<const FrozenNetwork>(FrozenNetwork::load(from));
    snapshot->images = readEmbeddings(from / "images.npy", embeddings);
    snapshot->sentences = readEmbeddings(from / "sentences.npy", embeddings);
    const std::size_t joint = snapshot->network->image.jointDimensions();
    if (snapshot->images.cols() != joint || snapshot->sentences.cols() != joint)
        throw Error(fmt::format("The embeddings in {} do not fit their network.", from.string()));
    return snapshot;
}

fs::path freshFolder(const fs::path& folder) {
    const fs::path fresh = besideOf(folder, kNew);
    std::error_code error;
    fs::remove_all(fresh, error);
    fs::create_directory(fresh, error); // its parent is never made: the run may have been moved away
    if (error)
        throw Error(fmt::format("{} could not be made: {}.", fresh.string(), error.message()));
    return fresh;
}

} // namespace

void storeSnapshot(const fs::path& folder, const Snapshot& snapshot) {
    const fs::path fresh = freshFolder(folder);
    snapshot.network->save(fresh);
    writeNpy(fresh / "images.npy", snapshot.images, NpyType::float16, Parents::required);
    writeNpy(fresh / "sentences.npy", snapshot.sentences, NpyType::float16, Parents::required);
    const nlohmann::json about = {{"run", snapshot.run}, {"epoch", snapshot.epoch}, {"step", snapshot.step}};
    writeCheckedJson(fresh / kAbout, about, Parents::required);
    takePlace(fresh, folder);
}

void copySnapshot(const fs::path& from, const fs::path& to) {
    const fs::path fresh = freshFolder(to);
    for (const auto& entry : fs::directory_iterator(from)) {
        const fs::path target = fresh / entry.path().filename();
        std::error_code error;
        fs::create_hard_link(entry.path(), target, error);
        if (error)
            fs::copy_file(entry.path(), target, error);
        if (error)
            throw Error(fmt::format("{} could not be written: {}.", target.string(), error.message()));
    }
    syncFolder(fresh);
    takePlace(fresh, to);
}

namespace {

/// Which folder lies under a path now and what it says of itself: another one when a training has put a new
/// epoch there. Empty where there is none.
std::string identityOf(const fs::path& folder) {
    struct stat status = {};
    if (::stat(folder.c_str(), &status) != 0)
        return {};
    try {
        return fmt::format("{}:{}", status.st_ino, readFile(folder / kAbout));
    } catch (const Error&) {
        return {};
    }
}

/// Where a snapshot lies: under its own name, or where a kill left the old one; empty where there is none.
fs::path placeOf(const fs::path& folder) {
    for (const fs::path& place : {folder, besideOf(folder, kOld)})
        if (fs::exists(place / kAbout))
            return place;
    return {};
}

} // namespace

std::shared_ptr<const Snapshot> readSnapshot(const fs::path& folder, ReadValues embeddings) {
    // A training may exchange the folder between two of its files: then it is read again.
    constexpr int kTries = 50;
    for (int i = 0;; ++i) {
        const fs::path from = placeOf(folder);
        if (from.empty())
            return nullptr;
        const std::string before = identityOf(from);
        const auto isWhole = [&] { return i == kTries || (!before.empty() && identityOf(from) == before); };
        try {
            auto snapshot = readWhole(from, embeddings);
            if (isWhole())
                return snapshot;
        } catch (const std::exception& error) {
            if (isWhole())
                throw Error(fmt::format(
                    "{} Go on with the run (--resume), which writes it again, or train a new one.",
                    error.what()));
        }
    }
}

bool snapshotIsOf(const fs::path& folder, int epoch) {
    try {
        const auto snapshot = readSnapshot(folder);
        return snapshot && snapshot->epoch == epoch;
    } catch (const Error&) {
        return false;
    }
}

void removeSnapshot(const fs::path& folder) {
    std::error_code ignored;
    for (const fs::path& place : {folder, besideOf(folder, kOld), besideOf(folder, kNew)})
        fs::remove_all(place, ignored);
    syncFolder(folder.parent_path());
}

void removeSnapshotLeftovers(const fs::path& folder) {
    std::error_code ignored;
    fs::remove_all(besideOf(folder, kNew), ignored);
    if (fs::exists(folder / kAbout, ignored))
        fs::remove_all(besideOf(folder, kOld), ignored);
}

bool hasSnapshotLeftovers(const fs::path& folder) {
    std::error_code ignored;
    return fs::exists(besideOf(folder, kNew), ignored) ||
           (fs::exists(besideOf(folder, kOld), ignored) && fs::exists(folder / kAbout, ignored));
}

} // namespace crossview
