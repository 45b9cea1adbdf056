#include "common/threads.h"

#include "common/error.h"

#include <atomic>
#include <gtest/gtest.h>
#include <stdexcept>
#include <vector>

namespace crossview {
namespace {

TEST(ParallelFor, EveryIndexIsVisitedOnce) {
    std::vector<std::atomic<int>> visits(1000);
    parallelFor(visits.size(), {}, [&](std::size_t i) { ++visits[i]; });
    for (const auto& count : visits)
        EXPECT_EQ(count, 1);
    parallelFor(0, {}, [](std::size_t) { FAIL(); });
}

TEST(ParallelFor, TheFirstExceptionComesOut) {
    std::atomic<int> after{0};
    EXPECT_THROW(parallelFor(100000, {},
                             [&](std::size_t i) {
                                 if (i == 3)
                                     throw std::runtime_error("three");
                                 ++after;
                             }),
                 std::runtime_error);
    EXPECT_LT(after, 100000);
}

TEST(ParallelFor, AStopEndsItAsCancelled) {
    std::stop_source source;
    std::atomic<int> done{0};
    EXPECT_THROW(parallelFor(100000, source.get_token(),
                             [&](std::size_t) {
                                 if (++done == 10)
                                     source.request_stop();
                             }),
                 Cancelled);
    EXPECT_LT(done, 100000);
}

TEST(Workers, GoFromOneLoopToTheNext) {
    Workers workers({}, 3);
    EXPECT_EQ(workers.count(), 3U);
    std::vector<std::atomic<int>> visits(7);
    for (int loop = 0; loop < 2000; ++loop)
        workers.forEach(visits.size(), [&](std::size_t i) { ++visits[i]; });
    for (const auto& count : visits)
        EXPECT_EQ(count, 2000);
    EXPECT_THROW(workers.forEach(10, [](std::size_t) { throw std::runtime_error("none"); }),
                 std::runtime_error);
    workers.forEach(visits.size(), [&](std::size_t i) { ++visits[i]; });
    EXPECT_EQ(visits[6], 2001);
}

TEST(Workers, AStopEndsTheLoopAndThoseAfterIt) {
    std::stop_source source;
    Workers workers(source.get_token(), 2);
    workers.forEach(2, [](std::size_t) {});
    source.request_stop();
    EXPECT_THROW(workers.forEach(2, [](std::size_t) {}), Cancelled);
    EXPECT_THROW(workers.forEach(1, [](std::size_t) {}), Cancelled);
}

TEST(ThreadBudget, FollowsTheEnvironment) {
    ::setenv("CROSSVIEW_THREADS", "3", 1);
    EXPECT_EQ(threadBudget(), 3U);
    ::setenv("CROSSVIEW_THREADS", "nonsense", 1);
    EXPECT_GE(threadBudget(), 1U);
    ::unsetenv("CROSSVIEW_THREADS");
}

} // namespace
} // namespace crossview
