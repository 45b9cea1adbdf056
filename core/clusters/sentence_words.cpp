#include "clusters/sentence_words.h"

#include "common/progress.h"
#include "common/threads.h"
#include "features/text/text_tokens.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

namespace crossview {
namespace {

constexpr std::size_t kAtOnce = 512; // sentences between two polls

bool isNumber(const std::string& word) {
    return std::ranges::all_of(word, [](char letter) { return letter >= '0' && letter <= '9'; });
}

/// Tokens of a sentence, each term once.
std::vector<Token> distinctTokens(const std::string& text) {
    std::vector<Token> tokens = textTokens(text, true);
    std::erase_if(tokens, [](const Token& token) { return isNumber(token.word); });
    std::ranges::stable_sort(tokens, {}, &Token::term);
    tokens.erase(std::unique(tokens.begin(), tokens.end(),
                             [](const Token& a, const Token& b) { return a.term == b.term; }),
                 tokens.end());
    return tokens;
}

} // namespace

SentenceWords::SentenceWords(std::span<const SentenceItem> sentences, const std::stop_token& stop) {
    std::vector<std::vector<Token>> read(sentences.size());
    parallelFor((sentences.size() + kAtOnce - 1) / kAtOnce, stop, [&](std::size_t portion) {
        const std::size_t end = std::min(sentences.size(), (portion + 1) * kAtOnce);
        for (std::size_t s = portion * kAtOnce; s < end; ++s)
            read[s] = distinctTokens(sentences[s].text);
    });
    std::unordered_map<std::string, std::uint32_t> numbers;
    std::vector<std::map<std::string, std::size_t>> forms; // of a term, how often each is written
    for (std::size_t s = 0; s < read.size(); ++s) {
        if (s % kAtOnce == 0)
            throwIfStopped(stop);
        for (Token& token : read[s]) {
            const auto [found, fresh] =
                numbers.try_emplace(std::move(token.term), static_cast<std::uint32_t>(forms.size()));
            if (fresh) {
                forms.emplace_back();
                m_sentencesWith.push_back(0);
            }
            ++forms[found->second][std::move(token.word)];
            ++m_sentencesWith[found->second];
            m_terms.push_back(found->second);
        }
        std::sort(m_terms.begin() + static_cast<std::ptrdiff_t>(m_start.back()), m_terms.end());
        m_start.push_back(m_terms.size());
        read[s] = {};
    }
    for (const auto& written : forms)
        m_words.push_back(
            std::ranges::max_element(written, {}, [](const auto& form) { return form.second; })->first);
}

} // namespace crossview
