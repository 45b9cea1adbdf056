#pragma once

#include "common/progress.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace crossview {

/// The terms of many texts: which, and how often each stands in a text. A few bytes per word of a text,
/// however long the words are.
class CountedTerms {
public:
    /// A term of a text.
    struct Count {
        std::int32_t term = 0; ///< place in terms()
        std::int32_t times = 0;
    };

    /// Counts `texts` texts, `termsOf` (from several threads) giving the terms of each. Throws Cancelled;
    /// progress is in texts.
    static CountedTerms count(std::size_t texts,
                              const std::function<std::vector<std::string>(std::size_t)>& termsOf,
                              const std::stop_token& stop = {}, const ProgressSink& progress = {});

    std::size_t texts() const { return m_start.size() - 1; }
    /// Every term, sorted.
    const std::vector<std::string>& terms() const { return m_terms; }
    /// The terms of a text, ascending, each once.
    std::span<const Count> of(std::size_t text) const {
        return std::span(m_counts).subspan(m_start[text], m_start[text + 1] - m_start[text]);
    }

private:
    std::vector<std::string> m_terms;
    std::vector<std::size_t> m_start{0}; // [texts + 1]
    std::vector<Count> m_counts;
};

} // namespace crossview
