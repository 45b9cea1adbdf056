#include "project/project.h"

#include "common/error.h"
#include "files/atomic_file.h"
#include "project/database/schema.h"
#include "project/database/sqlite.h"
#include "project/provenance.h"
#include "support/deadline.h"
#include "support/message_of.h"
#include "support/temporary_folder.h"
#include "support/unprivileged.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <cmath>
#include <csignal>
#include <random>
#include <set>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace crossview;
using crossview::test::Deadline;
using crossview::test::TemporaryFolder;
using testing::HasSubstr;
using testing::SizeIs;

namespace {

using test::messageOf;

constexpr double kNothing = ItemColumn::kNoNumber;

Dataset sampleDataset(const std::filesystem::path& base, const std::string& name = "sample") {
    return Dataset(name,
                   {{base / "P.crossview" / "pictures" / "a.jpg", "A", 1, "somebody", Split::train},
                    {base / "Images" / "b.jpg", "", -1, "", Split::test},
                    {"/elsewhere/c.jpg", "", 0, "", Split::unused}},
                   {{"Ein Hund läuft", "caption"}, {"it's \"quoted\"", "name"}},
                   Relation(3, 2, {{0, 0}, {1, 0}, {2, 1}}), {"cat", "dog"})
        .withColumns({{"price \"€\"", View::image, ItemColumn::Kind::number, {3.5, kNothing, 12}, {}, {}},
                      {"tone", View::sentence, ItemColumn::Kind::text, {}, {1, -1}, {"never", "happy"}}});
}

sqlite::Database rawDatabase(const std::filesystem::path& folder) {
    return sqlite::Database(folder / "project.sqlite", false);
}

} // namespace

class ProjectTest : public testing::Test {
protected:
    TemporaryFolder m_base;
    std::filesystem::path m_folder = m_base / "P.crossview";
};

TEST_F(ProjectTest, DataSetComesBackAsItWasStored) {
    const Dataset stored = sampleDataset(m_base.path());
    const Project created = Project::create(m_folder, stored);
    const auto loaded = Project::open(m_folder).loadDataset();
    EXPECT_EQ(loaded->name(), "sample");
    ASSERT_EQ(loaded->images().size(), 3u);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(loaded->imagePath(i), stored.imagePath(i));
        EXPECT_EQ(loaded->images()[i].title, stored.images()[i].title);
        EXPECT_EQ(loaded->images()[i].conceptId, stored.images()[i].conceptId);
        EXPECT_EQ(loaded->images()[i].source, stored.images()[i].source);
        EXPECT_EQ(loaded->images()[i].fileSplit, stored.images()[i].fileSplit);
        for (std::size_t s = 0; s < 2; ++s)
            EXPECT_EQ(loaded->relation().matches(i, s), stored.relation().matches(i, s));
    }
    ASSERT_EQ(loaded->sentences().size(), 2u);
    EXPECT_EQ(loaded->sentences()[0].text, "Ein Hund läuft");
    EXPECT_EQ(loaded->sentences()[1].text, "it's \"quoted\"");
    EXPECT_EQ(loaded->sentences()[1].kind, "name");
    EXPECT_EQ(loaded->concepts(), stored.concepts());
    ASSERT_EQ(loaded->columns().size(), 2u);
    const ItemColumn& price = loaded->columns()[0];
    EXPECT_EQ(price.name, "price \"€\"");
    EXPECT_EQ(price.view, View::image);
    EXPECT_EQ(price.valueText(0) + '|' + price.valueText(1) + '|' + price.valueText(2), "3.5||12");
    const ItemColumn& tone = loaded->columns()[1];
    EXPECT_EQ(tone.view, View::sentence);
    EXPECT_EQ(tone.valueText(0) + '|' + tone.valueText(1), "happy|");
    EXPECT_EQ(loaded->images()[0].path, "pictures/a.jpg");
    EXPECT_EQ(loaded->images()[1].path, "../Images/b.jpg");
    EXPECT_EQ(loaded->images()[2].path, "/elsewhere/c.jpg");
    EXPECT_EQ(loaded->hash(), created.loadDataset()->hash());
    EXPECT_TRUE(std::filesystem::is_directory(created.featuresFolder()));
    EXPECT_TRUE(std::filesystem::is_directory(created.folder() / "thumbnails"));
}

TEST_F(ProjectTest, ColumnsCanBeAskedWithSqlAndGoWithTheirData) {
    Project project = Project::create(m_folder, sampleDataset(m_base.path()));
    const sqlite::Database database = rawDatabase(m_folder);
    EXPECT_EQ(database.integer("SELECT count(*) FROM image_columns WHERE c0 > 10"), 1);
    EXPECT_EQ(database.integer("SELECT count(*) FROM sentence_columns WHERE c0 = 'happy'"), 1);
    EXPECT_EQ(database.integer("SELECT count(*) FROM columns WHERE name = 'tone' AND kind = 'text'"), 1);
    project.storeDataset(
        Dataset("other", std::vector<ImageItem>(1), {{"only", ""}}, Relation(1, 1, {{0, 0}}), {}));
    EXPECT_TRUE(project.loadDataset()->columns().empty());
    EXPECT_EQ(database.integer("SELECT count(*) FROM sqlite_master WHERE name LIKE '%_columns'"), 0);
}

TEST_F(ProjectTest, ColumnsAreNotWhatARunIsTrainedOn) {
    const Dataset with = sampleDataset(m_base.path());
    EXPECT_EQ(with.hash(), Dataset(with).withColumns({}).hash());
    EXPECT_THROW(Dataset(with).withColumns({{"short", View::image, ItemColumn::Kind::number, {1}, {}, {}}}),
                 std::out_of_range);
}

TEST_F(ProjectTest, AnImageWithoutPictureComesBackWithoutOne) {
    const Dataset stored("features",
                         {{"", "ant", -1, "", Split::train}, {m_base / "b.jpg", "", -1, "", Split::test}},
                         {{"an ant", "caption"}}, Relation(2, 1, {{0, 0}}), {});
    Project::create(m_folder, stored);
    const auto loaded = Project::open(m_folder).loadDataset();
    EXPECT_FALSE(loaded->hasPicture(0));
    EXPECT_EQ(loaded->imagePath(0), "");
    EXPECT_EQ(loaded->imageTitle(0), "ant");
    EXPECT_TRUE(loaded->hasPicture(1));
    EXPECT_EQ(loaded->imagePath(1), m_base / "b.jpg");
    const sqlite::Database database = rawDatabase(m_folder);
    EXPECT_EQ(database.integer("SELECT count(*) FROM images WHERE path = ''"), 1);
}

TEST_F(ProjectTest, LinksThatLeadOutOfItAreRefused) {
    Project::create(m_folder, Dataset("d", {{"a.jpg", "", -1, "", Split::train}}, {{"an ant", ""}},
                                      Relation(1, 1, {{0, 0}}), {}));
    const std::filesystem::path outside = m_base / "outside";
    std::filesystem::create_directories(outside);
    std::filesystem::remove(m_folder / "features");
    std::filesystem::create_directory_symlink(outside, m_folder / "features");
    EXPECT_THROW(Project::open(m_folder), Error);
    std::filesystem::remove(m_folder / "features");
    EXPECT_NO_THROW(Project::open(m_folder));
    std::filesystem::rename(m_folder / "project.sqlite", outside / "project.sqlite");
    std::filesystem::create_symlink(outside / "project.sqlite", m_folder / "project.sqlite");
    EXPECT_THROW(Project::open(m_folder), Error);
    std::filesystem::remove(m_folder / "project.sqlite");
    ASSERT_EQ(::mkfifo((m_folder / "project.sqlite").c_str(), 0600), 0);
    EXPECT_THROW(Project::open(m_folder), Error) << "and not waited for";
}

TEST_F(ProjectTest, MovesTogetherWithItsPictures) {
    Project::create(m_folder, sampleDataset(m_base.path()));
    const std::string before = Project::open(m_folder).loadDataset()->hash();
    TemporaryFolder other;
    std::filesystem::rename(m_folder, other / "Q.crossview");
    const auto moved = Project::open(other / "Q.crossview").loadDataset();
    EXPECT_EQ(moved->imagePath(0), other / "Q.crossview/pictures/a.jpg");
    EXPECT_EQ(moved->imagePath(1), other / "Images/b.jpg");
    EXPECT_EQ(moved->hash(), before);
}

TEST_F(ProjectTest, StoringAnotherDataSetReplacesItemsAndDropsSplits) {
    Project project = Project::create(m_folder, sampleDataset(m_base.path()));
    project.storeSplits({{}, {Split::train, Split::train, Split::test}});
    const std::string run = project.createRun("{}", "{}").id;
    project.storeDataset(
        Dataset("other", std::vector<ImageItem>(1), {{"only", ""}}, Relation(1, 1, {{0, 0}}), {}));
    EXPECT_EQ(project.loadDataset()->name(), "other");
    EXPECT_EQ(project.loadDataset()->images().size(), 1u);
    EXPECT_TRUE(project.loadDataset()->concepts().empty());
    EXPECT_FALSE(project.loadSplits());
    EXPECT_TRUE(project.run(run));
}

TEST_F(ProjectTest, SplitsComeBackWithTheirOptions) {
    Project project = Project::create(m_folder, sampleDataset(m_base.path()));
    EXPECT_FALSE(project.loadSplits());
    const SplitAssignment splits{{SplitMethod::random, 7, 3, 0xfedcba9876543210ULL},
                                 {Split::validation, Split::unused, Split::test}};
    project.storeSplits(splits);
    const auto loaded = project.loadSplits();
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->images, splits.images);
    EXPECT_EQ(loaded->options.method, SplitMethod::random);
    EXPECT_EQ(loaded->options.testCount, 7u);
    EXPECT_EQ(loaded->options.validationCount, 3u);
    EXPECT_EQ(loaded->options.seed, 0xfedcba9876543210ULL);
    EXPECT_THROW(project.storeSplits({{}, {Split::train}}), Error);
    EXPECT_EQ(project.loadSplits()->images, splits.images);
}

TEST_F(ProjectTest, SettingsAreReplacedAndRemembered) {
    Project project = Project::create(m_folder, Dataset());
    EXPECT_FALSE(project.loadSetting("preset"));
    project.storeSetting("preset", "tpami");
    project.storeSetting("preset", "cvpr2016");
    project.storeSetting("empty", "");
    EXPECT_EQ(Project::open(m_folder).loadSetting("preset"), "cvpr2016");
    EXPECT_EQ(project.loadSetting("empty"), "");
}

TEST_F(ProjectTest, RunsHaveUniqueIdsFoldersAndComeOldestFirst) {
    Project first = Project::create(m_folder, Dataset());
    Project second = Project::open(m_folder);
    EXPECT_FALSE(first.latestRun());
    std::vector<std::string> ids;
    for (int i = 0; i < 10; ++i)
        ids.push_back((i % 2 == 0 ? first : second).createRun("{\"i\":" + std::to_string(i) + "}", "{}").id);
    EXPECT_THAT(std::set<std::string>(ids.begin(), ids.end()), SizeIs(10));
    const auto runs = first.runs();
    ASSERT_EQ(runs.size(), 10u);
    for (std::size_t i = 0; i < 10; ++i) {
        EXPECT_EQ(runs[i].id, ids[i]);
        EXPECT_EQ(runs[i].status, RunStatus::running);
        EXPECT_TRUE(std::filesystem::is_directory(first.runFolder(ids[i])));
    }
    EXPECT_EQ(first.latestRun()->id, ids.back());
    EXPECT_EQ(runs[3].optionsJson, "{\"i\":3}");
    EXPECT_EQ(runs[0].created.size(), std::string("2026-11-23T14:15:03Z").size());

    RunRecord changed = runs[4];
    setStatus(changed, "failed: it grew tired");
    changed.epochs = 12;
    changed.bestEpoch = 9;
    changed.bestScore = 312.5;
    second.updateRun(changed);
    EXPECT_EQ(statusText(*first.run(ids[4])), "failed: it grew tired");
    EXPECT_EQ(first.run(ids[4])->bestEpoch, 9);
    EXPECT_EQ(first.run(ids[4])->bestScore, 312.5);
    EXPECT_EQ(first.run(ids[5])->epochs, 0);
    changed.id = "nobody";
    EXPECT_THROW(second.updateRun(changed), Error);
    EXPECT_FALSE(first.run("nobody"));
    EXPECT_THROW(first.runFolder("../outside"), Error);
    EXPECT_THROW(first.runFolder(".."), Error);
    EXPECT_THROW(first.runFolder(""), Error);
}

TEST_F(ProjectTest, MetricsKeepTheirOrderAndALaterCallReplaces) {
    Project project = Project::create(m_folder, Dataset());
    const std::string run = project.createRun("{}", "{}").id;
    const std::string other = project.createRun("{}", "{}").id;
    project.storeStepMetrics(run, {{1, {{"T2", 0.5}, {"T1", 0.25}}}, {2, {{"T2", 0.125}}}});
    project.storeStepMetrics(other, {{1, {{"T1", 9}}}});
    project.storeStepMetrics(run, {{2, {{"a", 1}, {"b", std::nan("")}}}});
    const auto steps = project.stepMetrics(run);
    ASSERT_EQ(steps.size(), 2u);
    EXPECT_EQ(steps[0].first, 1);
    EXPECT_EQ(steps[0].second, (NamedValues{{"T2", 0.5}, {"T1", 0.25}}));
    ASSERT_EQ(steps[1].second.size(), 2u);
    EXPECT_EQ(steps[1].second[0].first, "a");
    EXPECT_TRUE(std::isnan(steps[1].second[1].second));

    project.storeEpochMetrics(run, 2, {{"R@1", 10}});
    project.storeEpochMetrics(run, 1, {{"R@1", 5}});
    project.storeEpochMetrics(run, 2, {{"R@1", 11}});
    const auto epochs = project.epochMetrics(run);
    ASSERT_EQ(epochs.size(), 2u);
    EXPECT_EQ(epochs[0].first, 1);
    EXPECT_EQ(epochs[1].second, (NamedValues{{"R@1", 11}}));
    EXPECT_TRUE(project.epochMetrics("nobody").empty());
}

TEST_F(ProjectTest, OneObjectReadsWhileAnotherWritesInItsOwnThread) {
    Project reader = Project::create(m_folder, sampleDataset(m_base.path()));
    const std::string run = reader.createRun("{}", "{}").id;
    constexpr int kEpochs = 60;
    std::atomic<bool> done = false;
    std::string failure;
    std::jthread writer([&] {
        try {
            Project project = Project::open(m_folder);
            for (int epoch = 1; epoch <= kEpochs; ++epoch) {
                project.storeEpochMetrics(run, epoch, {{"a", epoch}, {"b", epoch}, {"c", epoch}});
                project.storeStepMetrics(run, {{epoch, {{"loss", 1.0 / epoch}}}});
            }
        } catch (const std::exception& error) {
            failure = error.what();
        }
        done = true;
    });
    std::size_t seen = 0;
    while (!done) {
        const auto epochs = reader.epochMetrics(run);
        EXPECT_GE(epochs.size(), seen);
        seen = epochs.size();
        for (const auto& [epoch, values] : epochs) // an epoch is seen whole or not at all
            EXPECT_EQ(values, (NamedValues{{"a", epoch}, {"b", epoch}, {"c", epoch}}));
        EXPECT_EQ(reader.loadDataset()->images().size(), 3u);
    }
    writer.join();
    EXPECT_EQ(failure, "");
    EXPECT_EQ(reader.epochMetrics(run).size(), static_cast<std::size_t>(kEpochs));
    EXPECT_EQ(reader.stepMetrics(run).size(), static_cast<std::size_t>(kEpochs));
}

TEST_F(ProjectTest, TwoWritersWaitForEachOther) {
    Project::create(m_folder, Dataset());
    std::vector<std::string> failures(4);
    {
        std::vector<std::jthread> writers;
        for (std::size_t w = 0; w < failures.size(); ++w)
            writers.emplace_back([&, w] {
                try {
                    Project project = Project::open(m_folder);
                    for (int i = 0; i < 20; ++i)
                        project.createRun("{}", "{}");
                } catch (const std::exception& error) {
                    failures[w] = error.what();
                }
            });
    }
    EXPECT_THAT(failures, testing::Each(""));
    std::set<std::string> ids;
    for (const RunRecord& run : Project::open(m_folder).runs())
        ids.insert(run.id);
    EXPECT_EQ(ids.size(), 80u);
}

TEST_F(ProjectTest, ATransactionThatIsNotCommittedLeavesTheOldData) {
    Project project = Project::create(m_folder, sampleDataset(m_base.path()));
    {
        const sqlite::Database database = rawDatabase(m_folder);
        const sqlite::Transaction transaction(database);
        database.execute("DELETE FROM pairs; DELETE FROM images");
        EXPECT_EQ(project.loadDataset()->images().size(), 3u); // the reader sees the old state meanwhile
    }
    EXPECT_EQ(project.loadDataset()->images().size(), 3u);
    EXPECT_EQ(project.loadDataset()->relation().pairCount(), 3u);
}

TEST_F(ProjectTest, AKillInTheMiddleOfATransactionLeavesTheOldData) {
    Project::create(m_folder, sampleDataset(m_base.path()));
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        const sqlite::Database database = rawDatabase(m_folder);
        // A cache of one page forces changed pages into the log before the commit.
        database.execute("PRAGMA cache_size = 1; BEGIN IMMEDIATE; DELETE FROM pairs; DELETE FROM images;");
        sqlite::Statement insert(database, "INSERT INTO sentences(text, kind) VALUES(?, '')");
        for (int i = 0; i < 2000; ++i)
            insert.bind(0, std::string(500, 'x')).run();
        kill(getpid(), SIGKILL);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    const auto dataset = Project::open(m_folder).loadDataset();
    EXPECT_EQ(dataset->images().size(), 3u);
    EXPECT_EQ(dataset->sentences().size(), 2u);
    EXPECT_EQ(dataset->relation().pairCount(), 3u);
}

TEST_F(ProjectTest, CreateRefusesAnExistingProjectAndAFile) {
    Project::create(m_folder, Dataset());
    EXPECT_THAT(messageOf([&] { Project::create(m_folder, Dataset()); }), HasSubstr("is a project already"));
    m_base.write("file.crossview", "text");
    EXPECT_THAT(messageOf([&] { Project::create(m_base / "file.crossview", Dataset()); }),
                HasSubstr("is a file, not a folder"));
    EXPECT_THROW(Project::create("", Dataset()), Error);
    EXPECT_THROW(Project::create("/proc/nowhere/P.crossview", Dataset()), Error);
}

TEST_F(ProjectTest, CreateDoesNotReplayTheLogOfADeletedProject) {
    {
        Project old = Project::create(m_folder, sampleDataset(m_base.path()));
        old.storeSetting("who", "old");
        std::filesystem::copy(m_folder / "project.sqlite-wal", m_base / "kept-wal");
    }
    std::filesystem::remove(m_folder / "project.sqlite");
    std::filesystem::copy(m_base / "kept-wal", m_folder / "project.sqlite-wal",
                          std::filesystem::copy_options::overwrite_existing);
    const Project fresh = Project::create(m_folder, Dataset("new", {}, {}, Relation(), {}));
    EXPECT_FALSE(fresh.loadSetting("who"));
    EXPECT_EQ(fresh.loadDataset()->name(), "new");
}

TEST_F(ProjectTest, OpenExplainsWhatIsMissingDamagedForeignOrNewer) {
    EXPECT_THAT(messageOf([&] { Project::open(m_folder); }), HasSubstr("is no Crossview project"));
    const auto openWith = [&](std::string_view content) {
        std::filesystem::remove_all(m_folder);
        m_base.write("P.crossview/project.sqlite", content);
        return messageOf([&] { Project::open(m_folder); });
    };
    EXPECT_THAT(openWith(""), HasSubstr("is damaged"));
    EXPECT_THAT(
        openWith("this is not a database at all, but some text that is long enough to be read as one, "
                 "which has to be a hundred bytes"),
        HasSubstr("is damaged"));

    std::filesystem::remove_all(m_folder);
    Project::create(m_folder, sampleDataset(m_base.path()));
    rawDatabase(m_folder).execute("PRAGMA user_version = 5");
    EXPECT_THAT(messageOf([&] { Project::open(m_folder); }), HasSubstr("newer Crossview"));
    rawDatabase(m_folder).execute("PRAGMA user_version = 1; PRAGMA application_id = 42");
    EXPECT_THAT(messageOf([&] { Project::open(m_folder); }), HasSubstr("another program"));
    rawDatabase(m_folder).execute("PRAGMA application_id = 1131574102; DROP TABLE pairs");
    EXPECT_THAT(messageOf([&] { Project::open(m_folder); }), HasSubstr("is damaged"));
}

TEST_F(ProjectTest, DamagedContentsAreErrorsNotCrashes) {
    const auto loadAfter = [&](const char* sql) {
        std::filesystem::remove_all(m_folder);
        Project::create(m_folder, sampleDataset(m_base.path()));
        rawDatabase(m_folder).execute(sql);
        return messageOf([&] { Project::open(m_folder).loadDataset(); });
    };
    EXPECT_THAT(loadAfter("DELETE FROM images WHERE id = 1"), HasSubstr("is damaged"));
    EXPECT_THAT(loadAfter("INSERT INTO pairs(image, sentence, sum) VALUES(7, 0, row_sum('pairs', 7, 0))"),
                HasSubstr("is damaged"));
    EXPECT_THAT(
        loadAfter(
            "UPDATE images SET concept = 5, sum = row_sum('images', id, path, title, 5, source, file_split)"),
        HasSubstr("is damaged"));
    EXPECT_THAT(loadAfter("UPDATE images SET file_split = 'sideways'"), HasSubstr("is damaged"));
    EXPECT_THAT(loadAfter("DELETE FROM pairs WHERE image = 2"), HasSubstr("is missing"));
    EXPECT_THAT(loadAfter("DELETE FROM image_columns WHERE id = 2"), HasSubstr("is missing"));
    EXPECT_THAT(loadAfter("DROP TABLE sentence_columns"), HasSubstr("sentence_columns is missing"));
    EXPECT_THAT(loadAfter("DELETE FROM columns WHERE id = 1"), HasSubstr("is missing"));
    EXPECT_THAT(loadAfter("UPDATE image_columns SET c0 = 4 WHERE id = 0"),
                HasSubstr("the sum of a row of the table image_columns does not fit"));
    EXPECT_THAT(loadAfter("UPDATE columns SET kind = 'smell', sum = row_sum('columns', id, name, view, "
                          "'smell') WHERE id = 0"),
                HasSubstr("of no known kind"));
    EXPECT_THAT(loadAfter("DELETE FROM sentences WHERE id = 1"), HasSubstr("is missing"));
    EXPECT_THAT(loadAfter("UPDATE sentences SET text = 'Ein Rund läuft' WHERE id = 0"),
                HasSubstr("the sum of a row of the table sentences does not fit"));
    EXPECT_THAT(loadAfter("UPDATE pairs SET sentence = 4294967296, sum = row_sum('pairs', image, 4294967296) "
                          "WHERE image = 0"),
                HasSubstr("32 bits"));
}

TEST_F(ProjectTest, AMetricThatNamesNoRunIsDamage) {
    Project project = Project::create(m_folder, Dataset());
    const std::string run = project.createRun("{}", "{}").id;
    project.storeEpochMetrics(run, 1, {{"rsum", 1}});
    rawDatabase(m_folder).execute("UPDATE epoch_metrics SET run = 'another'");
    EXPECT_THAT(messageOf([&] { project.epochMetrics(run); }), HasSubstr("names no run"));
}

TEST_F(ProjectTest, ChangedBytesAreErrorsOrChangeNothing) {
    const Dataset dataset = sampleDataset(m_base.path());
    std::string runId;
    {
        Project project = Project::create(m_folder, dataset);
        SplitAssignment splits;
        splits.images = {Split::train, Split::test, Split::validation};
        project.storeSplits(splits);
        project.storeSetting("who", "somebody");
        RunRecord run = project.createRun(R"({"seed": 7})", "{}");
        run.epochs = 3;
        run.bestScore = 12.5;
        project.updateRun(run);
        project.storeEpochMetrics(run.id, 1, {{"rsum", 12.5}});
        runId = run.id;
    }
    const auto stateOf = [&] {
        const Project project = Project::open(m_folder);
        const auto loaded = project.loadDataset();
        std::string state = loaded->hash() + loaded->imageTitle(0);
        for (const ItemColumn& column : loaded->columns())
            for (std::size_t i = 0; i < column.size(); ++i)
                state += column.name + column.valueText(i);
        if (const auto splits = project.loadSplits())
            state += splits->hash();
        state += project.loadSetting("who").value_or("nobody");
        for (const RunRecord& run : project.runs())
            state += run.id + run.optionsJson + std::to_string(run.epochs) + std::to_string(run.bestScore);
        for (const auto& [epoch, values] : project.epochMetrics(runId))
            state += std::to_string(epoch) + values.front().first + std::to_string(values.front().second);
        return state;
    };
    const std::string whole = stateOf();
    const auto file = m_folder / "project.sqlite";
    const std::string content = readFile(file);
    std::mt19937 random(7);
    int changedInSilence = 0;
    int noticed = 0;
    std::vector<std::size_t> filled; // most of a small database is empty pages
    for (std::size_t at = 0; at < content.size(); ++at)
        if (content[at] != 0)
            filled.push_back(at);
    for (int i = 0; i < 400; ++i) {
        std::string changed = content;
        const std::size_t at = filled[random() % filled.size()];
        char& byte = changed[at];
        byte = static_cast<char>(byte ^ (1 << (random() % 8)));
        for (const char* tail : {"-wal", "-shm"})
            std::filesystem::remove(std::filesystem::path(file) += tail);
        m_base.write("P.crossview/project.sqlite", changed);
        try {
            if (const std::string state = stateOf(); state != whole) {
                ++changedInSilence;
                ADD_FAILURE() << "byte " << at << " of " << content.size() << ": " << state;
            }
        } catch (const std::exception&) {
            ++noticed;
        }
    }
    EXPECT_EQ(changedInSilence, 0);
    EXPECT_GT(noticed, 100);
}

/// Takes the boxes away: a project as version 3 of the program wrote it.
void makeThird(const std::filesystem::path& folder) {
    rawDatabase(folder).execute("DROP TABLE boxes; DELETE FROM properties WHERE name = 'boxes_count'; "
                                "PRAGMA user_version = 3");
}

/// Takes the columns away, too: as version 2 wrote it.
void makeSecond(const std::filesystem::path& folder) {
    makeThird(folder);
    rawDatabase(folder).execute("DROP TABLE columns; DROP TABLE image_columns; DROP TABLE sentence_columns; "
                                "DELETE FROM properties WHERE name = 'columns_count'; "
                                "PRAGMA user_version = 2");
}

/// Takes the sums away, too: as version 1 wrote it.
void makeOld(const std::filesystem::path& folder) {
    makeSecond(folder);
    const sqlite::Database database = rawDatabase(folder);
    for (const char* table : {"properties", "settings", "concepts", "images", "sentences", "pairs", "splits",
                              "runs", "step_metrics", "epoch_metrics"})
        database.execute((std::string("ALTER TABLE ") + table + " DROP COLUMN sum").c_str());
    database.execute("DELETE FROM properties WHERE name LIKE '%_count' AND name NOT LIKE 'split%'; "
                     "PRAGMA user_version = 1");
}

TEST_F(ProjectTest, AnOlderOneIsBroughtUpAndStaysBesideAsItWas) {
    const Dataset dataset = sampleDataset(m_base.path());
    {
        Project project = Project::create(m_folder, dataset);
        project.createRun("{}", "{}");
    }
    const std::string hash = Project::open(m_folder).loadDataset()->hash();
    makeOld(m_folder);
    EXPECT_EQ(Project::open(m_folder).loadDataset()->hash(), hash);
    EXPECT_THAT(Project::open(m_folder).runs(), SizeIs(1));
    EXPECT_EQ(rawDatabase(m_folder).integer("PRAGMA user_version"), kProjectSchema);
    const sqlite::Database kept(m_folder / "project.format-1.sqlite", false);
    EXPECT_EQ(kept.integer("PRAGMA user_version"), 1);
    EXPECT_EQ(kept.integer("SELECT count(*) FROM images"), 3);
}

TEST_F(ProjectTest, OneOfBeforeBoxesIsBroughtUpWithItsColumns) {
    const Dataset dataset = sampleDataset(m_base.path());
    Project::create(m_folder, dataset);
    const auto before = Project::open(m_folder).loadDataset();
    makeThird(m_folder);
    const auto now = Project::open(m_folder).loadDataset();
    EXPECT_EQ(now->hash(), before->hash());
    EXPECT_EQ(now->columns().size(), before->columns().size());
    EXPECT_FALSE(now->hasRegions());
    EXPECT_EQ(rawDatabase(m_folder).integer("PRAGMA user_version"), kProjectSchema);
    EXPECT_TRUE(std::filesystem::exists(m_folder / "project.format-3.sqlite"));
}

TEST_F(ProjectTest, KeepsTheBoxesOfRegionsDigitByDigit) {
    std::vector<ImageItem> images = sampleDataset(m_base.path()).images();
    images[0].box = PixelBox{0.1, 2, 30.25, 4.0 / 3};
    images[2].box = PixelBox{5, 6, 7, 8};
    const auto withBoxes = [&] {
        return Dataset("regions", images, {{"a phrase", "phrase"}}, Relation(images.size(), 1, {{0, 0}}),
                       {"one", "two"});
    };
    Project::create(m_folder, withBoxes());
    const auto loaded = Project::open(m_folder).loadDataset();
    for (std::size_t i = 0; i < images.size(); ++i)
        EXPECT_EQ(loaded->images()[i].box, images[i].box);
    EXPECT_TRUE(loaded->hasRegions());
    EXPECT_FALSE(loaded->isProposal(0));
    EXPECT_FALSE(loaded->isProposal(1)); // a whole picture
    EXPECT_TRUE(loaded->isProposal(2));
    const std::string hash = loaded->hash();
    images[2].box->x = 5.5;
    Project::open(m_folder).storeDataset(withBoxes());
    EXPECT_NE(Project::open(m_folder).loadDataset()->hash(), hash) << "other boxes are other data";
    for (const char* damage :
         {"UPDATE boxes SET width = 3 WHERE image = 2", "DELETE FROM boxes WHERE image = 2"}) {
        Project::open(m_folder).storeDataset(withBoxes());
        rawDatabase(m_folder).execute(damage);
        EXPECT_THAT(messageOf([&] { Project::open(m_folder).loadDataset(); }), HasSubstr("is damaged"))
            << damage;
    }
}

TEST_F(ProjectTest, OneOfBeforeColumnsIsBroughtUpAndItsRunsStayValid) {
    std::string run;
    {
        Project project = Project::create(m_folder, sampleDataset(m_base.path()));
        Provenance provenance;
        provenance.dataHash = project.loadDataset()->hash();
        run = project.createRun("{}", toJson(provenance)).id;
    }
    makeSecond(m_folder);
    const Project project = Project::open(m_folder);
    EXPECT_TRUE(project.loadDataset()->columns().empty());
    EXPECT_EQ(provenanceFromJson(project.run(run)->provenanceJson).dataHash, project.loadDataset()->hash());
    EXPECT_EQ(rawDatabase(m_folder).integer("PRAGMA user_version"), kProjectSchema);
    EXPECT_TRUE(std::filesystem::exists(m_folder / "project.format-2.sqlite"));
}

TEST_F(ProjectTest, OneThatMayOnlyBeReadIsRead) {
    {
        Project project = Project::create(m_folder, sampleDataset(m_base.path()));
        project.createRun("{}", "{}");
    }
    const std::string hash = Project::open(m_folder).loadDataset()->hash();
    const auto perms = [&](std::filesystem::perms folder, std::filesystem::perms file) {
        std::filesystem::permissions(m_base.path(), std::filesystem::perms(0755));
        for (const auto& entry : std::filesystem::recursive_directory_iterator(m_folder))
            std::filesystem::permissions(entry.path(), entry.is_directory() ? folder : file);
        std::filesystem::permissions(m_folder, folder);
    };
    const auto readsIt = [&] {
        return test::runUnprivileged([&] {
            try {
                Project project = Project::open(m_folder);
                if (!project.isReadOnly() || project.loadDataset()->hash() != hash ||
                    project.runs().size() != 1)
                    return 1;
                project.storeSetting("kept", "no"); // forgotten, not refused
                if (messageOf([&] { project.createRun("{}", "{}"); }).find("may only be read") ==
                    std::string::npos)
                    return 2;
                return messageOf([&] { project.storeDataset(Dataset()); }).find("may only be read") ==
                               std::string::npos
                           ? 3
                           : 0;
            } catch (const std::exception&) {
                return 4;
            }
        });
    };
    perms(std::filesystem::perms(0555), std::filesystem::perms(0444));
    EXPECT_EQ(readsIt(), 0);
    perms(std::filesystem::perms(0755), std::filesystem::perms(0644));
    makeOld(m_folder);
    perms(std::filesystem::perms(0555), std::filesystem::perms(0444));
    EXPECT_EQ(readsIt(), 0);
    perms(std::filesystem::perms(0755), std::filesystem::perms(0644));
    EXPECT_EQ(rawDatabase(m_folder).integer("PRAGMA user_version"), 1); // as it was
    EXPECT_FALSE(Project::open(m_folder).loadSetting("kept"));
}

TEST_F(ProjectTest, DamageOfAReadOnlyOneNamesItAndNotItsCopy) {
    Project::create(m_folder, sampleDataset(m_base.path()));
    rawDatabase(m_folder).execute("PRAGMA journal_mode = DELETE; UPDATE images SET sum = 0");
    std::filesystem::permissions(m_base.path(), std::filesystem::perms(0755));
    std::filesystem::permissions(m_folder, std::filesystem::perms(0555));
    EXPECT_EQ(test::runUnprivileged([&] {
                  const std::string said = messageOf([&] { Project::open(m_folder).loadDataset(); });
                  return said.starts_with((m_folder / "project.sqlite").string() + " is damaged") ? 0 : 1;
              }),
              0);
    std::filesystem::permissions(m_folder, std::filesystem::perms(0755));
}

TEST_F(ProjectTest, WhatLiesInTheLogOfAReadOnlyProjectIsRead) {
    const auto copy = m_base / "Copy.crossview";
    {
        Project project = Project::create(m_folder, sampleDataset(m_base.path()));
        project.storeSetting("who", "in the log");
        std::filesystem::copy(m_folder, copy, std::filesystem::copy_options::recursive);
    }
    ASSERT_TRUE(std::filesystem::exists(copy / "project.sqlite-wal"));
    std::filesystem::remove(copy / "project.sqlite-shm");
    std::filesystem::permissions(m_base.path(), std::filesystem::perms(0755));
    std::filesystem::permissions(copy, std::filesystem::perms(0555));
    EXPECT_EQ(
        test::runUnprivileged([&] { return Project::open(copy).loadSetting("who") == "in the log" ? 0 : 1; }),
        0);
    std::filesystem::permissions(copy, std::filesystem::perms(0755));
}

TEST_F(ProjectTest, ATruncatedDatabaseIsAnError) {
    std::vector<SentenceItem> sentences(3000, {std::string(200, 'x'), ""});
    Project::create(m_folder, Dataset("big", {}, sentences, Relation(0, 3000, {}), {}));
    const auto file = m_folder / "project.sqlite";
    std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
    EXPECT_THAT(messageOf([&] { Project::open(m_folder).loadDataset(); }), HasSubstr("is damaged"));
}

TEST_F(ProjectTest, WhatSqliteWritesBesideItMustBePlain) {
    const Deadline deadline;
    Project::create(m_folder, sampleDataset(m_base.path()));
    const auto victim = m_base.write("victim", "its content");
    for (const char* tail : {"-wal", "-shm", "-journal"}) {
        const auto beside = m_folder / (std::string("project.sqlite") + tail);
        std::filesystem::remove(beside);
        std::filesystem::create_symlink(victim, beside);
        EXPECT_THAT(messageOf([&] { Project::open(m_folder); }), HasSubstr("is a link")) << tail;
        std::filesystem::remove(beside);
        ASSERT_EQ(::mkfifo(beside.c_str(), 0600), 0);
        EXPECT_THAT(messageOf([&] { Project::open(m_folder); }), HasSubstr("no ordinary file")) << tail;
        std::filesystem::remove(beside);
    }
    EXPECT_EQ(readFile(victim), "its content");
    EXPECT_NO_THROW(Project::open(m_folder));
}

TEST_F(ProjectTest, TriggersOfSomebodyElseDoNotRun) {
    Project::create(m_folder, sampleDataset(m_base.path()));
    rawDatabase(m_folder).execute(
        "CREATE TRIGGER harm AFTER INSERT ON settings BEGIN DELETE FROM images; END");
    Project::open(m_folder).storeSetting("a", "b");
    EXPECT_EQ(Project::open(m_folder).loadDataset()->images().size(),
              sampleDataset(m_base.path()).images().size());
    rawDatabase(m_folder).execute(
        "ALTER TABLE settings RENAME TO kept; CREATE VIEW settings AS SELECT * FROM kept");
    EXPECT_THAT(messageOf([&] { Project::open(m_folder); }), HasSubstr("is damaged"));
}

TEST(Provenance, KeepsWhatIsOfItsKind) {
    const Provenance read = provenanceFromJson(
        R"({"seed": 18446744073709551615, "threads": 1e300, "device": ["cpu"], "dataHash": "a"})");
    EXPECT_EQ(read.seed, ~std::uint64_t{0});
    EXPECT_EQ(read.threads, 0);
    EXPECT_EQ(read.device, "");
    EXPECT_EQ(read.dataHash, "a");
    EXPECT_EQ(provenanceFromJson(R"({"threads": 8589934593})").threads, 0);
    EXPECT_THROW(provenanceFromJson("[]"), Error);
}

TEST_F(ProjectTest, AFolderWithoutPermissionIsAnError) {
    if (geteuid() == 0)
        GTEST_SKIP() << "root may write everywhere";
    std::filesystem::permissions(m_base.path(),
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
    EXPECT_THROW(Project::create(m_folder, Dataset()), Error);
    std::filesystem::permissions(m_base.path(), std::filesystem::perms::owner_all);
}
