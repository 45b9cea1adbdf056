#include "arrays/array_file.h"
#include "dataset/importers/importer.h"
#include "encoders/weights/weight_files.h"
#include "export/export_formats.h"
#include "files/atomic_file.h"
#include "support/refusal.h"
#include "support/temporary_folder.h"
#include "support/unprivileged.h"

#include <cstdlib>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace crossview;
using crossview::test::refusalOf;
using testing::ElementsAre;
using testing::HasSubstr;

namespace fs = std::filesystem;

namespace {

FrozenBranch branchOf(std::size_t features) {
    FrozenBranch branch;
    branch.hiddenWeight = Matrix(3, features);
    for (std::size_t i = 0; i < branch.hiddenWeight.size(); ++i)
        branch.hiddenWeight.data()[i] = static_cast<float>(i) - 1;
    branch.hiddenBias = {0.25F, -1, 0};
    branch.outputWeight = Matrix(2, 3, {1, 0, 0.5F, -1, 2, 0});
    branch.outputBias = {0.5F, 0};
    return branch;
}

class Export : public testing::Test {
protected:
    Export() {
        std::vector<ImageItem> images(3);
        images[0].title = "twin";
        images[1].title = "twin";
        images[2].path = "/pictures/c d.jpg";
        images[2].conceptId = 0;
        std::vector<SentenceItem> sentences = {{"a dog", "caption"},
                                               {"\"quoted\" words", "caption"},
                                               {"a cat’s tail", "caption"},
                                               {"one\ttab", ""}};
        Relation relation(3, 4, {{0, 0}, {0, 1}, {1, 2}, {2, 0}, {2, 3}});
        m_run.dataset = std::make_shared<const Dataset>("pets", std::move(images), std::move(sentences),
                                                        std::move(relation), std::vector<std::string>{"pet"});
        auto splits = std::make_shared<SplitAssignment>();
        splits->images = {Split::train, Split::test, Split::train};
        m_run.splits = splits;
        auto snapshot = std::make_shared<Snapshot>();
        snapshot->epoch = 7;
        snapshot->images = SharedMatrix(Matrix(3, 2, {1, 0, 0, 1, 0.5F, -0.5F}));
        snapshot->sentences = SharedMatrix(Matrix(4, 2, {0, 1, 1, 0, -1, 0, 0.25F, 0.125F}));
        snapshot->network = std::make_shared<const FrozenNetwork>(FrozenNetwork{branchOf(2), branchOf(3)});
        m_run.snapshot = snapshot;
        m_run.run = "2026-01-01-1";
        m_run.epochs = {{1, {{"meanTotal", 0.5}}}, {2, {{"meanTotal", 0.25}, {"rsum", 300.5}}}};
        m_run.steps = {{1, {{"T1", 0.5}, {"epoch", 1}}}};
    }
    fs::path write(const char* format, const fs::path& place, bool replace = false) const {
        exportRun(exportFormat(format), m_run, m_folder / place.string(), replace);
        return m_folder / place.string();
    }
    std::string refusal(const char* format, const fs::path& place, bool replace = false) const {
        return refusalOf([&] { write(format, place, replace); });
    }
    static std::vector<Relation::Pair> pairsOf(const Dataset& dataset) {
        std::vector<Relation::Pair> pairs;
        for (std::size_t i = 0; i < dataset.images().size(); ++i)
            for (const std::int32_t sentence : dataset.relation().sentencesOf(i))
                pairs.emplace_back(static_cast<std::int32_t>(i), sentence);
        return pairs;
    }

    ExportedRun m_run;
    test::TemporaryFolder m_folder;
};

} // namespace

TEST_F(Export, WhatIsExportedIsImportedWithTheSameRows) {
    for (const std::string kind : {"npy", "csv"}) {
        const fs::path folder = write(kind.c_str(), kind);
        ImportOptions options;
        options.features = {folder / ("images." + kind), folder / ("sentences." + kind), folder / "pairs.tsv",
                            folder / "image_names.txt", folder / "sentence_texts.txt"};
        const ImportResult result = importDataset(options);
        EXPECT_EQ(result.rows.images.values(), (std::vector<float>{1, 0, 0, 1, 0.5F, -0.5F})) << kind;
        EXPECT_EQ(result.rows.sentences.values(), (std::vector<float>{0, 1, 1, 0, -1, 0, 0.25F, 0.125F}));
        EXPECT_EQ(pairsOf(result.dataset), pairsOf(*m_run.dataset));
        EXPECT_EQ(result.dataset.sentences()[3].text, "one tab");
    }
}

TEST_F(Export, AFolderOfClipRetrievalIsImportedAsItIs) {
    ImportOptions options;
    options.captions = write("clip", "clip");
    const ImportResult result = importDataset(options);
    EXPECT_EQ(result.dataset.imageTitle(1), "twin (1)");
    EXPECT_EQ(result.rows.images.values(), (std::vector<float>{1, 0, 0, 1, 0.5F, -0.5F}));
    EXPECT_EQ(result.dataset.relation().pairCount(), 5U);
    EXPECT_EQ(result.dataset.sentences()[0].text, "a dog");
    EXPECT_EQ(result.dataset.sentences()[1].text, "\"quoted\" words");
    EXPECT_EQ(result.rows.sentences.values(), (std::vector<float>{0, 1, 1, 0, -1, 0, 0.25F, 0.125F}));
}

TEST_F(Export, TablesSayWhatIsWhere) {
    EXPECT_EQ(readFile(write("projector", "p") / "metadata.tsv"),
              "view\titem\tname\tpath\tsplit\tconcept\n"
              "image\t0\ttwin\t\ttrain\t\n"
              "image\t1\ttwin\t\ttest\t\n"
              "image\t2\ta dog\t/pictures/c d.jpg\ttrain\tpet\n"
              "sentence\t0\ta dog\t\ttrain\t\n"
              "sentence\t1\t\"\"\"quoted\"\" words\"\t\ttrain\t\n"
              "sentence\t2\ta cat’s tail\t\ttest\t\n"
              "sentence\t3\tone tab\t\ttrain\t\n");
    EXPECT_EQ(readFile(m_folder / "p/vectors.tsv"),
              "1\t0\n0\t1\n0.5\t-0.5\n0\t1\n1\t0\n-1\t0\n0.25\t0.125\n");
    EXPECT_EQ(readFile(write("history", "h") / "steps.csv"), "step,T1,epoch\n1,0.5,1\n");
}

TEST_F(Export, WeightsAreThoseOfTheNetwork) {
    const Weights weights = readWeights(write("safetensors", "network.safetensors"));
    EXPECT_EQ(weights.size(), 8U);
    const std::size_t shape[] = {2, 3};
    EXPECT_THAT(weightOf(weights, "sentence.output.weight", shape).values, ElementsAre(1, 0, 0.5F, -1, 2, 0));
    const std::size_t hidden[] = {3, 2};
    EXPECT_THAT(weightOf(weights, "image.hidden.weight", hidden).values, ElementsAre(-1, 0, 1, 2, 3, 4));
}

TEST_F(Export, NothingIsReplacedUnasked) {
    write("npy", "out");
    EXPECT_THAT(refusal("npy", "out"),
                HasSubstr("is there already: name another place, or replace it with --force"));
    m_folder.write("out/pairs.tsv", "old");
    write("npy", "out", true);
    EXPECT_THAT(readFile(m_folder / "out/pairs.tsv"), HasSubstr("2\t3\n"));
    m_folder.write("out/mine.txt", "mine");
    EXPECT_THAT(refusal("npy", "out", true), HasSubstr("holds mine.txt, which this export does not write"));
    EXPECT_EQ(readFile(m_folder / "out/mine.txt"), "mine");
    EXPECT_TRUE(fs::exists(m_folder / "out/images.npy"));
    EXPECT_THAT(refusal("safetensors", "out", true),
                HasSubstr("is a folder, and safetensors is written as a file"));
    write("safetensors", "file");
    EXPECT_THAT(refusal("safetensors", "file"), HasSubstr("--force"));
    write("safetensors", "file", true);
    EXPECT_THAT(refusal("npy", "file", true), HasSubstr("is a file, and npy is written as a folder"));
    fs::create_directory_symlink(m_folder.path(), m_folder / "link");
    EXPECT_THAT(refusal("npy", "link", true), HasSubstr("link"));
    fs::create_directory(m_folder / "empty");
    write("npy", "empty/");
    EXPECT_TRUE(fs::exists(m_folder / "empty/images.npy"));
}

TEST_F(Export, AStoppedExportLeavesNothing) {
    std::stop_source stop;
    stop.request_stop();
    for (const ExportFormat& format : exportFormats())
        EXPECT_THROW(exportRun(format, m_run, m_folder / "out", false, stop.get_token()), Cancelled)
            << format.key;
    EXPECT_TRUE(fs::is_empty(m_folder.path()));
}

TEST_F(Export, AFolderThatMayNotBeWrittenIsNamed) {
    fs::create_directory(m_folder / "closed");
    fs::permissions(m_folder.path(), fs::perms::others_read | fs::perms::others_exec, fs::perm_options::add);
    fs::permissions(m_folder / "closed",
                    fs::perms::owner_all | fs::perms::others_read | fs::perms::others_exec);
    EXPECT_EQ(0, test::runUnprivileged([&] {
                  const std::string said = refusal("npy", "closed/out");
                  return said.find("closed") != std::string::npos &&
                                 said.find("ermission") != std::string::npos
                             ? 0
                             : 1;
              }));
    EXPECT_TRUE(fs::is_empty(m_folder / "closed"));
}

TEST_F(Export, OtherProgramsOpenIt) {
    for (const ExportFormat& format : exportFormats())
        write(format.key, format.isFolder                            ? format.key
                          : format.key == std::string("torchscript") ? "network.pt"
                                                                     : "network.safetensors");
    // A python3 that comes first on the path may be one without packages.
    for (const char* python : {"python3", "/usr/bin/python3"}) {
        const int status = std::system(
            fmt::format("{} '{}' '{}'", python, CROSSVIEW_EXPORT_CHECK, m_folder.path().string()).c_str());
        if (WIFEXITED(status) && (WEXITSTATUS(status) == 77 || WEXITSTATUS(status) == 127))
            continue;
        EXPECT_EQ(status, 0);
        return;
    }
    GTEST_SKIP() << "NumPy is not installed";
}
