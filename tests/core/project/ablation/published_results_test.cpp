#include "project/ablation/published_results.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <set>

namespace crossview::test {
namespace {

TEST(PublishedResults, AreRecallsWithASourceEach) {
    std::set<std::pair<PublishedPool, std::string_view>> names;
    for (const PublishedResult& result : publishedResults()) {
        SCOPED_TRACE(result.method);
        EXPECT_FALSE(result.source.empty());
        EXPECT_TRUE(names.emplace(result.pool, result.method).second) << "twice";
        for (const std::size_t direction : {0U, 3U}) {
            double least = 0; // what is not given is between its neighbours
            for (std::size_t i = 0; i < 3; ++i) {
                const double recall = result.recall[direction + i];
                if (std::isnan(recall))
                    continue;
                EXPECT_GT(recall, least) << "R@K grows with K";
                EXPECT_LE(recall, 100);
                least = recall;
            }
        }
    }
}

TEST(PublishedResults, OfThePaperStandFirst) {
    for (const PublishedPool pool : {PublishedPool::flickr30k, PublishedPool::coco1k}) {
        const auto results = publishedResults();
        const auto first =
            std::ranges::find_if(results, [pool](const PublishedResult& r) { return r.pool == pool; });
        ASSERT_NE(first, results.end());
        EXPECT_TRUE(first->method.starts_with("This method, CVPR 2016"));
        EXPECT_EQ(publishedText(*first, 0), pool == PublishedPool::flickr30k ? "40.3" : "50.1");
    }
}

TEST(PublishedResults, SayWhatIsNotGiven) {
    for (const PublishedResult& result : publishedResults())
        if (result.method == "HM-LSTM") {
            EXPECT_EQ(publishedText(result, 1), "–");
            EXPECT_EQ(publishedText(result, 2), "76.5");
        }
}

TEST(PublishedResults, PoolsComeBackFromTheirNames) {
    for (const PublishedPool pool : kPublishedPools)
        EXPECT_EQ(publishedPoolOf(toString(pool)), pool);
    EXPECT_FALSE(publishedPoolOf("imagenet"));
}

} // namespace
} // namespace crossview::test
