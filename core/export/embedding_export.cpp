#include "export/embedding_export.h"

#include "common/progress.h"
#include "dataset/captions.h"
#include "export/text_rows.h"
#include "files/npy.h"

#include <fmt/format.h>

namespace crossview {
namespace {

namespace fs = std::filesystem;

void writePairs(const fs::path& file, const Dataset& dataset) {
    TextFile text(file);
    text.add("image\tsentence\n");
    for (std::size_t i = 0; i < dataset.images().size(); ++i)
        for (const std::int32_t sentence : dataset.relation().sentencesOf(i))
            text.add(fmt::format("{}\t{}\n", i, sentence));
    text.finish();
}

/// A name that is never empty: a list of names has one on each line.
std::string lineOf(const std::string& name) {
    const std::string line = onOneLine(name);
    return line.empty() ? "-" : line;
}

void writeNames(const fs::path& folder, const Dataset& dataset) {
    TextFile images(folder / "image_names.txt");
    for (std::size_t i = 0; i < dataset.images().size(); ++i)
        images.add(lineOf(dataset.imageTitle(i)) + "\n");
    images.finish();
    TextFile sentences(folder / "sentence_texts.txt");
    for (const SentenceItem& sentence : dataset.sentences())
        sentences.add(lineOf(sentence.text) + "\n");
    sentences.finish();
}

void writeTable(const fs::path& file, MatrixView rows, const std::stop_token& stop) {
    TextFile text(file);
    text.add("item");
    for (std::size_t c = 0; c < rows.cols(); ++c)
        text.add(fmt::format(",e{}", c));
    text.add("\n");
    for (std::size_t r = 0; r < rows.rows(); ++r) {
        throwIfStopped(stop);
        text.add(fmt::format("{},", r));
        text.addRow(rows.row(r), ',');
    }
    text.finish();
}

} // namespace

void writeNpyEmbeddings(const ExportedRun& run, const fs::path& folder, const std::stop_token& stop) {
    writeNpy(folder / "images.npy", run.snapshot->images, NpyType::float32, Parents::required);
    throwIfStopped(stop);
    writeNpy(folder / "sentences.npy", run.snapshot->sentences, NpyType::float32, Parents::required);
    writeNames(folder, *run.dataset);
    writePairs(folder / "pairs.tsv", *run.dataset);
    writeItems(folder / "items.tsv", *run.dataset, run.splits.get(), stop);
}

void writeCsvEmbeddings(const ExportedRun& run, const fs::path& folder, const std::stop_token& stop) {
    writeTable(folder / "images.csv", run.snapshot->images, stop);
    writeTable(folder / "sentences.csv", run.snapshot->sentences, stop);
    writeNames(folder, *run.dataset);
    writePairs(folder / "pairs.tsv", *run.dataset);
    writeItems(folder / "items.tsv", *run.dataset, run.splits.get(), stop);
}

} // namespace crossview
