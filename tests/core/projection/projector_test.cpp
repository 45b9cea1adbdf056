#include "projection/projector.h"

#include "clouds.h"
#include "common/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <stop_token>

namespace crossview {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr std::size_t kImages = 9000;
constexpr std::size_t kSentences = 21000;

struct Views {
    Matrix images = cloud(kImages, 8, 0.7, 1, 0.2F);
    Matrix sentences = cloud(kSentences, 8, 0.7, 2, -0.2F);
};

TEST(ProjectionMethods, SayWhatTheyAreAndCanBeMade) {
    ASSERT_FALSE(projectionMethods().empty());
    EXPECT_EQ(projectionMethods().front().key, ProjectionOptions().method);
    for (const ProjectionMethod& method : projectionMethods()) {
        EXPECT_FALSE(method.name.empty());
        EXPECT_TRUE(method.description.ends_with('.')) << method.description;
        const auto key = nlohmann::json::parse(makeProjector({.method = method.key})->key());
        EXPECT_EQ(key.at("method"), method.key);
    }
}

TEST(MakeProjector, RefusesAnUnknownMethodAndNamesTheKnownOnes) {
    try {
        makeProjector({.method = "tea leaves"});
        FAIL() << "made a projector of tea leaves";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), AllOf(HasSubstr("tea leaves"), HasSubstr("pca")));
    }
}

TEST(Projector, KeyTellsOneMapFromAnotherAndGoesWithIt) {
    const auto with = makeProjector({.removeViewMeans = true});
    const auto without = makeProjector({.removeViewMeans = false});
    EXPECT_NE(with->key(), without->key());
    EXPECT_EQ(makeProjector({.seed = 5})->key(), with->key()); // PCA draws nothing
    EXPECT_EQ(without->project(cloud(9, 3, 0.5, 1, 0), Matrix()).madeBy, without->key());
}

TEST(Projector, ReportsOftenAndReachesTheEnd) {
    const Views views;
    std::vector<Progress> reports;
    makeProjector()->project(views.images, views.sentences, nullptr, {},
                             [&](const Progress& progress) { reports.push_back(progress); });
    ASSERT_GT(reports.size(), 10U);
    std::size_t before = 0;
    for (const Progress& progress : reports) {
        EXPECT_GE(progress.done, before);
        // Rows between two polls: 4096 of 512 dimensions are a few milliseconds of work.
        EXPECT_LE(progress.done - before, 4096U);
        EXPECT_EQ(progress.total, reports.front().total);
        before = progress.done;
    }
    EXPECT_EQ(reports.back().done, reports.back().total);
    EXPECT_GE(reports.back().total, kImages + kSentences);
}

TEST(Projector, ReachesTheEndWhereThereIsNothingToLayOut) {
    Progress last{"", 1, 2, {}};
    makeProjector()->project(Matrix(), Matrix(), nullptr, {},
                             [&](const Progress& progress) { last = progress; });
    EXPECT_EQ(last.done, last.total);
}

TEST(Projector, StopsAtTheNextPollWhereverItIs) {
    const Views views;
    std::size_t all = 0;
    makeProjector()->project(views.images, views.sentences, nullptr, {}, [&](const Progress&) { ++all; });
    for (std::size_t at = 1; at < all; ++at) {
        std::stop_source source;
        std::size_t reports = 0;
        const auto stopping = [&](const Progress&) {
            if (++reports == at)
                source.request_stop();
        };
        EXPECT_THROW(
            makeProjector()->project(views.images, views.sentences, nullptr, source.get_token(), stopping),
            Cancelled)
            << "stopped at report " << at << " of " << all;
        EXPECT_EQ(reports, at);
    }
}

TEST(Projector, LaysAMapOnTheOneBeforeAndLeavesOneOfOtherItemsAside) {
    const Matrix images = cloud(40, 5, 0.9, 10, 0);
    const Matrix sentences = cloud(70, 5, 0.9, 11, 0);
    const Projection straight = projectPca(images, sentences);
    Projection mirrored = straight;
    for (Matrix* view : {&mirrored.images, &mirrored.sentences})
        for (std::size_t r = 0; r < view->rows(); ++r)
            (*view)(r, 0) = -(*view)(r, 0);
    const Projection aligned = makeProjector()->project(images, sentences, &mirrored);
    for (std::size_t i = 0; i < aligned.images.size(); ++i)
        ASSERT_NEAR(aligned.images.values()[i], mirrored.images.values()[i], 1e-5);
    const Projection others = projectPca(cloud(39, 5, 0.9, 10, 0), sentences);
    EXPECT_EQ(makeProjector()->project(images, sentences, &others).images.values(), straight.images.values());
}

} // namespace
} // namespace crossview
