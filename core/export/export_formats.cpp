#include "export/export_formats.h"

#include "common/error.h"
#include "common/progress.h"
#include "export/clip_export.h"
#include "export/embedding_export.h"
#include "export/history_export.h"
#include "export/network_export.h"
#include "export/projector_export.h"
#include "files/atomic_file.h"
#include "files/plain_file.h"
#include "files/work_folder.h"

#include <array>
#include <fmt/format.h>

namespace crossview {

namespace fs = std::filesystem;

namespace {

constexpr std::array kFormats{
    ExportFormat{"npy", "Embeddings for NumPy",
                 "a folder: images.npy and sentences.npy (float32), their names, pairs.tsv, items.tsv", true,
                 true, &writeNpyEmbeddings},
    ExportFormat{"clip", "Folder of clip-retrieval",
                 "a folder: img_emb/, text_emb/ (float16, a row for each pair) and metadata/ as a table",
                 true, true, &writeClipFolder},
    ExportFormat{"projector", "TensorBoard projector",
                 "a folder: vectors.tsv, metadata.tsv and projector_config.pbtxt", true, true,
                 &writeProjectorFolder},
    ExportFormat{"csv", "Tables", "a folder: images.csv, sentences.csv, pairs.tsv, items.tsv", true, true,
                 &writeCsvEmbeddings},
    ExportFormat{"safetensors", "Weights of the network",
                 "a file: image.hidden.weight, …, sentence.output.bias (batch norm folded in)", false, true,
                 &writeWeights},
    ExportFormat{"torchscript", "Network for PyTorch",
                 "a file for torch.jit.load with embed_images(rows) and embed_sentences(rows)", false, true,
                 &writeTorchScript},
    ExportFormat{"history", "History of the training", "a folder: epochs.csv and steps.csv", true, false,
                 &writeHistory},
};

/// Something in `there` that no export of this kind wrote; empty where there is nothing such.
fs::path strangerIn(const fs::path& there, const fs::path& fresh) {
    for (const auto& entry : fs::recursive_directory_iterator(there)) {
        const fs::path name = entry.path().lexically_relative(there);
        if (!fs::exists(fresh / name))
            return name;
    }
    return {};
}

/// A path that is free, or may be replaced. Throws Error otherwise.
void requirePlace(const ExportFormat& format, const fs::path& place, bool replace) {
    refuseLink(place);
    std::error_code missing;
    const fs::file_status status = fs::status(place, missing);
    if (!fs::exists(status) || (format.isFolder && fs::is_directory(status) && fs::is_empty(place, missing)))
        return;
    if (fs::is_directory(status) != format.isFolder)
        throw Error(fmt::format("{} is a {}, and {} is written as a {}: name another place.", place.string(),
                                format.isFolder ? "file" : "folder", format.key,
                                format.isFolder ? "folder" : "file"));
    if (!replace)
        throw Error(fmt::format("{} is there already: name another place, or replace it with --force.",
                                place.string()));
}

void moveFolder(const fs::path& fresh, const fs::path& place, const fs::path& work) {
    std::error_code code;
    if (fs::exists(place, code)) {
        if (const fs::path stranger = strangerIn(place, fresh); !stranger.empty())
            throw Error(fmt::format("{} holds {}, which this export does not write: name another folder.",
                                    place.string(), stranger.string()));
        fs::rename(place, work / "before", code);
        if (!code) {
            fs::rename(fresh, place, code);
            std::error_code ignored;
            if (code)
                fs::rename(work / "before", place, ignored);
        }
    } else {
        fs::rename(fresh, place, code);
    }
    if (code)
        throw Error(fmt::format("{} cannot be written: {}. Check free space and permissions of the folder.",
                                place.string(), code.message()));
    syncFolder(place.parent_path());
}

} // namespace

std::span<const ExportFormat> exportFormats() {
    return kFormats;
}

const ExportFormat& exportFormat(std::string_view key) {
    std::string keys;
    for (const ExportFormat& format : kFormats) {
        if (format.key == key)
            return format;
        keys += (keys.empty() ? "" : ", ") + std::string(format.key);
    }
    throw Error(fmt::format("There is no export \"{}\": name one of {}.", key, keys));
}

void exportRun(const ExportFormat& format, const ExportedRun& run, const fs::path& asked, bool replace,
               const std::stop_token& stop) {
    fs::path place = fs::absolute(asked).lexically_normal();
    if (!place.has_filename()) // "folder/"
        place = place.parent_path();
    requirePlace(format, place, replace);
    const WorkFolder work(place.parent_path(), "crossview-export");
    const fs::path fresh = work.path() / "export";
    if (format.isFolder)
        fs::create_directory(fresh);
    format.write(run, fresh, stop);
    throwIfStopped(stop);
    if (format.isFolder)
        moveFolder(fresh, place, work.path());
    else
        moveIntoPlace(fresh, place);
}

} // namespace crossview
