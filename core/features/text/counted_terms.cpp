#include "features/text/counted_terms.h"

#include "common/ordered_pipeline.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace crossview {
namespace {

constexpr std::size_t kTextsAtOnce = 512; // some ms: a stop is heard between them

/// The terms of some consecutive texts, by numbers of their own.
struct Part {
    std::vector<std::string> terms;
    std::vector<std::size_t> sizes; // distinct terms of each text
    std::vector<CountedTerms::Count> counts;
};

Part countPart(std::size_t first, std::size_t end,
               const std::function<std::vector<std::string>(std::size_t)>& termsOf) {
    Part part;
    std::unordered_map<std::string, std::int32_t> numbers;
    std::map<std::int32_t, std::int32_t> times;
    for (std::size_t text = first; text < end; ++text) {
        times.clear();
        for (std::string& term : termsOf(text)) {
            const auto [found, isNew] =
                numbers.try_emplace(term, static_cast<std::int32_t>(part.terms.size()));
            if (isNew)
                part.terms.push_back(std::move(term));
            ++times[found->second];
        }
        part.sizes.push_back(times.size());
        for (const auto& [term, count] : times)
            part.counts.push_back({term, count});
    }
    return part;
}

} // namespace

CountedTerms CountedTerms::count(std::size_t texts,
                                 const std::function<std::vector<std::string>(std::size_t)>& termsOf,
                                 const std::stop_token& stop, const ProgressSink& progress) {
    constexpr const char* kStage = "Reading sentences";
    CountedTerms counted;
    counted.m_start.reserve(texts + 1);
    std::unordered_map<std::string, std::int32_t> numbers;
    const std::size_t parts = (texts + kTextsAtOnce - 1) / kTextsAtOnce;
    const std::size_t window = 4 * threadBudget();
    report(progress, {kStage, 0, texts, {}});
    OrderedPipeline<std::size_t, Part>(
        parts, 1, window,
        {[](std::size_t part) { return part; },
         [&](std::size_t, std::size_t part) {
             const std::size_t first = part * kTextsAtOnce;
             return countPart(first, std::min(first + kTextsAtOnce, texts), termsOf);
         },
         [&](std::vector<Part> finished) {
             for (Part& part : finished) {
                 std::vector<std::int32_t> numberOf;
                 numberOf.reserve(part.terms.size());
                 for (std::string& term : part.terms)
                     numberOf.push_back(
                         numbers.try_emplace(std::move(term), static_cast<std::int32_t>(numbers.size()))
                             .first->second);
                 for (const Count& count : part.counts)
                     counted.m_counts.push_back(
                         {numberOf[static_cast<std::size_t>(count.term)], count.times});
                 for (const std::size_t size : part.sizes)
                     counted.m_start.push_back(counted.m_start.back() + size);
             }
             report(progress, {kStage, counted.texts(), texts, {}});
         }})
        .run(stop);
    // Sorted, whatever was read first: the same texts in another order have the same numbers.
    std::vector<std::pair<std::string_view, std::int32_t>> sorted;
    sorted.reserve(numbers.size());
    for (const auto& [term, number] : numbers)
        sorted.emplace_back(term, number);
    std::ranges::sort(sorted);
    std::vector<std::int32_t> place(sorted.size());
    counted.m_terms.reserve(sorted.size());
    for (const auto& [term, number] : sorted) {
        place[static_cast<std::size_t>(number)] = static_cast<std::int32_t>(counted.m_terms.size());
        counted.m_terms.emplace_back(term);
    }
    for (std::size_t text = 0; text < texts; ++text) {
        const auto row =
            std::span(counted.m_counts)
                .subspan(counted.m_start[text], counted.m_start[text + 1] - counted.m_start[text]);
        for (Count& count : row)
            count.term = place[static_cast<std::size_t>(count.term)];
        std::ranges::sort(row, {}, &Count::term);
    }
    return counted;
}

} // namespace crossview
