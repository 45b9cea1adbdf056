#pragma once

#include "files/atomic_file.h"

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace crossview::test {

/// A sentence of tests/data/encoder_reference.json with what PyTorch and its tokenizer made of it.
struct ReferenceSentence {
    std::string text;
    std::vector<std::int32_t> ids;
    std::vector<float> embedding; ///< 384 values, length 1
};

inline std::vector<ReferenceSentence> referenceSentences() {
    const auto all = nlohmann::json::parse(readFile(CROSSVIEW_TEST_DATA "/encoder_reference.json"));
    std::vector<ReferenceSentence> sentences;
    for (const auto& entry : all.at("sentence").at("all-MiniLM-L6-v2")) {
        ReferenceSentence sentence;
        if (entry.contains("repeat"))
            for (int i = 0; i < entry["repeat"][1].get<int>(); ++i)
                sentence.text += entry["repeat"][0].get<std::string>();
        else
            sentence.text = entry.at("text").get<std::string>();
        entry.at("ids").get_to(sentence.ids);
        entry.at("embedding").get_to(sentence.embedding);
        sentences.push_back(std::move(sentence));
    }
    return sentences;
}

} // namespace crossview::test
