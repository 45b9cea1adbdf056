#include "wordnet.h"

#include "common/progress.h"
#include "common/text.h"
#include "common/unicode_text.h"
#include "files/atomic_file.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace crossview {

struct WordNet::Synset {
    NounFile file = NounFile::tops;
    std::vector<std::string> words;
    std::optional<std::size_t> hypernym;
    bool isInstance = false; ///< one person or place, not a kind of them
    std::string_view gloss;
};

namespace {

/// So general that they say nothing about a picture.
constexpr std::array<std::string_view, 15> kTooGeneral{"entity",
                                                       "physical entity",
                                                       "abstract entity",
                                                       "object",
                                                       "physical object",
                                                       "whole",
                                                       "abstraction",
                                                       "artifact",
                                                       "matter",
                                                       "living thing",
                                                       "organism",
                                                       "causal agent",
                                                       "psychological feature",
                                                       "unit",
                                                       "thing"};

/// The fields between blanks, read one after the other.
class Fields {
public:
    explicit Fields(std::string_view line) : m_rest(line) {}

    std::string_view next() {
        const auto first = m_rest.find_first_not_of(' ');
        if (first == std::string_view::npos) {
            m_rest = {};
            return {};
        }
        m_rest.remove_prefix(first);
        const auto end = std::min(m_rest.find(' '), m_rest.size());
        const auto field = m_rest.substr(0, end);
        m_rest.remove_prefix(end);
        return field;
    }

    std::size_t nextNumber(int base = 10) {
        const auto field = next();
        std::size_t value = 0;
        std::from_chars(field.data(), field.data() + field.size(), value, base);
        return value;
    }

private:
    std::string_view m_rest;
};

/// True for senses that insult somebody: WordNet says so in the gloss.
bool isOffensive(std::string_view gloss) {
    constexpr std::array<std::string_view, 9> kMarks{"offensive",  "disparag",   "slur",
                                                     "derogatory", "vulgar",     "obscene",
                                                     "contempt",   "pejorative", "slang"};
    return std::any_of(kMarks.begin(), kMarks.end(),
                       [&](std::string_view mark) { return gloss.find(mark) != std::string_view::npos; });
}

std::string readable(std::string_view word) {
    std::string text(word);
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
}

/// Definition without examples, further definitions and a leading remark in parentheses.
std::string shortGloss(std::string_view gloss) {
    gloss = trimmed(gloss.substr(0, gloss.find(';')));
    while (gloss.starts_with('(')) {
        const auto close = gloss.find(')');
        if (close == std::string_view::npos)
            break;
        gloss = trimmed(gloss.substr(close + 1));
    }
    return std::string(gloss);
}

/// Spellings to try, the exact one first: lower case with underscores, as the index has it.
std::vector<std::string> lemmas(std::string_view name) {
    std::string lemma = foldedText(trimmed(name));
    for (const std::string_view article : {"a ", "an ", "the "})
        if (lemma.starts_with(article)) {
            lemma.erase(0, article.size());
            break;
        }
    std::replace(lemma.begin(), lemma.end(), ' ', '_');
    std::vector<std::string> all{lemma};
    if (lemma.size() > 4 && lemma.ends_with("ies"))
        all.push_back(lemma.substr(0, lemma.size() - 3) + "y");
    if (lemma.size() > 3 && lemma.ends_with('s') && !lemma.ends_with("ss"))
        all.push_back(lemma.substr(0, lemma.size() - 1));
    if (lemma.size() > 4 && lemma.ends_with("es"))
        all.push_back(lemma.substr(0, lemma.size() - 2));
    return all;
}

} // namespace

WordNet::WordNet(std::string index, std::string data, const std::stop_token& stop)
    : m_index(std::move(index)), m_data(std::move(data)) {
    for (const std::string_view line : split(m_index, '\n')) {
        throwIfStopped(stop);
        if (!line.empty() && line[0] != ' ')
            m_lines.emplace(line.substr(0, line.find(' ')), line);
    }
}

WordNet WordNet::read(const std::filesystem::path& folder, const std::stop_token& stop) {
    std::string index = readFile(folder / "index.noun");
    throwIfStopped(stop);
    std::string data = readFile(folder / "data.noun");
    return {std::move(index), std::move(data), stop};
}

std::optional<WordNet::Synset> WordNet::synsetAt(std::size_t offset) const {
    if (offset >= m_data.size())
        return std::nullopt;
    const std::string_view rest = std::string_view(m_data).substr(offset);
    const std::string_view line = rest.substr(0, rest.find('\n'));
    const auto bar = line.find('|');
    Fields fields(line.substr(0, bar));
    if (bar == std::string_view::npos || fields.nextNumber() != offset)
        return std::nullopt;
    Synset synset;
    synset.file = static_cast<NounFile>(fields.nextNumber());
    fields.next();
    for (std::size_t words = fields.nextNumber(16); words > 0; --words) {
        synset.words.push_back(readable(fields.next()));
        fields.next();
    }
    for (std::size_t pointers = fields.nextNumber(); pointers > 0; --pointers) {
        const auto symbol = fields.next();
        const std::size_t target = fields.nextNumber();
        fields.next();
        fields.next();
        if ((symbol == "@" || symbol == "@i") && !synset.hypernym) {
            synset.hypernym = target;
            synset.isInstance = symbol == "@i";
        }
    }
    synset.gloss = line.substr(bar + 1);
    return synset;
}

bool WordNet::isBelow(const Synset& synset, const std::vector<std::string_view>& words) const {
    constexpr int kDeepest = 20; // damaged data may go in circles
    std::optional<Synset> current = synset;
    for (int step = 0; current && step < kDeepest; ++step) {
        for (const std::string& word : current->words)
            if (std::find(words.begin(), words.end(), word) != words.end())
                return true;
        if (!current->hypernym)
            return false;
        current = synsetAt(*current->hypernym);
    }
    return false;
}

Sense WordNet::describe(Synset synset, const std::string& lemma) const {
    Sense sense;
    sense.gloss = shortGloss(synset.gloss);
    for (const std::string& word : synset.words)
        if (foldedText(word) != readable(lemma))
            sense.synonyms.push_back(word);
    std::optional<Synset> current = std::move(synset);
    for (int step = 0; step < 4 && current->hypernym; ++step) {
        current = synsetAt(*current->hypernym);
        if (!current || current->words.empty() ||
            std::find(kTooGeneral.begin(), kTooGeneral.end(), current->words[0]) != kTooGeneral.end())
            break;
        sense.broader.push_back(current->words[0]);
    }
    return sense;
}

std::optional<Sense> WordNet::senseOf(const std::string& lemma, const SenseFilter& filter) const {
    const auto line = m_lines.find(lemma);
    if (line == m_lines.end())
        return std::nullopt;
    Fields fields(line->second);
    fields.next();
    fields.next();
    std::size_t senses = fields.nextNumber();
    for (std::size_t symbols = fields.nextNumber(); symbols > 0; --symbols)
        fields.next();
    fields.next();
    fields.next();
    std::optional<Synset> first;
    for (; senses > 0; --senses) {
        auto synset = synsetAt(fields.nextNumber());
        // "Carlos" on a drawing is hardly the one in WordNet; a full name is.
        const bool isStranger = synset && synset->isInstance && synset->file == NounFile::person &&
                                lemma.find('_') == std::string::npos;
        if (!synset || isStranger || isOffensive(synset->gloss) ||
            std::find(filter.files.begin(), filter.files.end(), synset->file) == filter.files.end())
            continue;
        if (isBelow(*synset, filter.preferred))
            return describe(std::move(*synset), lemma);
        if (!first)
            first = std::move(synset);
    }
    if (!first)
        return std::nullopt;
    return describe(std::move(*first), lemma);
}

std::optional<Sense> WordNet::lookUp(std::string_view name, const SenseFilter& filter) const {
    for (const std::string& lemma : lemmas(name))
        if (auto sense = senseOf(lemma, filter))
            return sense;
    return std::nullopt;
}

std::optional<Sense> WordNet::lookUpPhrase(std::string_view phrase, const SenseFilter& filter) const {
    if (auto sense = lookUp(phrase, filter))
        return sense;
    std::string noun = foldedText(phrase);
    for (const std::string_view after :
         {":", ",", "(", " with ", " without ", " of ", " in ", " on ", " for "})
        noun = trimmed(noun.substr(0, noun.find(after)));
    // The last words of what is left: "new chess game" is a chess game. Names of many words are sentences.
    constexpr std::array<std::string_view, 14> kNoHead{"hands", "jr",    "right", "left", "up",
                                                       "down",  "black", "white", "back", "front",
                                                       "side",  "color", "small", "large"};
    const auto parts = split(noun, ' ');
    if (parts.size() > 5 || std::find(kNoHead.begin(), kNoHead.end(), parts.back()) != kNoHead.end())
        return std::nullopt;
    for (std::size_t start = 0; start < noun.size();) {
        if (auto sense = lookUp(std::string_view(noun).substr(start), filter))
            return sense;
        const auto blank = noun.find(' ', start);
        start = blank == std::string::npos ? noun.size() : blank + 1;
    }
    return std::nullopt;
}

} // namespace crossview
