#include "common/ordered_pipeline.h"

#include <atomic>
#include <chrono>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

namespace crossview {
namespace {

using Pipeline = OrderedPipeline<int, int>;

TEST(OrderedPipeline, WritesInOrderAndReadsNoFurtherThanItsWindow) {
    constexpr std::size_t kItems = 500, kBatch = 8, kWindow = 20;
    std::atomic<std::size_t> read{0};
    std::atomic<std::size_t> farthest{0};
    std::vector<int> written;
    Pipeline pipeline(kItems, kBatch, kWindow,
                      {[&](std::size_t item) {
                           ++read;
                           return static_cast<int>(item);
                       },
                       [](std::size_t item, int raw) {
                           if (item % 7 == 0) // some take longer and are overtaken
                               std::this_thread::sleep_for(std::chrono::microseconds(300));
                           return raw * 2;
                       },
                       [&](const std::vector<int>& batch) {
                           EXPECT_LE(batch.size(), kBatch);
                           farthest = std::max<std::size_t>(farthest, read - written.size());
                           written.insert(written.end(), batch.begin(), batch.end());
                       }});
    pipeline.run({});
    ASSERT_EQ(written.size(), kItems);
    for (std::size_t i = 0; i < kItems; ++i)
        EXPECT_EQ(written[i], 2 * static_cast<int>(i));
    EXPECT_LE(farthest, kWindow);
}

TEST(OrderedPipeline, TakesNothing) {
    Pipeline pipeline(0, 4, 8,
                      {[](std::size_t) { return 0; }, [](std::size_t, int raw) { return raw; },
                       [](const std::vector<int>&) { FAIL() << "there is nothing to write"; }});
    EXPECT_NO_THROW(pipeline.run({}));
}

TEST(OrderedPipeline, WritesWhatIsFinishedBeforeAStop) {
    std::stop_source source;
    std::vector<int> written;
    Pipeline pipeline(
        100000, 4, 16,
        {[](std::size_t item) { return static_cast<int>(item); },
         [&](std::size_t item, int raw) {
             if (item == 50)
                 source.request_stop();
             return raw;
         },
         [&](const std::vector<int>& batch) { written.insert(written.end(), batch.begin(), batch.end()); }});
    EXPECT_THROW(pipeline.run(source.get_token()), Cancelled);
    EXPECT_GE(written.size(), 50U - 16U);
    EXPECT_LE(written.size(), 50U + 16U);
    std::vector<int> expected(written.size());
    std::iota(expected.begin(), expected.end(), 0);
    EXPECT_EQ(written, expected);
}

TEST(OrderedPipeline, PassesOnTheFailureOfEveryStage) {
    for (int stage = 0; stage < 3; ++stage) {
        const auto fail = [stage](int here) {
            if (stage == here)
                throw std::runtime_error("stage " + std::to_string(here));
        };
        Pipeline pipeline(200, 4, 16,
                          {[&](std::size_t item) {
                               if (item == 90)
                                   fail(0);
                               return 0;
                           },
                           [&](std::size_t item, int raw) {
                               if (item == 90)
                                   fail(1);
                               return raw;
                           },
                           [&](const std::vector<int>&) { fail(2); }});
        EXPECT_THROW(pipeline.run({}), std::runtime_error) << stage;
    }
}

} // namespace
} // namespace crossview
