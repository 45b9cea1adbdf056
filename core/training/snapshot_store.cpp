#include "training/snapshot_store.h"

#include "common/atomic_file.h"
#include "common/error.h"
#include "common/npy.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace crossview {
namespace {

namespace fs = std::filesystem;

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
    writeFileAtomically(fresh / "snapshot.json", about.dump(2) + "\n");
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
    if (!fs::exists(from / "snapshot.json"))
        from = besideOf(folder, ".old");
    if (!fs::exists(from / "snapshot.json"))
        return nullptr;
    auto snapshot = std::make_shared<Snapshot>();
    const auto about = nlohmann::json::parse(readFile(from / "snapshot.json"), nullptr, false);
    if (!about.is_object() || !about.contains("epoch") || !about["epoch"].is_number_integer())
        throw Error(fmt::format("{} is damaged; train the run again or take its other epoch.",
                                (from / "snapshot.json").string()));
    snapshot->run = about.value("run", std::string());
    snapshot->epoch = about.value("epoch", 0);
    snapshot->step = about.value("step", 0);
    snapshot->network = std::make_shared<const FrozenNetwork>(FrozenNetwork::load(from));
    snapshot->images = SharedMatrix(readNpy(from / "images.npy"));
    snapshot->sentences = SharedMatrix(readNpy(from / "sentences.npy"));
    const std::size_t joint = snapshot->network->image.jointDimensions();
    if (snapshot->images.cols() != joint || snapshot->sentences.cols() != joint)
        throw Error(
            fmt::format("The embeddings in {} do not fit their network; train the run again or take its "
                        "other epoch.",
                        from.string()));
    return snapshot;
}

} // namespace crossview
