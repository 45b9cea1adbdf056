// Boxes with phrases, from the import to where a run finds them.
#include "cli/cli_process.h"
#include "cli/shapes_data.h"
#include "support/environment_variable.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace crossview::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

/// Forty pictures with a shape of one of four colours in each of their corners; proposals lie two pixels
/// beside the shapes, and in the middle.
class CliRegions : public testing::Test {
protected:
    void SetUp() override {
        const std::array<std::pair<const char*, cv::Scalar>, 4> colours{{{"red", {0, 0, 220}},
                                                                         {"green", {0, 180, 0}},
                                                                         {"blue", {220, 60, 0}},
                                                                         {"yellow", {0, 220, 240}}}};
        std::string regions = "image,x,y,width,height,phrase,type\n";
        std::string proposals = "image,x,y,w,h\n";
        std::filesystem::create_directories(m_folder / "photos");
        for (int p = 0; p < 40; ++p) {
            cv::Mat picture(120, 120, CV_8UC3, cv::Scalar::all(240));
            const std::string name = "p" + std::to_string(p) + ".png";
            for (int c = 0; c < 4; ++c) {
                const auto& [colour, paint] = colours[static_cast<std::size_t>((c + p) % 4)];
                const int x = 8 + 60 * (c % 2) + p % 5;
                const int y = 8 + 60 * (c / 2) + p % 3;
                const bool isBall = (p / 4 + c) % 2 == 0;
                if (isBall)
                    cv::circle(picture, {x + 20, y + 20}, 20, paint, cv::FILLED);
                else
                    cv::rectangle(picture, {x, y, 41, 41}, paint, cv::FILLED);
                const std::string box = std::to_string(x) + ',' + std::to_string(y) + ",41,41";
                for (const char* article : {"a ", "the "})
                    regions += name + ',' + box + ',' + article + colour + (isBall ? " ball" : " box") + ',' +
                               (isBall ? "balls" : "boxes") + '\n';
                proposals += name + ',' + std::to_string(x + 2) + ',' + std::to_string(y) + ",41,41\n";
            }
            proposals += name + ",40,40,40,40\n";
            cv::imwrite((m_folder / "photos" / name).string(), picture);
        }
        regions += "p0.png,5,5,0,9,an empty box,boxes\n";
        m_folder.write("regions.csv", regions);
        m_folder.write("proposals.csv", proposals);
    }
    std::string project() const { return m_folder / "regions.crossview"; }
    Outcome import() const {
        return run({"import", m_folder / "regions.csv", "--images", m_folder / "photos", "--proposals",
                    m_folder / "proposals.csv", "--project", project()});
    }

    TemporaryFolder m_folder;
    test::EnvironmentVariable m_noEncoders{"CROSSVIEW_ENCODERS", m_folder / "encoders"};
};

TEST_F(CliRegions, AreImportedTrainedAndFound) {
    const Outcome preview =
        run({"import", m_folder / "regions.csv", "--images", m_folder / "photos", "--preview"});
    EXPECT_EQ(preview.exitCode, 0) << preview.err;
    EXPECT_THAT(preview.out, HasSubstr("boxes from \"x\", \"y\", \"width\", \"height\""));
    const Outcome imported = import();
    ASSERT_EQ(imported.exitCode, 0) << imported.err;
    EXPECT_THAT(
        imported.out,
        HasSubstr("160 regions of 40 pictures, 16 phrases, 320 pairs, 200 proposals; 1 entry skipped"));
    EXPECT_THAT(imported.err, HasSubstr("regions.csv:322: the box 5, 5, 0, 9 is empty"));
    const Outcome trained = run(
        std::vector<std::string>{"train", project(), "--batch.negatives", "same-picture"} + smallTraining(8));
    ASSERT_EQ(trained.exitCode, 0) << trained.err;

    const json answer = json::parse(run({"query", project(), "a red ball", "--json"}).out)["results"][0];
    EXPECT_EQ(answer["box"].size(), 4U);
    EXPECT_EQ(answer["box"][2], 41);

    const Outcome plain = run({"evaluate", project()});
    EXPECT_THAT(plain.err, HasSubstr("--regions tells how often"));
    EXPECT_THAT(plain.out, HasSubstr("all 32 images")); // 8 pictures, and no proposal
    EXPECT_THAT(plain.out, Not(HasSubstr("among regions")));
    const Outcome table = run({"evaluate", project(), "--regions"});
    EXPECT_THAT(table.out, HasSubstr("among regions"));
    EXPECT_THAT(table.out, HasSubstr("among proposals"));
    EXPECT_THAT(table.out, HasSubstr("balls"));

    const json found = json::parse(
        run({"evaluate", project(), "--regions", "--json"}).out)["groups"][0]["runs"][0]["regions"];
    EXPECT_EQ(found["pictures"], 8);
    EXPECT_EQ(found["overlap"], 0.5);
    const json& regions = found["among_regions"];
    EXPECT_EQ(regions["n_queries"], 64);
    EXPECT_EQ(regions["candidates"], 4);
    EXPECT_EQ(regions["upper_bound"], 100);
    EXPECT_EQ(regions["chance_r1"], 25);
    EXPECT_GT(regions["accuracy"], 60);
    const json& proposals = found["among_proposals"];
    EXPECT_EQ(proposals["candidates"], 5);
    EXPECT_EQ(proposals["upper_bound"], 100);
    EXPECT_NEAR(proposals["chance_r1"], 20, 1e-9);
    EXPECT_GT(proposals["accuracy"], 50);
    EXPECT_EQ(found["types"]["balls"]["n_queries"].get<int>() +
                  found["types"]["boxes"]["n_queries"].get<int>(),
              64);
}

TEST_F(CliRegions, ArePartsOfTheirPicturesWhereverElseDataAreUsed) {
    ASSERT_EQ(import().exitCode, 0);
    const Outcome check = run({"check", project(), "-o", m_folder / "problems.tsv"});
    EXPECT_EQ(check.exitCode, 0) << check.err;
    std::filesystem::rename(m_folder / "photos", m_folder / "moved");
    const Outcome relinked = run({"relink", project(), m_folder / "moved"});
    EXPECT_EQ(relinked.exitCode, 0) << relinked.err;
    EXPECT_THAT(relinked.out, HasSubstr("40 of 40"));
    const Outcome whole = run({"import", drawShapes(m_folder / "shapes"), "--images",
                               m_folder / "shapes/pictures", "--project", m_folder / "whole.crossview"});
    ASSERT_EQ(whole.exitCode, 0) << whole.err;
    const std::string other = m_folder / "whole.crossview";
    ASSERT_EQ(run(std::vector<std::string>{"train", other} + smallTraining(1)).exitCode, 0);
    const Outcome noRegions = run({"evaluate", other, "--regions"});
    EXPECT_EQ(noRegions.exitCode, 1);
    EXPECT_THAT(noRegions.err, HasSubstr("holds whole pictures and no regions"));
    // A network of whole pictures, asked about regions it never saw.
    const Outcome zeroShot = run({"evaluate", project(), "--network-of", other, "--regions"});
    EXPECT_EQ(zeroShot.exitCode, 0) << zeroShot.err;
    EXPECT_THAT(zeroShot.out, HasSubstr("among proposals"));
    EXPECT_THAT(zeroShot.out, HasSubstr("all 160 images"));
    const Outcome noNegatives =
        run(std::vector<std::string>{"train", other, "--batch.negatives", "same-picture"} + smallTraining(1));
    EXPECT_EQ(noNegatives.exitCode, 1);
    EXPECT_THAT(noNegatives.err, HasSubstr("--batch.negatives batch"));
}

TEST_F(CliRegions, BadProposalsAreRefusedInOneSentence) {
    const auto errorOf = [&](const std::string& header) {
        m_folder.write("proposals.csv", header + "\np0.png,1,2,3,4\n");
        const Outcome outcome = import();
        EXPECT_EQ(outcome.exitCode, 1);
        EXPECT_FALSE(std::filesystem::exists(project() + "/project.sqlite"));
        return outcome.err;
    };
    EXPECT_THAT(errorOf("image,a,b,c,d"),
                HasSubstr("proposals.csv, line 1: the header names no picture with a box"));
    EXPECT_THAT(errorOf("image,x,y,w,h,bbox"), HasSubstr("gives boxes twice"));
}

} // namespace
} // namespace crossview::cli
