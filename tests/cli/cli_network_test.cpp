// A network of the user's own on the command line: features, training and a query by picture.
#include "cli/cli_process.h"
#include "cli/shapes_data.h"
#include "files/atomic_file.h"
#include "support/environment_variable.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crossview::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class CliNetwork : public testing::Test {
protected:
    void SetUp() override {
        drawShapes(m_folder.path());
        const Outcome outcome = run(
            {"import", m_folder / "captions.tsv", "--images", m_folder / "pictures", "--project", project()});
        ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
        const auto from = std::filesystem::path(CROSSVIEW_TEST_DATA) / "networks" / "small.onnx";
        writeFileAtomically(network(), readFile(from));
    }

    std::string project() const { return m_folder / "shapes.crossview"; }
    std::string network() const { return m_folder / "small.onnx"; }
    /// A command with the network, and with the other features of pictures switched off.
    Outcome call(const std::string& command, const std::string& file,
                 const std::vector<std::string>& more = {}) const {
        std::vector<std::string> words{command, project()};
        const auto add = [&](const std::vector<std::string>& further) {
            words.insert(words.end(), further.begin(), further.end());
        };
        add(smallTraining(2));
        for (const char* block : {"hsv", "hog", "tiny", "gist", "patch", "lite0", "lite2"})
            add({std::string("--features.image.") + block + "Components", "0"});
        add({"--features.text.miniLmComponents", "0", "--features.image.network.file", file,
             "--features.image.network.size", "8", "--features.image.network.layer", "activation",
             "--features.image.network.components", "4"});
        add(more);
        return run(words);
    }

    TemporaryFolder m_folder;
    test::EnvironmentVariable m_memory{"XDG_DATA_HOME", m_folder / "data"}; // of what may run
};

TEST_F(CliNetwork, BecomesFeaturesThatOutliveItsFile) {
    const Outcome first = call("features", network());
    ASSERT_EQ(first.exitCode, 0) << first.err;
    EXPECT_THAT(first.out, AllOf(HasSubstr("your network, 4-D"), HasSubstr("Stored: 72 × 4 image values")));
    const Outcome other = call("features", network(), {"--features.image.network.order", "bgr"});
    ASSERT_EQ(other.exitCode, 0) << other.err;
    EXPECT_NE(other.out, first.out) << "another recipe is stored elsewhere";

    const Outcome trained = call("train", network());
    ASSERT_EQ(trained.exitCode, 0) << trained.err;
    const std::vector<std::string> question{
        "query", project(), "--image", m_folder / "pictures/red-square0.png", "-k", "3", "--json"};
    const Outcome answered = run(question);
    ASSERT_EQ(answered.exitCode, 0) << answered.err;
    EXPECT_EQ(nlohmann::json::parse(answered.out).at("results").size(), 3U);

    std::filesystem::remove(network());
    EXPECT_EQ(call("features", network()).out, first.out);
    EXPECT_EQ(run({"query", project(), "red", "square"}).exitCode, 0) << "text needs no network for pictures";
    const Outcome unanswered = run(question);
    EXPECT_EQ(unanswered.exitCode, 1);
    EXPECT_THAT(unanswered.err, AllOf(HasSubstr("small.onnx"), HasSubstr("not there: put it back")));
}

TEST_F(CliNetwork, SaysInOneSentenceWhatIsWrongWithIt) {
    const auto fault = [&](const std::string& file, const std::vector<std::string>& more = {}) {
        const Outcome outcome = call("features", file, more);
        EXPECT_EQ(outcome.exitCode, 1) << outcome.out;
        const std::size_t begin = outcome.err.rfind("crossview-cli: ");
        return begin == std::string::npos ? outcome.err : outcome.err.substr(begin);
    };
    EXPECT_THAT(fault(m_folder / "missing.onnx"), HasSubstr("missing.onnx is not there"));
    writeFileAtomically(m_folder / "text.onnx", "no network");
    EXPECT_THAT(fault(m_folder / "text.onnx"), HasSubstr("text.onnx cannot be used as a network"));
    writeFileAtomically(m_folder / "text.pt", "no network");
    EXPECT_THAT(fault(m_folder / "text.pt"), HasSubstr("text.pt cannot be used as a network"));
    EXPECT_THAT(fault(network(), {"--features.image.network.mean", "0.485 0.456 0.406"}),
                HasSubstr("pixels go from 0 to 255"));
}

} // namespace
} // namespace crossview::cli
