#include "project/brought_map.h"

#include "common/error.h"
#include "dataset/importers/map_positions.h"
#include "files/npy.h"
#include "project/project.h"
#include "projection/brought_projection.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace crossview {
namespace {

using testing::HasSubstr;

/// Three images with four sentences; the last sentence describes two of them, the third none.
Dataset data(const char* firstText = "one") {
    return Dataset("Small", std::vector<ImageItem>(3),
                   {{firstText, ""}, {"two", ""}, {"nobody's", ""}, {"both", ""}},
                   Relation(3, 4, {{0, 0}, {1, 1}, {0, 3}, {1, 3}}), {})
        .withColumns({{"x", View::image, ItemColumn::Kind::number, {0, 4, 2}, {}, {}},
                      {"y", View::image, ItemColumn::Kind::number, {0, 0, 3}, {}, {}},
                      {"length", View::sentence, ItemColumn::Kind::number, {1, 2, 3, 4}, {}, {}}});
}

class BroughtMaps : public testing::Test {
protected:
    BroughtMaps() { Project::create(project(), data()); }
    std::filesystem::path project() const { return m_folder / "Small.crossview"; }
    std::filesystem::path file(const Matrix& values) const {
        writeNpy(m_folder / "map.npy", values.view());
        return m_folder / "map.npy";
    }
    static Projection shown(const BroughtMap& map, std::size_t sentences = 4) {
        ProjectionOptions options;
        options.method = "brought";
        options.brought = map.options;
        Projection turned{Matrix(3, 2, {0, 5, 0, -5, 5, 0}), Matrix(sentences, 2)};
        return makeProjector(options)->project(Matrix(3, 2), Matrix(sentences, 2), &turned);
    }
    template <typename Act>
    static std::string refusal(const Act& act) {
        try {
            act();
        } catch (const Error& error) {
            return error.what();
        }
        return "nothing was refused";
    }

    test::TemporaryFolder m_folder;
};

TEST_F(BroughtMaps, KeepTheirShapeAndTheirAxes) {
    const Matrix given(7, 2, {0, 0, 4, 0, 2, 3, 1, 1, 3, 3, 0, 4, 4, 4});
    const BroughtMap kept = bringMap(project(), data(), readPositions(file(given), data()), "map.npy");
    const auto found = broughtMapOf(project(), data());
    ASSERT_TRUE(found);
    EXPECT_EQ(found->options.file, kept.options.file);
    EXPECT_EQ(found->from, "map.npy");
    const Projection map = shown(*found); // after one that lies otherwise
    double squares = 0;
    for (const Matrix* view : {&map.images, &map.sentences})
        for (const float value : view->values())
            squares += double{value} * value;
    EXPECT_NEAR(squares / 7, 1, 1e-5);
    const float scale = map.images(1, 0) - map.images(0, 0);
    EXPECT_GT(scale, 0);
    EXPECT_NEAR(map.images(2, 1) - map.images(0, 1), scale * 3 / 4, 1e-5);
    EXPECT_NEAR(map.sentences(3, 1) - map.images(0, 1), scale, 1e-5);
    EXPECT_THAT(map.madeBy, HasSubstr(kept.options.file.stem().string()));
    // A sentence that an edit added since: at the centre.
    const Projection more = shown(*found, 5);
    EXPECT_EQ(more.sentences(4, 0), 0);
    EXPECT_EQ(more.sentences(3, 1), map.sentences(3, 1));
}

TEST_F(BroughtMaps, OfImagesAloneHaveTheSentencesAmongTheirImages) {
    const BroughtMap kept =
        bringMap(project(), data(), readPositions(file(Matrix(3, 2, {0, 0, 4, 0, 2, 3})), data()), "map.npy");
    const Projection map = shown(kept);
    EXPECT_EQ(map.sentences(0, 0), map.images(0, 0));
    EXPECT_NEAR(map.sentences(3, 0), (map.images(0, 0) + map.images(1, 0)) / 2, 1e-6);
    EXPECT_EQ(map.sentences(2, 0), 0); // of no image
    EXPECT_EQ(map.sentences(2, 1), 0);
}

TEST_F(BroughtMaps, ComeOutOfImportedColumns) {
    const Matrix inFile(3, 2, {0, 0, 4, 0, 2, 3});
    const auto byFile = bringMap(project(), data(), readPositions(file(inFile), data()), "a");
    const auto byColumns = bringMap(project(), data(), positionsInColumns("X", "y", data()), "b");
    EXPECT_EQ(byFile.options.file, byColumns.options.file); // the same positions
    EXPECT_THAT(refusal([] { positionsInColumns("x", "z", data()); }),
                HasSubstr("no column of numbers called z; they have x, y, length"));
    EXPECT_THAT(refusal([] { positionsInColumns("x", "length", data()); }), HasSubstr("different views"));
}

TEST_F(BroughtMaps, TheNewestTakesThePlaceOfTheLast) {
    const auto first = bringMap(project(), data(), Matrix(3, 2, {0, 0, 1, 1, 2, 2}), "first");
    const auto second = bringMap(project(), data(), Matrix(3, 2, {0, 0, 1, 1, 2, 3}), "second");
    EXPECT_FALSE(std::filesystem::exists(first.options.file));
    EXPECT_TRUE(std::filesystem::exists(second.options.file));
    EXPECT_EQ(broughtMapOf(project(), data())->from, "second");
    EXPECT_FALSE(broughtMapOf(project(), data("another"))); // of other data
}

TEST_F(BroughtMaps, BadInputIsRefusedInOneSentence) {
    EXPECT_THAT(refusal([&] { readPositions(file(Matrix(4, 2)), data()); }),
                testing::AllOf(HasSubstr("4 rows of 2"), HasSubstr("3 images"), HasSubstr("7 rows")));
    EXPECT_THAT(refusal([&] { readPositions(file(Matrix(3, 3)), data()); }), HasSubstr("rows of 3 numbers"));
    EXPECT_THAT(refusal([&] { readPositions(m_folder / "none.npy", data()); }), HasSubstr("none.npy"));
    EXPECT_THAT(refusal([&] { bringMap(project(), data(), Matrix(3, 2), "same"); }),
                HasSubstr("are the same"));
    Matrix nowhere(3, 2);
    std::ranges::fill(nowhere.values(), std::numeric_limits<float>::quiet_NaN());
    EXPECT_THAT(refusal([&] { bringMap(project(), data(), nowhere, "nowhere"); }), HasSubstr("no position"));
    EXPECT_FALSE(broughtMapOf(project(), data()));
    const BroughtMap kept = bringMap(project(), data(), Matrix(3, 2, {0, 0, 1, 1, 2, 2}), "first");
    EXPECT_THAT(refusal([&] { shown(kept, 3); }), HasSubstr("other images and sentences"));
    m_folder.write("Small.crossview/maps/brought.json",
                   R"({"data": "x", "images": 3, "file": "../../secret.npy"})");
    EXPECT_THAT(refusal([&] { broughtMapOf(project(), data()); }), HasSubstr("brought.json names no map"));
    EXPECT_THAT(refusal([] { makeProjector({.method = "brought"})->project(Matrix(1, 2), Matrix(1, 2)); }),
                HasSubstr("No map was brought"));
}

} // namespace
} // namespace crossview
