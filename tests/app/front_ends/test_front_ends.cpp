// The window and the command line on one project: what is asked of both must be answered the same by both.
#include "cli/cli_process.h"
#include "cli/shapes_data.h"
#include "encoders/user/trusted_networks.h"
#include "project/measuring/evaluate_runs.h"
#include "project/opened_project.h"
#include "query/query_panel.h"
#include "query/result_view.h"
#include "support/environment_variable.h"
#include "widgets/item_buttons.h"
#include "window/main_window.h"
#include "window_services.h"

#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>
#include <fstream>
#include <nlohmann/json.hpp>

namespace crossview::ui::test {
namespace {

using nlohmann::json;

std::vector<std::string> operator+(std::vector<std::string> words, const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

/// Answers in their order, with what each says of being a true pair.
using Marked = std::vector<std::pair<int, bool>>;

Marked shown(const ResultView& results) {
    Marked marked;
    for (const ItemButton* button : results.results()) {
        const auto* card = qobject_cast<const ResultCard*>(button);
        const auto* row = qobject_cast<const TextRow*>(button);
        marked.emplace_back(button->item().index, card ? card->isTruePair() : row->isTruePair());
    }
    return marked;
}

Marked printed(const json& document, const char* item) {
    Marked marked;
    for (const json& result : document.at("results"))
        marked.emplace_back(result.at(item).get<int>(), result.at("true").get<bool>());
    return marked;
}

int lastBest(const RunHistory& history) {
    int best = 0;
    for (const EpochMetrics& epoch : history.epochs)
        if (epoch.best)
            best = epoch.epoch;
    return best;
}

} // namespace

class FrontEndsTest : public QObject {
    Q_OBJECT
private:
    std::string project() const { return m_folder / "shapes.crossview"; }
    void import() {
        cli::drawShapes(m_folder.path());
        const auto outcome = cli::run(
            {"import", m_folder / "captions.tsv", "--images", m_folder / "pictures", "--project", project()});
        QVERIFY2(outcome.exitCode == 0, outcome.err.c_str());
    }
    void train(int epochs, const std::vector<std::string>& more = {}, const std::string& validation = "8") {
        std::vector<std::string> options = cli::smallTraining(epochs);
        *std::next(std::ranges::find(options, "--split.validation")) = validation;
        const auto outcome = cli::run(std::vector<std::string>{"train", project()} + options + more);
        QVERIFY2(outcome.exitCode == 0, outcome.err.c_str());
    }
    json answered(const std::vector<std::string>& arguments) {
        const auto outcome = cli::run(arguments + std::vector<std::string>{"--json"});
        if (outcome.exitCode != 0)
            QTest::qFail(outcome.err.c_str(), __FILE__, __LINE__);
        return outcome.exitCode == 0 ? json::parse(outcome.out) : json::object();
    }
    /// What the window shows of the project.
    OpenedProject opened() const { return windowServices(true).open(project(), {}, {}, {}); }

    cli::TemporaryFolder m_folder;
    crossview::test::EnvironmentVariable m_noEncoders{"CROSSVIEW_ENCODERS", m_folder / "encoders"};

private Q_SLOTS:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("crossview-test"));
        QCoreApplication::setApplicationName(
            QStringLiteral("front-ends-%1").arg(QCoreApplication::applicationPid()));
    }
    void init() {
        std::filesystem::remove_all(project());
        import();
    }

    void dataIsDividedInTheSameWay() {
        const OpenedProject window = opened(); // nothing was trained: the window chooses the way
        QCOMPARE(window.session->options.split.method, SplitMethod::random);
        // The command line chooses, too, and divides by the same counts.
        const auto outcome = cli::run({"features", project(), "--features.image.patchWords", "4"});
        QVERIFY2(outcome.exitCode == 0, outcome.err.c_str());
        const SplitAssignment& splits = *window.session->input.splits;
        const std::string line = "Split (random): " + std::to_string(splits.imagesIn(Split::train).size()) +
                                 " train, " + std::to_string(splits.imagesIn(Split::validation).size()) +
                                 " validation, " + std::to_string(splits.imagesIn(Split::test).size()) +
                                 " test";
        QVERIFY2(outcome.out.find(line) != std::string::npos, outcome.out.c_str());
    }

    void bothMarkTheSameAnswersAsTrue() {
        train(6);
        MainWindow window(windowServices(true));
        QSignalSpy ready(&window, &MainWindow::projectOpened);
        window.controllers().projects.open(QString::fromStdString(project()));
        QTRY_COMPARE_WITH_TIMEOUT(ready.size(), 1, 60000);
        QueryPanel& panel = *window.queryPanel();
        int ticks = 0;
        for (const char* text : {"red square", "the  Red SQUARE", "red squares"}) {
            const Marked line = printed(answered({"query", project(), text, "-k", "12"}), "image");
            panel.askText(QString::fromLatin1(text));
            QTRY_COMPARE(shown(*panel.results()), line);
            for (const auto& [item, isTrue] : line)
                ticks += isTrue ? 1 : 0;
        }
        QVERIFY(ticks > 0);
        const std::string picture = m_folder / "pictures/blue-circle2.png";
        const Marked line =
            printed(answered({"query", project(), "--image", picture, "-k", "12"}), "sentence");
        panel.askPicture(QString::fromStdString(picture));
        QTRY_COMPARE(shown(*panel.results()), line);
        QVERIFY(std::ranges::any_of(line, [](const auto& answer) { return answer.second; }));
    }

    void aNetworkOfTheProjectIsRefusedByBoth() {
        const crossview::test::EnvironmentVariable here("XDG_DATA_HOME", m_folder / "here");
        const std::string network = m_folder / "small.onnx";
        std::filesystem::copy_file(std::filesystem::path(CROSSVIEW_TEST_DATA) / "networks/small.onnx",
                                   network, std::filesystem::copy_options::overwrite_existing);
        train(2, {"--features.image.network.components", "4", "--features.image.network.size", "8",
                  "--features.image.network.layer", "activation", "--features.image.network.file", network});
        const crossview::test::EnvironmentVariable elsewhere("XDG_DATA_HOME", m_folder / "elsewhere");
        QVERIFY(opened().run.has_value()); // what is stored needs no network
        std::filesystem::remove_all(m_folder / "shapes.crossview/features");
        const auto outcome = cli::run({"evaluate", project()});
        QCOMPARE(outcome.exitCode, 1);
        try {
            opened();
            QFAIL("it was opened");
        } catch (const UntrustedNetwork& refusal) {
            QCOMPARE(refusal.network(), networkFacts(network));
            QVERIFY2(outcome.err.find(refusal.what()) != std::string::npos, outcome.err.c_str());
        }
        const OpenedProject without = windowServices(true).openWithout(project(), {}, {}, {});
        QVERIFY(without.remark.find("do without the network " + network) != std::string::npos);
        QCOMPARE(without.session->options.features.image.networkComponents, 0);
        QVERIFY(!without.run.has_value()); // its network cannot answer for other features
        QVERIFY(without.session->input.features->images.rows() > 0);
        trustNetwork(networkFacts(network));
        QVERIFY(opened().run.has_value());
    }

    void imagesThatOnlyHaveTheNetworkGetTheUsualFeatures() {
        const crossview::test::EnvironmentVariable here("XDG_DATA_HOME", m_folder / "here");
        RunOptions options = opened().session->options;
        options.features.image = ImageFeatureOptions();
        const std::array<int ImageFeatureOptions::*, 5> plain{
            &ImageFeatureOptions::hsvComponents, &ImageFeatureOptions::hogComponents,
            &ImageFeatureOptions::tinyComponents, &ImageFeatureOptions::gistComponents,
            &ImageFeatureOptions::patchComponents};
        for (const auto components : plain)
            options.features.image.*components = 0;
        options.features.image.networkComponents = 4;
        options.features.image.network.file = m_folder.write("other.onnx", "a network that nobody allowed");
        const OpenedProject without = windowServices(true).openWithout(project(), {options}, {}, {});
        QVERIFY(without.session->options.features.image.hsvComponents > 0);
    }

    void theBestEpochIsTheSame_data() {
        QTest::addColumn<QString>("validation");
        QTest::newRow("validated") << QStringLiteral("8");
        QTest::newRow("without validation") << QStringLiteral("0");
    }
    void theBestEpochIsTheSame() {
        QFETCH(QString, validation);
        train(4, {}, validation.toStdString());
        const OpenedProject window = opened();
        QVERIFY(window.run.has_value());
        const json run = answered({"evaluate", project()}).at("groups").at(0).at("runs").at(0);
        QCOMPARE(lastBest(window.history), run.at("epoch").get<int>());
        QCOMPARE(window.run->bestEpoch, run.at("epoch").get<int>());
        QCOMPARE(QString::fromStdString(window.run->id),
                 QString::fromStdString(run.at("run").get<std::string>()));
    }

    void meansAndIntervalsAreTheSame() {
        train(2, {"--seeds", "3"});
        EvaluationRequest request;
        request.project = project();
        const std::vector<RunGroup> groups = evaluateRuns(request);
        QCOMPARE(groups.size(), std::size_t{1});
        QCOMPARE(groups.front().runs.size(), std::size_t{3});
        const RecallBothWays mean = groups.front().mean();
        const json line = answered({"evaluate", project()}).at("image_to_sentence");
        QCOMPARE(line.at("r1").get<double>(), mean.imageToSentence.r1);
        QCOMPARE(line.at("r1_low").get<double>(), mean.imageToSentence.r1Low);
        QCOMPARE(line.at("r1_high").get<double>(), mean.imageToSentence.r1High);
        QVERIFY(mean.imageToSentence.r1Low <= mean.imageToSentence.r1);
        QVERIFY(mean.imageToSentence.r1 <= mean.imageToSentence.r1High);
    }

    void anyRunIsOpenedByItsNameAndTwoAreComparedAlike() {
        train(1);
        train(3, {"--loss.margin", "0.3"});
        train(1, {"--split.seed", "77"});
        const Services services = windowServices(true);
        std::vector<std::string> ids;
        for (const RunRecord& run : Project::open(project()).runs())
            ids.push_back(run.id);
        QCOMPARE(ids.size(), std::size_t{3});
        const OpenedProject second = services.open(project(), {std::nullopt, ids[1]}, {}, {});
        QCOMPARE(second.run->id, ids[1]);
        QCOMPARE(second.snapshot->run, ids[1]);
        QCOMPARE(second.session->options.loss.margin, 0.3);
        QCOMPARE(second.history.epochs.size(), std::size_t{3});
        // One of another split brings its own; under other options it is left out, and one that is gone too.
        QCOMPARE(services.open(project(), {std::nullopt, ids[2]}, {}, {}).session->options.split.seed, 77U);
        QVERIFY(!services.open(project(), {second.session->options, ids[2]}, {}, {}).run);
        QVERIFY(services.open(project(), {second.session->options, "gone"}, {}, {}).session);
        QVERIFY_EXCEPTION_THROWN(services.open(project(), {std::nullopt, "gone"}, {}, {}), Error);

        const RunComparison compared = services.compare({project(), {ids[0], ids[1]}, {}}, {}, {}, {});
        QVERIFY(compared.more.has_value());
        const json printed = answered({"runs", project(), "--compare", ids[0], ids[1]});
        QCOMPARE(printed.at("more_by").at("rsum").at("difference").get<double>(),
                 compared.more->difference[6]);
        QCOMPARE(printed.at("more_by").at("rsum").at("low").get<double>(), compared.more->intervals.low[6]);
        QVERIFY(compared.runs[0].trained->session == compared.runs[1].trained->session); // opened once
    }

    void neitherAnswersForOtherDataThanARunWasTrainedOn() {
        train(2);
        std::ifstream captions(m_folder / "captions.tsv");
        std::ofstream fewer(m_folder / "fewer.tsv");
        for (std::string line; std::getline(captions, line);)
            if (!line.starts_with("yellow"))
                fewer << line << '\n';
        fewer.close();
        const auto again = cli::run(
            {"import", m_folder / "fewer.tsv", "--images", m_folder / "pictures", "--project", project()});
        QVERIFY2(again.exitCode == 0, again.err.c_str());
        const OpenedProject window = opened();
        QVERIFY(!window.run.has_value());
        QVERIFY(window.snapshot == nullptr);
        QVERIFY2(window.remark.find("trained on other data") != std::string::npos, window.remark.c_str());
        for (const std::vector<std::string>& call :
             {std::vector<std::string>{"evaluate", project()},
              {"query", project(), "red square"},
              {"query", project(), "--image", m_folder / "pictures/blue-circle2.png"}}) {
            const auto refused = cli::run(call);
            QCOMPARE(refused.exitCode, 1);
            QVERIFY2(refused.err.find(window.remark) != std::string::npos, refused.err.c_str());
        }
    }

    void bothAnswerWhenTheSamePicturesHaveNewTimes() {
        train(2);
        for (const auto& picture : std::filesystem::directory_iterator(m_folder / "pictures"))
            std::filesystem::last_write_time(picture, std::filesystem::file_time_type::clock::now() +
                                                          std::chrono::hours(1));
        const OpenedProject window = opened(); // features are made again, and are the same
        QVERIFY2(window.run.has_value(), window.remark.c_str());
        QVERIFY(window.snapshot != nullptr);
        QCOMPARE(answered({"query", project(), "red square", "-k", "3"}).at("results").size(),
                 std::size_t{3});
    }

    void aChanceControlGoesOnWithItsPairsInTheWindow() {
        train(2, {"--shuffle-pairs"});
        const OpenedProject window = opened();
        QVERIFY(window.run.has_value());
        RunOptions options = runOptionsFromJson(window.run->optionsJson);
        options.optimiser.epochs = 3;
        TrainingCommands commands;
        const TrainingOutcome outcome =
            windowServices(true).train(window.session, options, window.run->id, commands, {}, {});
        QCOMPARE(outcome.end, TrainingOutcome::End::finished);
        QCOMPARE(outcome.epochs, 3);
        const json group = answered({"evaluate", project()}).at("groups").at(0);
        QVERIFY(group.at("shuffled_pairs").get<bool>());
        QCOMPARE(group.at("runs").size(), std::size_t{1});
    }
};

} // namespace crossview::ui::test

QTEST_MAIN(crossview::ui::test::FrontEndsTest)
#include "test_front_ends.moc"
