#include "evaluation/test_pool.h"

#include "common/error.h"

#include <fmt/format.h>

namespace crossview {
namespace {

constexpr std::size_t kFold = 1000;
constexpr std::size_t kFolds = 5;

} // namespace

const char* toString(TestPool pool) {
    switch (pool) {
    case TestPool::first1000:
        return "1k";
    case TestPool::fiveFolds:
        return "5x1k";
    case TestPool::first5000:
        return "5k";
    case TestPool::all:
        break;
    }
    return "all";
}

TestPool testPoolFromString(std::string_view word) {
    for (const TestPool pool : {TestPool::all, TestPool::first1000, TestPool::fiveFolds, TestPool::first5000})
        if (word == toString(pool))
            return pool;
    throw Error(fmt::format("There is no pool '{}': use all, 1k, 5x1k or 5k.", word));
}

std::string describe(TestPool pool, std::size_t images) {
    switch (pool) {
    case TestPool::first1000:
        return "the first 1000 images";
    case TestPool::fiveFolds:
        return "mean of five folds of 1000 images";
    case TestPool::first5000:
        return "the first 5000 images";
    case TestPool::all:
        break;
    }
    return images == 1 ? "its one image" : fmt::format("all {} images", images);
}

std::vector<ImageRange> imageRanges(TestPool pool, std::size_t images) {
    const auto atLeast = [&](std::size_t needed) {
        if (images < needed)
            throw Error(fmt::format("The pool {} needs {} images, but {} are asked: use the pool all.",
                                    toString(pool), needed, images));
    };
    std::vector<ImageRange> ranges;
    switch (pool) {
    case TestPool::all:
        ranges.push_back({0, images});
        break;
    case TestPool::first1000:
        atLeast(kFold);
        ranges.push_back({0, kFold});
        break;
    case TestPool::first5000:
        atLeast(kFolds * kFold);
        ranges.push_back({0, kFolds * kFold});
        break;
    case TestPool::fiveFolds:
        atLeast(kFolds * kFold);
        for (std::size_t fold = 0; fold < kFolds; ++fold)
            ranges.push_back({fold * kFold, kFold});
        break;
    }
    return ranges;
}

} // namespace crossview
