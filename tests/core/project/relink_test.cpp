#include "project/relink.h"

#include "common/error.h"
#include "features/image/picture_memory.h"
#include "options/run_options.h"
#include "project/data_edits.h"
#include "project/project.h"
#include "project/provenance.h"
#include "project/saved_selections.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace crossview;
using testing::HasSubstr;

namespace {

namespace fs = std::filesystem;

/// A project of three pictures in two folders, with a run.
class Relink : public testing::Test {
protected:
    Relink() {
        for (const char* name : {"photos/red/1.jpg", "photos/blue/1.jpg", "photos/2.jpg"})
            m_folder.write(name, std::string("\xff\xd8\xff\xe0 ") + name);
        std::vector<ImageItem> images;
        for (const char* name : {"photos/red/1.jpg", "photos/blue/1.jpg", "photos/2.jpg"})
            images.push_back({m_folder / name, "", -1, "", Split::unused});
        const Dataset dataset =
            Dataset("shapes", images, {{"a red one", ""}, {"a blue one", ""}, {"another", ""}},
                    Relation(3, 3, {{0, 0}, {1, 1}, {2, 2}}), {}, project())
                .withColumns({{"price", View::image, ItemColumn::Kind::number, {1, 2, 3}, {}, {}}});
        Project made = Project::create(project(), dataset);
        Provenance provenance;
        provenance.dataHash = made.loadDataset()->hash();
        made.createRun("{}", toJson(provenance));
        fs::create_directories(made.featuresFolder());
        PictureMemory memory(*made.loadDataset(), made.featuresFolder());
        memory.takeSums({});
        memory.store();
        m_stamps.assign(memory.stamps().begin(), memory.stamps().end());
    }
    fs::path project() const { return m_folder / "work/shapes.crossview"; }

    test::TemporaryFolder m_folder;
    std::vector<PictureStamp> m_stamps;
};

} // namespace

TEST_F(Relink, FindsMovedPicturesAndKeepsFeaturesAndRuns) {
    EXPECT_EQ(relink(project(), m_folder / "photos", false).missing, 0u);
    fs::create_directories(m_folder / "disk");
    fs::rename(m_folder / "photos", m_folder / "disk/pictures");
    const RelinkSummary dry = relink(project(), m_folder / "disk/pictures", true);
    EXPECT_EQ(dry.found, 3u);
    EXPECT_EQ(relink(project(), m_folder / "disk/pictures", false).found, 3u);
    const Project opened = Project::open(project());
    const auto dataset = opened.loadDataset();
    EXPECT_EQ(dataset->imagePath(0), m_folder / "disk/pictures/red/1.jpg");
    EXPECT_EQ(dataset->imagePath(1), m_folder / "disk/pictures/blue/1.jpg");
    EXPECT_EQ(dataset->imagePath(2), m_folder / "disk/pictures/2.jpg");
    EXPECT_EQ(dataset->columns().at(0).valueText(2), "3");
    EXPECT_EQ(provenanceFromJson(opened.latestRun()->provenanceJson).dataHash, dataset->hash());
    const PictureMemory memory(*dataset, opened.featuresFolder());
    EXPECT_THAT(std::vector<PictureStamp>(memory.stamps().begin(), memory.stamps().end()),
                testing::ElementsAreArray(m_stamps));
}

TEST_F(Relink, EditsSelectionsAndRunsOfEditedDataStay) {
    const std::vector<DataEdit> edits{
        {DataEdit::Kind::reword, {{View::image, 0}, {View::sentence, 0}}, "a crimson one"}};
    {
        Project opened = Project::open(project());
        const auto imported = opened.loadDataset();
        writeEdits(project(), *imported, edits);
        saveSelection(project(), *imported, {"mine", {{View::image, 2}}});
        RunOptions options;
        options.edits = edits;
        Provenance provenance;
        provenance.dataHash = edited(imported, edits).dataset->hash();
        opened.createRun(toJson(options), toJson(provenance));
    }
    fs::rename(m_folder / "photos", m_folder / "moved");
    EXPECT_EQ(relink(project(), m_folder / "moved", false).found, 3u);
    const Project opened = Project::open(project());
    const auto now = opened.loadDataset();
    EXPECT_EQ(readEdits(project(), *now).edits, edits);
    EXPECT_EQ(readSelections(project(), *now).size(), 1u);
    ASSERT_EQ(opened.runs().size(), 2u);
    EXPECT_EQ(provenanceFromJson(opened.runs()[0].provenanceJson).dataHash, now->hash());
    EXPECT_EQ(provenanceFromJson(opened.runs()[1].provenanceJson).dataHash,
              edited(now, edits).dataset->hash());
}

TEST_F(Relink, AnotherPictureOfTheNameHasFeaturesOfItsOwn) {
    fs::rename(m_folder / "photos", m_folder / "moved");
    m_folder.write("moved/2.jpg", "\xff\xd8\xff\xe0 something else");
    EXPECT_EQ(relink(project(), m_folder / "moved", false).found, 3u);
    const Project opened = Project::open(project());
    const PictureMemory memory(*opened.loadDataset(), opened.featuresFolder());
    EXPECT_EQ(memory.stamps()[0], m_stamps[0]);
    EXPECT_NE(memory.stamps()[2], m_stamps[2]);
}

TEST_F(Relink, FindsThemBelowAnyFolderAboveButNeverOneForTwo) {
    fs::create_directories(m_folder / "disk/old");
    fs::rename(m_folder / "photos", m_folder / "disk/old/pictures");
    EXPECT_EQ(relink(project(), m_folder / "disk", true).found, 3u);
    fs::remove_all(m_folder / "disk/old/pictures/blue");
    const RelinkSummary summary = relink(project(), m_folder / "disk", false);
    EXPECT_EQ(summary.found, 2u); // red/1.jpg is not blue/1.jpg
    ASSERT_EQ(summary.reasons.size(), 1u);
    EXPECT_THAT(summary.reasons[0], HasSubstr("blue/1.jpg"));
    EXPECT_EQ(Project::open(project()).loadDataset()->imagePath(0), m_folder / "disk/old/pictures/red/1.jpg");
}

TEST_F(Relink, SaysWhatIsStillMissingAndLeavesTheRest) {
    fs::rename(m_folder / "photos", m_folder / "moved");
    fs::remove(m_folder / "moved/blue/1.jpg");
    const RelinkSummary summary = relink(project(), m_folder / "moved", false);
    EXPECT_EQ(summary.pictures, 3u);
    EXPECT_EQ(summary.missing, 3u);
    EXPECT_EQ(summary.found, 2u);
    ASSERT_EQ(summary.reasons.size(), 1u);
    EXPECT_THAT(summary.reasons[0], HasSubstr("blue/1.jpg\" is not in"));
    EXPECT_EQ(Project::open(project()).loadDataset()->imagePath(1), m_folder / "photos/blue/1.jpg");
    EXPECT_THROW(relink(project(), m_folder / "nowhere", false), Error);
    EXPECT_THROW(relink(m_folder / "none.crossview", m_folder / "moved", false), Error);
}
