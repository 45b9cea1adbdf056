#include "training/snapshot_store.h"

#include "common/checked_json.h"
#include "common/error.h"
#include "common/npy.h"

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <utility>

namespace crossview {
namespace {

namespace fs = std::filesystem;

constexpr const char* kAbout = "snapshot.json";

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
        const fs::path old = besideOf(folder, ".old");
        fs::remove_all(old, error);
        fs::rename(folder, old, error);
        fs::rename(fresh, folder, error);
        if (!error)
            fs::remove_all(old, error);
    }
    if (error)
        throw Error(fmt::format("{} could not be written: {}.", folder.string(), error.message()));
}

/// Throws Error unless all values are numbers.
void requireFinite(MatrixView embeddings, const fs::path& file) {
    for (std::size_t i = 0; i < embeddings.size(); ++i)
        if (!std::isfinite(embeddings.data()[i]))
            throw Error(fmt::format("{} holds values that are not finite.", file.string()));
}

/// Reads the folder of a snapshot that is there.
std::shared_ptr<const Snapshot> readWhole(const fs::path& from) {
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
    snapshot->images = SharedMatrix(readNpy(from / "images.npy"));
    snapshot->sentences = SharedMatrix(readNpy(from / "sentences.npy"));
    requireFinite(snapshot->images, from / "images.npy");
    requireFinite(snapshot->sentences, from / "sentences.npy");
    const std::size_t joint = snapshot->network->image.jointDimensions();
    if (snapshot->images.cols() != joint || snapshot->sentences.cols() != joint)
        throw Error(fmt::format("The embeddings in {} do not fit their network.", from.string()));
    return snapshot;
}

fs::path freshFolder(const fs::path& folder) {
    const fs::path fresh = besideOf(folder, ".new");
    std::error_code error;
    fs::remove_all(fresh, error);
    fs::create_directories(fresh, error);
    if (error)
        throw Error(fmt::format("{} could not be made: {}.", fresh.string(), error.message()));
    return fresh;
}

} // namespace

void storeSnapshot(const fs::path& folder, const Snapshot& snapshot) {
    const fs::path fresh = freshFolder(folder);
    snapshot.network->save(fresh);
    writeNpy(fresh / "images.npy", snapshot.images, NpyType::float16);
    writeNpy(fresh / "sentences.npy", snapshot.sentences, NpyType::float16);
    const nlohmann::json about = {{"run", snapshot.run}, {"epoch", snapshot.epoch}, {"step", snapshot.step}};
    writeCheckedJson(fresh / kAbout, about);
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
    takePlace(fresh, to);
}

std::shared_ptr<const Snapshot> readSnapshot(const fs::path& folder) {
    fs::path from = folder;
    if (!fs::exists(from / kAbout))
        from = besideOf(folder, ".old");
    if (!fs::exists(from / kAbout))
        return nullptr;
    try {
        return readWhole(from);
    } catch (const std::exception& error) {
        throw Error(fmt::format(
            "{} Go on with the run (--resume), which writes it again, or train a new one.", error.what()));
    }
}

} // namespace crossview
