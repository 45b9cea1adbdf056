// What a run learned goes out, and comes in again with the same rows.
#include "arrays/array_file.h"
#include "core/training/synthetic_input.h"
#include "files/atomic_file.h"
#include "files/npy.h"
#include "project/exporting/export_run.h"
#include "project/import_into.h"
#include "project/opened_project.h"
#include "project/train_in_project.h"
#include "support/unprivileged.h"

#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class ExportTest : public testing::Test {
protected:
    void SetUp() override {
        SyntheticOptions synthetic;
        synthetic.images = 40;
        synthetic.sentencesPerImage = 1;
        synthetic.sharedSentences = false;
        const TrainingInput input = syntheticInput(synthetic);
        writeNpy(m_folder / "audio.npy", input.features->images);
        writeNpy(m_folder / "video.npy", input.features->sentences);
        ImportOptions options;
        options.features.images = m_folder / "audio.npy";
        options.features.texts = m_folder / "video.npy";
        std::string names;
        for (int i = 0; i < 40; ++i)
            names += "a \"song\", the " + std::to_string(i) + ".\n";
        options.features.names = m_folder.write("names.txt", names);
        importInto(options, project());
        const auto session = openSession(project(), smallRun(2));
        TrainingCommands commands;
        trainInProject(*session, session->options, {}, commands, {}, {});
        m_trained = openTrainedRun(project(), "latest");
    }
    fs::path project() const { return m_folder / "Views.crossview"; }
    fs::path out() const { return m_folder / "out put"; }
    ExportSummary write(ExportKind kind, ExistingFiles existing = ExistingFiles::kept) const {
        return exportRun(project(), "latest", kind, out(), existing);
    }
    std::string refusal(ExportKind kind) const {
        try {
            write(kind);
        } catch (const Error& error) {
            return error.what();
        }
        return "nothing was refused";
    }
    static std::vector<float> valuesOf(MatrixView rows) { return {rows.data(), rows.data() + rows.size()}; }
    void expectBoth(const fs::path& images, const fs::path& sentences) const {
        EXPECT_EQ(ArrayFile(images).read().values(), valuesOf(m_trained.snapshot->images));
        EXPECT_EQ(ArrayFile(sentences).read().values(), valuesOf(m_trained.snapshot->sentences));
    }
    /// Whether Python says that an expression over a file is true; skipped where it has no NumPy.
    void expectPython(const std::string& program) const {
        if (std::system("/usr/bin/python3 -c 'import numpy' 2>/dev/null") != 0)
            GTEST_SKIP() << "no NumPy for /usr/bin/python3: what is exported was not opened with it";
        const fs::path script = m_folder.write("check.py", program);
        EXPECT_EQ(
            std::system(("/usr/bin/python3 '" + script.string() + "' '" + out().string() + "'").c_str()), 0);
    }
    std::size_t filesBelow(const fs::path& folder) const {
        const auto all = fs::recursive_directory_iterator(folder);
        return static_cast<std::size_t>(std::distance(begin(all), end(all)));
    }

    TemporaryFolder m_folder;
    TrainedRun m_trained;
};

TEST_F(ExportTest, NpyIsImportedAgainWithTheSameRows) {
    const ExportSummary summary = write(ExportKind::npy);
    EXPECT_EQ(summary.run, m_trained.record.id);
    EXPECT_EQ(summary.epoch, m_trained.snapshot->epoch);
    EXPECT_EQ(summary.files.size(), 4U);
    expectBoth(out() / "images.npy", out() / "sentences.npy");
    ImportOptions again;
    again.features.images = out() / "images.npy";
    again.features.texts = out() / "sentences.npy";
    again.features.pairs = out() / "pairs.tsv";
    const ImportResult result = importDataset(again);
    EXPECT_EQ(result.rows.images.values(), valuesOf(m_trained.snapshot->images));
    EXPECT_EQ(result.dataset.relation().pairCount(), 40U);
    EXPECT_THAT(readFile(out() / "items.tsv"), HasSubstr("image\t39\t\t\ta \"song\", the 39.\t"));
    expectPython(
        "import numpy, sys\n"
        "a = numpy.load(sys.argv[1] + '/images.npy'); b = numpy.load(sys.argv[1] + '/sentences.npy')\n"
        "assert a.dtype == numpy.float32 and len(a) == len(b) == 40 and a.shape[1] == b.shape[1]\n"
        "assert abs(numpy.linalg.norm(a, axis=1) - 1).max() < 1e-2\n");
}

TEST_F(ExportTest, ClipRetrievalsLayoutIsTwoViewsAgain) {
    write(ExportKind::clipRetrieval);
    ImportOptions again;
    again.captions = out();
    const ImportResult result = importDataset(again);
    EXPECT_EQ(result.rows.images.values(), valuesOf(m_trained.snapshot->images));
    EXPECT_EQ(result.rows.sentences.values(), valuesOf(m_trained.snapshot->sentences));
    EXPECT_THAT(
        readFile(out() / "metadata/metadata_0.csv"),
        StartsWith("image_path,caption\r\n\"a \"\"song\"\", the 0.\",\"a \"\"song\"\", the 0.\"\r\n"));
    expectPython("import numpy, sys\n"
                 "a = numpy.load(sys.argv[1] + '/img_emb/img_emb_0.npy')\n"
                 "assert a.dtype == numpy.float16 and len(a) == 40\n");
}

TEST_F(ExportTest, ClipRetrievalsIndicesLieBesideTheirRows) {
    for (const ExportKind kind :
         {ExportKind::clipRetrieval, ExportKind::clipRetrievalIvf, ExportKind::clipRetrievalHnsw}) {
        const ExportSummary summary = write(kind, ExistingFiles::replaced);
        EXPECT_EQ(summary.files.size(), 5U);
        EXPECT_EQ(readFile(out() / "image.index").substr(0, 4), kind == ExportKind::clipRetrieval ? "IxFI"
                                                                : kind == ExportKind::clipRetrievalIvf
                                                                    ? "IwFl"
                                                                    : "IHNf");
        if (kind == ExportKind::clipRetrieval)
            EXPECT_THAT(summary.remarks, testing::IsEmpty());
        else
            EXPECT_THAT(summary.remarks,
                        testing::ElementsAre(AllOf(StartsWith("image.index finds "), HasSubstr("first 10")),
                                             StartsWith("text.index finds ")));
    }
}

TEST_F(ExportTest, TablesHoldTheSameNumbers) {
    write(ExportKind::csv);
    expectBoth(out() / "images.csv", out() / "sentences.csv");
    write(ExportKind::projector);
    const Matrix all = ArrayFile(out() / "vectors.tsv").read();
    std::vector<float> both = valuesOf(m_trained.snapshot->images);
    const std::vector<float> sentences = valuesOf(m_trained.snapshot->sentences);
    both.insert(both.end(), sentences.begin(), sentences.end());
    EXPECT_EQ(all.values(), both);
    EXPECT_THAT(readFile(out() / "metadata.tsv"),
                AllOf(StartsWith("view\titem\ttext\nimage\t0\ta \"song\", the 0.\n"),
                      HasSubstr("\nsentence\t39\ta \"song\", the 39.\n")));
}

TEST_F(ExportTest, WeightsAreNamed) {
    write(ExportKind::safetensors);
    const fs::path file = out() / "network.safetensors";
    const FrozenNetwork& network = *m_trained.snapshot->network;
    EXPECT_EQ(ArrayFile(file.string() + ":image.hidden.weight").read().values(),
              network.image.hiddenWeight.values());
    EXPECT_EQ(ArrayFile(file.string() + ":sentence.output.weight").read().values(),
              network.sentence.outputWeight.values());
    EXPECT_THAT(readFile(file), AllOf(HasSubstr(R"("run":")" + m_trained.record.id + '"'),
                                      HasSubstr("sentence.output.bias")));
}

TEST_F(ExportTest, TorchScriptIsAnArchiveOfTorch) {
    // What it computes: torch_script_writer_test.cpp.
    const ExportSummary summary = write(ExportKind::torchScript);
    EXPECT_EQ(summary.files, std::vector<fs::path>{out() / "network.pt"});
    EXPECT_THAT(readFile(out() / "network.pt"), AllOf(StartsWith("PK"), HasSubstr("constants.pkl")));
}

TEST_F(ExportTest, OnnxIsAModelForEachView) {
    // What they compute: onnx_writer_test.cpp.
    const ExportSummary summary = write(ExportKind::onnx);
    EXPECT_EQ(summary.files, (std::vector<fs::path>{out() / "image.onnx", out() / "sentence.onnx"}));
    EXPECT_THAT(readFile(out() / "sentence.onnx"),
                AllOf(HasSubstr("ReduceL2"), HasSubstr(m_trained.record.id)));
}

TEST_F(ExportTest, TheHistoryIsWhatTheRunReported) {
    const ExportSummary summary = write(ExportKind::history);
    EXPECT_EQ(summary.epoch, 0);
    const RunHistory history = readHistory(Project::open(project()), summary.run);
    const Matrix steps = ArrayFile(out() / "steps.csv").read();
    ASSERT_EQ(steps.rows(), history.steps.size());
    EXPECT_FLOAT_EQ(steps(1, 2), static_cast<float>(history.steps[1].total));
    EXPECT_THAT(readFile(out() / "epochs.csv"), StartsWith("epoch,step,mean_total,i2t_r1,"));
}

TEST_F(ExportTest, NothingIsReplacedUnasked) {
    fs::create_directory(out());
    m_folder.write("out put/sentences.npy", "mine");
    EXPECT_THAT(refusal(ExportKind::npy), AllOf(HasSubstr("out put/sentences.npy is there already:"),
                                                HasSubstr("replace what is there")));
    EXPECT_EQ(filesBelow(out()), 1U);
    EXPECT_EQ(readFile(out() / "sentences.npy"), "mine");
    write(ExportKind::npy, ExistingFiles::replaced);
    EXPECT_EQ(filesBelow(out()), 4U);
    expectBoth(out() / "images.npy", out() / "sentences.npy");
}

TEST_F(ExportTest, WhereNothingCanBeWrittenNothingIsLeft) {
    m_folder.write("out put", "a file of that name");
    EXPECT_THAT(refusal(ExportKind::csv), HasSubstr("out put cannot be made: "));
    fs::remove(out());
    // A writer that fails in the midst.
    const std::vector<ExportFile> files = {
        {"a/one.txt", [](const fs::path& file) { writeFileAtomically(file, "one"); }},
        {"two.txt", [](const fs::path& file) { throw Error(file.string() + " cannot be written."); }}};
    try {
        writeExport(out(), files, ExistingFiles::kept);
        ADD_FAILURE();
    } catch (const Error& error) {
        EXPECT_EQ(error.what(), (out() / "two.txt").string() + " cannot be written.");
    }
    EXPECT_FALSE(fs::exists(out()));
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(
        exportRun(project(), "latest", ExportKind::npy, out(), ExistingFiles::kept, stop.get_token()),
        Cancelled);
    EXPECT_FALSE(fs::exists(out()));
    EXPECT_THROW(exportKindFromString("parquet"), Error);
}

TEST(ExportFolder, NoPermissionIsOneSentence) {
    const TemporaryFolder folder;
    fs::create_directory(folder / "locked");
    fs::permissions(folder.path(), fs::perms::all);
    fs::permissions(folder / "locked", fs::perms::owner_read | fs::perms::owner_exec |
                                           fs::perms::others_exec | fs::perms::others_read);
    const auto said = [](const fs::path& to) {
        try {
            writeExport(to, {{"one.txt", [](const fs::path& file) { writeFileAtomically(file, "one"); }}},
                        ExistingFiles::kept);
        } catch (const Error& error) {
            return std::string(error.what()).find("ermission denied") == std::string::npos ? 1 : 0;
        }
        return 2;
    };
    EXPECT_EQ(runUnprivileged([&] { return said(folder / "locked"); }), 0);
    EXPECT_EQ(runUnprivileged([&] { return said(folder / "locked/new/one"); }), 0);
}

} // namespace
} // namespace crossview::test
