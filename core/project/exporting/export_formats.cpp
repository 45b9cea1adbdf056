#include "project/exporting/export_formats.h"

#include "files/atomic_file.h"
#include "files/npy.h"
#include "files/safetensors_writer.h"
#include "model/user/torch_script_writer.h"
#include "project/database/item_table.h"
#include "project/exporting/onnx_writer.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace crossview {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kPieceBytes = 1U << 16;

/// Writes a text line by line: `each` makes the next line.
void writeLines(const fs::path& file, std::size_t lines,
                const std::function<void(std::size_t line, std::string& text)>& each,
                const std::string& heading = {}) {
    writeFileAtomically(file, [&](const PieceSink& sink) {
        std::string text = heading;
        for (std::size_t i = 0; i < lines; ++i) {
            each(i, text);
            if (text.size() < kPieceBytes)
                continue;
            sink(text);
            text.clear();
        }
        sink(text);
    });
}

/// The shortest numbers that read back as the same float32.
void appendNumbers(std::string& text, std::span<const float> values, char separator) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i > 0)
            text += separator;
        fmt::format_to(std::back_inserter(text), "{}", values[i]);
    }
}

/// Rows of a matrix as 0, 0, 1, 2, …, in parts that are small in memory.
void writeChosenRows(const fs::path& file, MatrixView rows, const std::vector<std::int32_t>& chosen) {
    constexpr std::size_t kPart = 4096; // rows
    writeNpy(
        file, chosen.size(), rows.cols(),
        [&](const RowSink& sink) {
            for (std::size_t first = 0; first < chosen.size(); first += kPart) {
                Matrix part(std::min(kPart, chosen.size() - first), rows.cols());
                for (std::size_t i = 0; i < part.rows(); ++i)
                    std::ranges::copy(rows.row(static_cast<std::size_t>(chosen[first + i])),
                                      part.row(i).begin());
                sink(part);
            }
        },
        NpyType::float16);
}

std::vector<Relation::Pair> pairsOf(const Dataset& dataset) {
    std::vector<Relation::Pair> pairs;
    for (std::size_t i = 0; i < dataset.images().size(); ++i)
        for (const std::int32_t sentence : dataset.relation().sentencesOf(i))
            pairs.emplace_back(static_cast<std::int32_t>(i), sentence);
    return pairs;
}

/// One view's rows as CSV.
ExportFile csvFile(const char* name, const SharedMatrix& rows,
                   const std::function<std::string(std::size_t)>& nameOf) {
    return {name, [rows, nameOf](const fs::path& file) {
                std::string heading = "name";
                for (std::size_t c = 0; c < rows.cols(); ++c)
                    heading += fmt::format(",e{}", c);
                writeLines(
                    file, rows.rows(),
                    [&](std::size_t row, std::string& text) {
                        std::array<std::string, 1> cell{nameOf(row)};
                        std::ranges::replace_if(
                            cell.front(), [](char letter) { return letter == '\n' || letter == '\r'; }, ' ');
                        std::string quoted = tableLine(cell, TableFormat::commas);
                        quoted.resize(quoted.size() - 2); // its end
                        // Quoted whatever it is: a name that is a number stays a name.
                        text += quoted.starts_with('"') ? quoted : '"' + quoted + '"';
                        text += ',';
                        appendNumbers(text, rows.row(row), ',');
                        text += "\r\n";
                    },
                    heading + "\r\n");
            }};
}

void append(std::vector<NamedTensor>& tensors, const std::string& name, const Matrix& weight,
            const std::vector<float>& bias) {
    if (weight.empty())
        return;
    tensors.push_back({name + ".weight", {weight.rows(), weight.cols()}, weight.values()});
    tensors.push_back({name + ".bias", {bias.size()}, bias});
}

std::string recallLine(const RecallBothWays& recall) {
    std::string line;
    for (const Recall* way : {&recall.imageToSentence, &recall.sentenceToImage})
        line += recall.isMeasured() ? fmt::format(",{},{},{},{}", way->r1, way->r5, way->r10, way->medianRank)
                                    : ",,,,";
    return line + (recall.isMeasured() ? fmt::format(",{}", recall.sum()) : ",");
}

} // namespace

std::vector<ExportFile> npyFiles(const Snapshot& snapshot, const Dataset& dataset) {
    return {{"images.npy", [&](const fs::path& file) { writeNpy(file, snapshot.images); }},
            {"sentences.npy", [&](const fs::path& file) { writeNpy(file, snapshot.sentences); }},
            {"items.tsv",
             [&](const fs::path& file) {
                 writeFileAtomically(file, itemTable(allItems(dataset), dataset, nullptr, TableFormat::tabs));
             }},
            {"pairs.tsv", [&](const fs::path& file) {
                 const std::vector<Relation::Pair> pairs = pairsOf(dataset);
                 writeLines(
                     file, pairs.size(),
                     [&](std::size_t i, std::string& text) {
                         text += fmt::format("{}\t{}\n", pairs[i].first, pairs[i].second);
                     },
                     "image\tsentence\n");
             }}};
}

std::vector<ExportFile> clipRetrievalFiles(const Snapshot& snapshot, const Dataset& dataset, IndexKind kind,
                                           const IndexListener& heard, const std::stop_token& stop) {
    auto images = std::make_shared<std::vector<std::int32_t>>();
    auto sentences = std::make_shared<std::vector<std::int32_t>>();
    for (const auto& [image, sentence] : pairsOf(dataset)) {
        images->push_back(image);
        sentences->push_back(sentence);
    }
    return {{"img_emb/img_emb_0.npy",
             [&snapshot, images](const fs::path& file) { writeChosenRows(file, snapshot.images, *images); }},
            {"text_emb/text_emb_0.npy",
             [&snapshot, sentences](const fs::path& file) {
                 writeChosenRows(file, snapshot.sentences, *sentences);
             }},
            {"image.index",
             [&snapshot, images, kind, heard, stop](const fs::path& file) {
                 heard("image.index",
                       indexWriter()(snapshot.images, *images, snapshot.sentences, kind, file, stop));
             }},
            {"text.index",
             [&snapshot, sentences, kind, heard, stop](const fs::path& file) {
                 heard("text.index",
                       indexWriter()(snapshot.sentences, *sentences, snapshot.images, kind, file, stop));
             }},
            {"metadata/metadata_0.csv", [&dataset, images, sentences](const fs::path& file) {
                 writeLines(
                     file, images->size(),
                     [&](std::size_t i, std::string& text) {
                         const auto image = static_cast<std::size_t>((*images)[i]);
                         const auto sentence = static_cast<std::size_t>((*sentences)[i]);
                         const std::array<std::string, 2> cells{dataset.hasPicture(image)
                                                                    ? dataset.imagePath(image).string()
                                                                    : dataset.imageTitle(image),
                                                                dataset.sentences()[sentence].text};
                         text += tableLine(cells, TableFormat::commas);
                     },
                     "image_path,caption\r\n");
             }}};
}

std::vector<ExportFile> projectorFiles(const Snapshot& snapshot, const Dataset& dataset) {
    const std::size_t images = snapshot.images.rows();
    const std::size_t all = images + snapshot.sentences.rows();
    return {{"vectors.tsv",
             [&snapshot, images, all](const fs::path& file) {
                 writeLines(file, all, [&](std::size_t i, std::string& text) {
                     appendNumbers(text,
                                   i < images ? snapshot.images.row(i) : snapshot.sentences.row(i - images),
                                   '\t');
                     text += '\n';
                 });
             }},
            {"metadata.tsv", [&dataset, images, all](const fs::path& file) {
                 writeLines(
                     file, all,
                     [&](std::size_t i, std::string& text) {
                         const std::array<std::string, 3> cells =
                             i < images ? std::array<std::string, 3>{"image", std::to_string(i),
                                                                     dataset.imageTitle(i)}
                                        : std::array<std::string, 3>{"sentence", std::to_string(i - images),
                                                                     dataset.sentences()[i - images].text};
                         text += tableLine(cells, TableFormat::tabs);
                     },
                     "view\titem\ttext\n");
             }}};
}

std::vector<ExportFile> csvFiles(const Snapshot& snapshot, const Dataset& dataset) {
    return {csvFile("images.csv", snapshot.images, [&](std::size_t row) { return dataset.imageTitle(row); }),
            csvFile("sentences.csv", snapshot.sentences,
                    [&](std::size_t row) { return dataset.sentences()[row].text; })};
}

std::vector<ExportFile> historyFiles(const RunHistory& history) {
    return {{"steps.csv",
             [&](const fs::path& file) {
                 writeLines(
                     file, history.steps.size(),
                     [&](std::size_t i, std::string& text) {
                         const StepMetrics& step = history.steps[i];
                         text += fmt::format("{},{},{}", step.step, step.epoch, step.total);
                         for (const auto* values : {&step.terms, &step.violated})
                             for (const double value : *values)
                                 text += fmt::format(",{}", value);
                         text += fmt::format(",{},{}\r\n", step.learningRate, step.seconds);
                     },
                     "step,epoch,total,T1,T2,T3,T4,violated1,violated2,violated3,violated4,learning_rate,"
                     "seconds\r\n");
             }},
            {"epochs.csv", [&](const fs::path& file) {
                 writeLines(
                     file, history.epochs.size(),
                     [&](std::size_t i, std::string& text) {
                         const EpochMetrics& epoch = history.epochs[i];
                         text += fmt::format("{},{},{}{},{},{}\r\n", epoch.epoch, epoch.step, epoch.meanTotal,
                                             recallLine(epoch.validation), epoch.best ? 1 : 0, epoch.seconds);
                     },
                     "epoch,step,mean_total,i2t_r1,i2t_r5,i2t_r10,i2t_medr,t2i_r1,t2i_r5,t2i_r10,t2i_medr,"
                     "rsum,best,seconds\r\n");
             }}};
}

std::vector<ExportFile> safetensorsFiles(const Snapshot& snapshot) {
    return {{"network.safetensors", [&](const fs::path& file) {
                 std::vector<NamedTensor> tensors;
                 for (const auto& [name, branch] : {std::pair("image", &snapshot.network->image),
                                                    std::pair("sentence", &snapshot.network->sentence)}) {
                     append(tensors, std::string(name) + ".hidden", branch->hiddenWeight, branch->hiddenBias);
                     append(tensors, std::string(name) + ".output", branch->outputWeight, branch->outputBias);
                 }
                 const std::array<std::pair<std::string, std::string>, 3> metadata{
                     {{"format", "pt"}, {"run", snapshot.run}, {"epoch", std::to_string(snapshot.epoch)}}};
                 writeSafetensors(file, tensors, metadata);
             }}};
}

std::vector<ExportFile> torchScriptFiles(const Snapshot& snapshot) {
    return {{"network.pt", [&](const fs::path& file) { torchScriptWriter()(*snapshot.network, file); }}};
}

std::vector<ExportFile> onnxFiles(const Snapshot& snapshot) {
    const auto fileOf = [&snapshot](const char* name, const FrozenBranch& branch) {
        return ExportFile{
            fmt::format("{}.onnx", name), [&snapshot, &branch, name](const fs::path& file) {
                const std::array<std::pair<std::string, std::string>, 3> metadata{
                    {{"view", name}, {"run", snapshot.run}, {"epoch", std::to_string(snapshot.epoch)}}};
                writeFileAtomically(file, onnxModel(branch, name, metadata));
            }};
    };
    return {fileOf("image", snapshot.network->image), fileOf("sentence", snapshot.network->sentence)};
}

} // namespace crossview
