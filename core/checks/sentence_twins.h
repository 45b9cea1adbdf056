#pragma once

#include "dataset/dataset.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace crossview {

/// The words of a sentence that the features may count (textTokens), sorted, each as often as it stands
/// there.
using SentenceWordBag = std::vector<std::string>;
SentenceWordBag wordBagOf(const std::string& text);

/// From so many words on one more word makes no other sentence.
inline constexpr std::size_t kFewWords = 6;
/// Two sentences are nearly the same when they have the same words, whatever their order, case, marks and
/// stop words; or one has one word more and the other kFewWords at least. Those without words are near
/// nothing.
bool areNear(const SentenceWordBag& a, const SentenceWordBag& b);

/// Groups of sentences that are nearly the same, pair by pair; in time that grows with the words, not with
/// the pairs. Throws Cancelled.
std::vector<std::vector<std::int32_t>> nearSentences(std::span<const SentenceWordBag> bags,
                                                     const std::stop_token& stop = {});

} // namespace crossview
