#pragma once

#include "dataset/captions.h"

#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace crossview::test {

/// What a parser gave to its sink, kept.
struct ParsedCaptions {
    std::vector<std::pair<std::string, std::string>> pairs;    // image, caption
    std::vector<std::string> splits;                           // [pairs]
    std::vector<std::string> concepts;                         // [pairs]
    std::vector<std::size_t> lines;                            // [pairs]
    std::vector<std::pair<std::size_t, std::string>> problems; // line, reason
    std::vector<std::string> notes;

    CaptionSink sink() {
        return {[this](const CaptionRecord& record) {
                    pairs.emplace_back(record.image, record.caption);
                    splits.emplace_back(record.split);
                    concepts.emplace_back(record.conceptName);
                    lines.push_back(record.line);
                },
                [this](std::size_t line, const std::string& reason) { problems.emplace_back(line, reason); },
                [this](const std::string& sentence) { notes.push_back(sentence); },
                [](std::size_t, std::size_t) {}};
    }
};

} // namespace crossview::test
