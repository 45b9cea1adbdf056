#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace crossview {

/// WordNet's lexicographer files of nouns, by their number in data.noun.
enum class NounFile : std::uint8_t {
    tops = 3,
    act = 4,
    animal = 5,
    artifact = 6,
    attribute = 7,
    body = 8,
    cognition = 9,
    communication = 10,
    event = 11,
    feeling = 12,
    food = 13,
    group = 14,
    location = 15,
    motive = 16,
    object = 17,
    person = 18,
    phenomenon = 19,
    plant = 20,
    possession = 21,
    process = 22,
    quantity = 23,
    relation = 24,
    shape = 25,
    state = 26,
    substance = 27,
    time = 28
};

/// Where to look for a name's sense.
struct SenseFilter {
    std::vector<NounFile> files;             ///< the sense must be in one of these
    std::vector<std::string_view> preferred; ///< words of hypernyms: a sense below one of them comes first
};

/// What WordNet says about a name in one sense.
struct Sense {
    std::string gloss;                 ///< up to the first semicolon, without a leading parenthesis
    std::vector<std::string> synonyms; ///< other words of the same sense
    std::vector<std::string> broader;  ///< first words of at most four hypernyms, nearest first
};

/// The nouns of WordNet 3.0 in memory. Immutable: any thread may ask.
class WordNet {
public:
    /// Takes the content of index.noun and data.noun. Damaged lines are never found. Throws Cancelled on a
    /// stop.
    WordNet(std::string index, std::string data, const std::stop_token& stop = {});
    WordNet(const WordNet&) = delete; // the table below points into the texts
    WordNet& operator=(const WordNet&) = delete;
    /// Reads both files of a folder. Throws Error when one is missing.
    static WordNet read(const std::filesystem::path& folder, const std::stop_token& stop);

    /// The first sense of a name (also without a leading article or a plural ending) that suits the filter:
    /// one below a preferred hypernym, or else the first in its files; nothing when there is none.
    std::optional<Sense> lookUp(std::string_view name, const SenseFilter& filter) const;
    /// The same for a phrase: itself, or else the noun it is about ("chair with cushion": chair, "kitchen
    /// knife": knife).
    std::optional<Sense> lookUpPhrase(std::string_view phrase, const SenseFilter& filter) const;

private:
    struct Synset;
    std::optional<Synset> synsetAt(std::size_t offset) const;
    std::optional<Sense> senseOf(const std::string& lemma, const SenseFilter& filter) const;
    Sense describe(Synset synset, const std::string& lemma) const;
    bool isBelow(const Synset& synset, const std::vector<std::string_view>& words) const;

    std::string m_index;
    std::string m_data;
    std::unordered_map<std::string_view, std::string_view> m_lines; // lemma -> its line of the index
};

} // namespace crossview
