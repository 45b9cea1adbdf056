#pragma once

#include "dataset/dataset.h"
#include "wordnet.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// A title as a person would say it: without "Clip art by … -", "Part of the …", file endings, remarks like
/// "clipart", underscores, numbers and loose punctuation; CamelCase is split. May be empty.
std::string cleanTitle(std::string_view raw);

/// The words of a file name without numbers and without the author at its end
/// ("sailor_monkey_nicu_bucul_01" by "Nicu Buculei" is "sailor monkey"). May be empty.
std::string titleFromFileName(std::string_view stem, std::span<const std::string> authors);

/// A keyword with blanks for underscores, or nothing when it says nothing about a picture (empty, "unsorted",
/// "clip art", "image", a number, a program's "HASH(0x…)").
std::optional<std::string> cleanKeyword(std::string_view raw);

/// A description on one line, or nothing when it has fewer than three words or an address.
std::optional<std::string> cleanDescription(std::string_view raw);

/// "red heart" and "Red  Heart" are the same sentence: collects texts, dropping empty ones, repetitions and
/// what repeats after foldedText.
class TextList {
public:
    void add(std::string_view text, std::string_view kind);
    /// Keywords joined by ", ", without repetitions and without `name`.
    void addKeywords(std::span<const std::string> keywords, std::string_view name);
    /// Gloss, then synonyms and hypernyms joined by ", ".
    void addSense(const std::optional<Sense>& sense);
    std::vector<SentenceItem> take() { return std::move(m_texts); }

private:
    std::vector<SentenceItem> m_texts;
    std::vector<std::string> m_folded;
};

} // namespace crossview
