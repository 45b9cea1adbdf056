#include "projection/tsne_projector.h"

#include "clouds.h"
#include "common/error.h"
#include "projection/neighbour_graph.h"
#include "support/worked_seconds.h"
#include "tsne_reference.h"

#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <thread>

namespace crossview {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

ProjectionOptions quick(int iterations = 400) {
    ProjectionOptions options{.method = "tsne"};
    options.tsne.iterations = iterations;
    options.tsne.perplexity = 10;
    return options;
}

Projection projectTsne(MatrixView images, MatrixView sentences, const Projection* previous = nullptr,
                       const ProjectionOptions& options = quick()) {
    return makeProjector(options)->project(images, sentences, previous);
}

void expectFinite(const Projection& map, std::size_t images, std::size_t sentences) {
    ASSERT_EQ(map.images.rows(), images);
    ASSERT_EQ(map.sentences.rows(), sentences);
    ASSERT_EQ(map.images.cols(), 2U);
    for (const Matrix* view : {&map.images, &map.sentences})
        for (const float value : view->values())
            ASSERT_TRUE(std::isfinite(value));
}

Matrix together(const Projection& map) {
    Matrix all(map.images.rows() + map.sentences.rows(), 2);
    std::ranges::copy(map.images.values(), all.values().begin());
    std::ranges::copy(map.sentences.values(),
                      all.values().begin() + static_cast<std::ptrdiff_t>(map.images.size()));
    return all;
}

/// Mean share of the ten nearest rows that are among the ten nearest on the map.
double preservation(const Matrix& rows, const Projection& map) {
    std::vector<std::size_t> of;
    for (std::size_t i = 0; i < rows.rows(); i += 5)
        of.push_back(i);
    const auto there = test::sortedNeighbours(rows, 10, of);
    const auto here = test::sortedNeighbours(together(map), 10, of);
    std::size_t kept = 0;
    for (std::size_t c = 0; c < of.size(); ++c)
        for (const std::uint32_t j : there[c])
            kept += std::ranges::count(here[c], j) > 0 ? 1U : 0U;
    return static_cast<double>(kept) / static_cast<double>(10 * of.size());
}

double meanDistance(const Projection& a, const Projection& b) {
    const Matrix from = together(a);
    const Matrix to = together(b);
    double sum = 0;
    for (std::size_t i = 0; i < from.rows(); ++i)
        sum += std::hypot(double(from(i, 0)) - double(to(i, 0)), double(from(i, 1)) - double(to(i, 1)));
    return sum / static_cast<double>(from.rows());
}

double diameter(const Projection& map) {
    const Matrix all = together(map);
    double longest = 0;
    for (std::size_t i = 0; i < all.rows(); ++i)
        longest = std::max(longest, std::hypot(double(all(i, 0)), double(all(i, 1))));
    return 2 * longest;
}

struct Rows {
    Matrix all = test::clusters(1200, 16, 20, 0.4, 1);
    MatrixView images{all.data(), 400, 16};
    MatrixView sentences{all.data() + 400 * 16, 800, 16};
};

TEST(TsneProjector, KeepsNeighboursThatPcaLoses) {
    const Rows rows;
    ProjectionOptions options = quick(450);
    options.removeViewMeans = false;
    const Projection map = projectTsne(rows.images, rows.sentences, nullptr, options);
    expectFinite(map, 400, 800);
    EXPECT_NEAR(rmsRadius(map), 1, 1e-4);
    EXPECT_EQ(map.explained, 0);
    EXPECT_GT(preservation(rows.all, map), 0.4);
    EXPECT_LT(preservation(rows.all, projectPca(rows.images, rows.sentences)), 0.2);
    ASSERT_TRUE(map.neighbours);
    EXPECT_EQ(map.neighbours->points, 1200U);
}

TEST(TsneProjector, UniformAffinitiesAndExaggerationMakeAMapToo) {
    const Rows rows;
    ProjectionOptions options = quick(450);
    options.removeViewMeans = false;
    options.tsne.affinities = TsneAffinities::uniform;
    EXPECT_GT(preservation(rows.all, projectTsne(rows.images, rows.sentences, nullptr, options)), 0.4);
    options.tsne.exaggeration = 4;
    const Projection denser = projectTsne(rows.images, rows.sentences, nullptr, options);
    EXPECT_GT(preservation(rows.all, denser), 0.1); // PCA: 0.06; it pulls groups together at their expense
}

TEST(TsneProjector, TheSameSeedMakesTheSameMapAndAnotherOneAnother) {
    const Rows rows;
    ProjectionOptions options = quick(300);
    const Projection map = projectTsne(rows.images, rows.sentences, nullptr, options);
    const Projection again = projectTsne(rows.images, rows.sentences, nullptr, options);
    EXPECT_EQ(map.images.values(), again.images.values());
    EXPECT_EQ(map.sentences.values(), again.sentences.values());
    options.seed = 2;
    EXPECT_NE(projectTsne(rows.images, rows.sentences, nullptr, options).images.values(),
              map.images.values());
}

TEST(TsneProjector, StartsAtTheMapBeforeAndLeavesAloneWhatDidNotMove) {
    const Rows rows;
    ProjectionOptions options = quick(900);
    options.removeViewMeans = false;
    const Projection map = projectTsne(rows.images, rows.sentences, nullptr, options);
    const Projection again = projectTsne(rows.images, rows.sentences, &map, options);
    EXPECT_NEAR(rmsRadius(again), 1, 1e-4);
    EXPECT_LT(meanDistance(map, again), 0.003 * diameter(map));
    Projection stored{map.images, map.sentences, 0, map.madeBy}; // its radius is sought, its graph made anew
    EXPECT_LT(meanDistance(map, projectTsne(rows.images, rows.sentences, &stored, options)),
              0.015 * diameter(map));
    // Some images become equal to a sentence each: they go there, and the others stay about where they were.
    Matrix moved = rows.all;
    for (std::size_t r = 0; r < 20; ++r)
        std::ranges::copy(rows.all.row(800 + r), moved.row(r).begin());
    const MatrixView movedImages(moved.data(), 400, 16);
    const Projection after = projectTsne(movedImages, rows.sentences, &map, options);
    EXPECT_LT(meanDistance(map, after), 0.03 * diameter(map));
    std::size_t arrived = 0;
    for (std::size_t r = 0; r < 20; ++r)
        arrived += std::hypot(double(after.images(r, 0)) - double(after.sentences(400 + r, 0)),
                              double(after.images(r, 1)) - double(after.sentences(400 + r, 1))) <
                           0.02 * diameter(map)
                       ? 1U
                       : 0U;
    EXPECT_GE(arrived, 18U);
}

TEST(TsneProjector, OnlyItsOwnMapsAreAStart) {
    const Rows rows;
    const Projection pca = projectPca(rows.images, rows.sentences);
    const Projection map = projectTsne(rows.images, rows.sentences, nullptr, quick(300));
    const Projection after = projectTsne(rows.images, rows.sentences, &pca, quick(300));
    // The same map, but turned onto the one before.
    EXPECT_NEAR(preservation(rows.all, map), preservation(rows.all, after), 0.01);
}

TEST(TsneProjector, TakesEveryKindOfFewAndEqualRows) {
    const Matrix none;
    const auto projectTsne = [](MatrixView images, MatrixView sentences,
                                const Projection* previous = nullptr) {
        return makeProjector(quick(300))->project(images, sentences, previous);
    };
    for (const std::size_t count : {0, 1, 2, 3, 7, 31}) {
        const Matrix rows = test::clusters(count, 5, 2, 0.4, count);
        const Projection map = projectTsne(rows, none);
        expectFinite(map, count, 0);
        expectFinite(projectTsne(none, rows), 0, count);
        expectFinite(projectTsne(rows, rows), count, count);
        expectFinite(projectTsne(rows, rows, &map), count, count);
        if (count > 1) {
            EXPECT_NEAR(rmsRadius(map), 1, 1e-4) << count;
        }
    }
    Matrix equal(40, 3);
    for (float& value : equal.values())
        value = 0.57F;
    const Projection centre = projectTsne(equal, equal);
    expectFinite(centre, 40, 40);
    EXPECT_EQ(centre.images(7, 1), 0.0F);
    Matrix twoPlaces = equal;
    for (std::size_t r = 0; r < 20; ++r)
        twoPlaces(r, 0) = 3;
    const Projection pair = projectTsne(twoPlaces, twoPlaces);
    expectFinite(pair, 40, 40);
    EXPECT_GT(std::hypot(double(pair.images(0, 0)) - double(pair.images(30, 0)),
                         double(pair.images(0, 1)) - double(pair.images(30, 1))),
              0.5);
    expectFinite(projectTsne(test::clusters(300, 1, 3, 0.1, 3), none), 300, 0);
    Matrix large = test::clusters(50, 4, 3, 0.1, 3);
    for (float& value : large.values())
        value *= 1e18F;
    expectFinite(projectTsne(large, none), 50, 0);
}

TEST(TsneProjector, LeavesRowsOfNaNInTheCentre) {
    Matrix rows = test::clusters(200, 6, 4, 0.4, 5);
    rows(13, 2) = kNaN;
    rows(199, 0) = std::numeric_limits<float>::infinity();
    const Projection map = projectTsne(rows, rows);
    expectFinite(map, 200, 200);
    for (const std::size_t row : {std::size_t{13}, std::size_t{199}})
        for (std::size_t a = 0; a < 2; ++a)
            EXPECT_EQ(map.sentences(row, a), 0.0F);
    for (float& value : rows.values())
        value = kNaN;
    expectFinite(projectTsne(rows, rows), 200, 200);
    Projection damaged = map;
    damaged.images(0, 0) = kNaN;
    expectFinite(projectTsne(test::clusters(200, 6, 4, 0.4, 5), rows, &damaged), 200, 200);
}

TEST(TsneProjector, PublishesMapsOnTheWayAndReportsEveryStage) {
    const Rows rows;
    std::vector<std::string> stages; // in turn
    Progress last;
    std::size_t published = 0;
    makeProjector(quick(450))
        ->project(
            rows.images, rows.sentences, nullptr, {},
            [&](const Progress& progress) {
                EXPECT_LE(progress.done, progress.total);
                if (progress.stage != last.stage)
                    stages.push_back(progress.stage);
                last = progress;
            },
            [&](const std::shared_ptr<const Projection>& map) {
                ++published;
                expectFinite(*map, 400, 800);
                EXPECT_NEAR(rmsRadius(*map), 1, 1e-3);
                return true;
            });
    EXPECT_THAT(stages,
                testing::ElementsAre("Reading the embeddings", "Choosing a start", "Finding neighbours",
                                     "Weighing neighbours", "Laying out the map"));
    EXPECT_EQ(last.done, last.total);
    EXPECT_GE(published, 3U);
}

TEST(TsneProjector, EndsEarlyWhereNobodyWantsMoreAndGoesOnFromThere) {
    const Rows rows;
    ProjectionOptions options = quick(450);
    options.removeViewMeans = false;
    const auto projector = makeProjector(options);
    const auto made = [&](const Projection* previous, bool wanted) {
        return projector->project(rows.images, rows.sentences, previous, {}, {},
                                  [wanted](const std::shared_ptr<const Projection>&) { return wanted; });
    };
    const Projection begun = made(nullptr, false); // a newer snapshot has come
    EXPECT_GT(begun.iterations, 0);
    EXPECT_LT(begun.iterations, 250); // in the midst of early exaggeration
    const Projection map = made(&begun, true);
    EXPECT_EQ(map.iterations, 450);
    // As good as one that was made in one go.
    EXPECT_GT(preservation(rows.all, map), 0.9 * preservation(rows.all, made(nullptr, true)));
}

TEST(TsneProjector, DraftsByAFewComponentsWhereSomebodyWatches) {
    const Matrix rows = test::clusters(4200, 128, 30, 0.4, 1);
    const MatrixView images(rows.data(), 2000, 128);
    const MatrixView sentences(rows.data() + 2000 * 128, 2200, 128);
    ProjectionOptions options = quick(60);
    options.removeViewMeans = false;
    const auto projector = makeProjector(options);
    int searches = 0;
    std::string stage;
    const auto counted = [&](const Progress& progress) {
        searches += progress.stage != stage && progress.stage == "Finding neighbours" ? 1 : 0;
        stage = progress.stage;
    };
    const Projection alone = projector->project(images, sentences, nullptr, {}, counted);
    EXPECT_EQ(searches, 1);
    searches = 0;
    const Projection watched =
        projector->project(images, sentences, nullptr, {}, counted,
                           [](const std::shared_ptr<const Projection>&) { return true; });
    EXPECT_EQ(searches, 2);
    EXPECT_EQ(watched.iterations, 60);
    // In the end the neighbours are those in all dimensions.
    std::size_t same = 0;
    for (std::size_t i = 0; i < 4200; ++i)
        for (const std::uint32_t other : watched.neighbours->othersOf(i).first(15))
            same += std::ranges::count(alone.neighbours->othersOf(i).first(15), other);
    EXPECT_GE(static_cast<double>(same), 0.96 * 15 * 4200);
    searches = 0;
    const Projection draft =
        projector->project(images, sentences, nullptr, {}, counted,
                           [](const std::shared_ptr<const Projection>&) { return false; });
    EXPECT_EQ(searches, 1);
    EXPECT_LT(draft.iterations, 60);
}

TEST(TsneProjector, StopsWithinATenthOfASecondWhereverItIs) {
    const Matrix rows = test::clusters(6000, 32, 40, 0.4, 6);
    for (const int delay : {1, 30, 100, 200, 400, 700}) {
        std::stop_source source;
        double asked = 0;
        std::jthread stopper([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(delay));
            asked = test::workedSeconds();
            source.request_stop();
        });
        EXPECT_THROW(makeProjector({.method = "tsne"})->project(rows, Matrix(), nullptr, source.get_token()),
                     Cancelled)
            << delay;
        const double ended = test::workedSeconds();
        stopper.join();
        // On each of two threads; not by the clock, because the tests may share their cores.
        EXPECT_LT(ended - asked, 0.2) << delay;
    }
}

TEST(TsneProjector, GoesOnWarmWithAnotherExaggeration) {
    const Matrix rows = test::clusters(1500, 16, 30, 0.5, 6);
    const Projection plain = projectTsne(rows, Matrix(), nullptr, quick(1000));
    ProjectionOptions like = quick(1000);
    like.tsne.exaggeration = 6;
    const Projection warm = projectTsne(rows, Matrix(), &plain, like);
    const Projection cold = projectTsne(rows, Matrix(), nullptr, like);
    // Groups draw together, as in a map that begins with it.
    const auto tightness = [](const Projection& map) {
        double sum = 0;
        for (std::size_t i = 0; i < map.images.rows(); ++i) {
            double nearest = std::numeric_limits<double>::infinity();
            for (std::size_t j = 0; j < map.images.rows(); ++j)
                if (j != i)
                    nearest = std::min(nearest, double(std::hypot(map.images(i, 0) - map.images(j, 0),
                                                                  map.images(i, 1) - map.images(j, 1))));
            sum += nearest;
        }
        return sum / double(map.images.rows());
    };
    EXPECT_LT(tightness(cold), 0.7 * tightness(plain));
    EXPECT_LT(tightness(warm), 0.7 * tightness(plain));
    // And stay where they were: the map is not another one.
    const auto travelled = [&](const Projection& map) {
        double sum = 0;
        for (std::size_t i = 0; i < map.images.rows(); ++i)
            sum += std::pow(map.images(i, 0) - plain.images(i, 0), 2) +
                   std::pow(map.images(i, 1) - plain.images(i, 1), 2);
        return std::sqrt(sum / double(map.images.rows()));
    };
    EXPECT_LT(travelled(warm), 0.5); // of a map whose radius is 1
}

TEST(TsneProjector, RefusesOptionsThatMakeNoSenseAndNamesThem) {
    ProjectionOptions options{.method = "tsne"};
    options.tsne.perplexity = 0;
    EXPECT_THROW(makeProjector(options), Error);
    options.tsne.perplexity = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THROW(makeProjector(options), Error);
    options.tsne = {.exaggeration = 0.5};
    EXPECT_THROW(makeProjector(options), Error);
    options.tsne = {.neighbours = 0};
    EXPECT_THROW(makeProjector(options), Error);
    options.tsne = {.iterations = -1};
    EXPECT_THROW(makeProjector(options), Error);
}

TEST(TsneProjector, ItsKeyTellsMapsOfOtherOptionsApart) {
    const ProjectionOptions standard{.method = "tsne"};
    const std::string key = makeProjector(standard)->key();
    ProjectionOptions other = standard;
    other.seed = 4;
    EXPECT_NE(makeProjector(other)->key(), key);
    other = standard;
    other.tsne.perplexity = 31;
    EXPECT_NE(makeProjector(other)->key(), key);
    other = standard;
    for (const TsneAffinities affinities : {TsneAffinities::uniform, TsneAffinities::perplexity}) {
        other.tsne.affinities = affinities;
        EXPECT_NE(makeProjector(other)->key(), key);
    }
    other = standard;
    other.tsne.exaggeration = 4;
    EXPECT_NE(makeProjector(other)->key(), key);
    other = standard;
    other.removeViewMeans = false;
    EXPECT_NE(makeProjector(other)->key(), key);
}

} // namespace
} // namespace crossview
