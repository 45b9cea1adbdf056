#include "export/clip_export.h"

#include "common/progress.h"
#include "export/text_rows.h"
#include "files/npy.h"

#include <fmt/format.h>
#include <unordered_map>

namespace crossview {
namespace {

namespace fs = std::filesystem;

/// Names by which the images are told apart: their paths, else titles, numbered where several are called so.
std::vector<std::string> namesOf(const Dataset& dataset) {
    std::vector<std::string> names;
    std::unordered_map<std::string, std::size_t> seen;
    for (std::size_t i = 0; i < dataset.images().size(); ++i) {
        std::string name =
            tabCell(dataset.hasPicture(i) ? dataset.imagePath(i).string() : dataset.imageTitle(i));
        if (seen[name]++ > 0)
            name += fmt::format(" ({})", i);
        names.push_back(std::move(name));
    }
    return names;
}

void writeRows(const fs::path& file, const std::vector<std::size_t>& chosen, MatrixView rows,
               const std::stop_token& stop) {
    fs::create_directory(file.parent_path());
    writeNpy(
        file, chosen.size(), rows.cols(),
        [&](const RowSink& sink) {
            constexpr std::size_t kBlock = 4096;
            for (std::size_t first = 0; first < chosen.size(); first += kBlock) {
                throwIfStopped(stop);
                Matrix part(std::min(kBlock, chosen.size() - first), rows.cols());
                for (std::size_t r = 0; r < part.rows(); ++r)
                    std::ranges::copy(rows.row(chosen[first + r]), part.row(r).begin());
                sink(part);
            }
        },
        NpyType::float16, Parents::required);
}

} // namespace

void writeClipFolder(const ExportedRun& run, const fs::path& folder, const std::stop_token& stop) {
    const Dataset& dataset = *run.dataset;
    const std::vector<std::string> names = namesOf(dataset);
    std::vector<std::size_t> images;
    std::vector<std::size_t> sentences;
    fs::create_directory(folder / "metadata");
    TextFile text(folder / "metadata/metadata_0.tsv");
    text.add("image_path\tcaption\tsplit\n");
    for (std::size_t i = 0; i < dataset.images().size(); ++i)
        for (const std::int32_t sentence : dataset.relation().sentencesOf(i)) {
            throwIfStopped(stop);
            images.push_back(i);
            sentences.push_back(static_cast<std::size_t>(sentence));
            text.add(fmt::format("{}\t{}\t{}\n", names[i],
                                 tabCell(dataset.sentences()[sentences.back()].text),
                                 splitOf(dataset, run.splits.get(), {View::image, static_cast<int>(i)})));
        }
    text.finish();
    writeRows(folder / "img_emb/img_emb_0.npy", images, run.snapshot->images, stop);
    writeRows(folder / "text_emb/text_emb_0.npy", sentences, run.snapshot->sentences, stop);
}

} // namespace crossview
