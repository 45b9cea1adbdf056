#include "wordnet.h"

#include "common/atomic_file.h"
#include "common/text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace crossview {

struct WordNet::Synset {
    NounFile file = NounFile::tops;
    std::vector<std::string> words;
    std::optional<std::size_t> hypernym;
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

WordNet::WordNet(std::string index, std::string data) : m_index(std::move(index)), m_data(std::move(data)) {
    for (const std::string_view line : split(m_index, '\n'))
        if (!line.empty() && line[0] != ' ')
            m_lines.emplace(line.substr(0, line.find(' ')), line);
}

WordNet WordNet::read(const std::filesystem::path& folder) {
    return {readFile(folder / "index.noun"), readFile(folder / "data.noun")};
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
        if ((symbol == "@" || symbol == "@i") && !synset.hypernym)
            synset.hypernym = target;
    }
    synset.gloss = line.substr(bar + 1);
    return synset;
}

std::optional<Sense> WordNet::senseOf(const std::string& lemma, std::span<const NounFile> suitable) const {
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
    for (; senses > 0; --senses) {
        auto synset = synsetAt(fields.nextNumber());
        if (!synset || std::find(suitable.begin(), suitable.end(), synset->file) == suitable.end())
            continue;
        Sense sense;
        sense.gloss = shortGloss(synset->gloss);
        for (const std::string& word : synset->words)
            if (foldedText(word) != readable(lemma))
                sense.synonyms.push_back(word);
        for (int step = 0; step < 4 && synset && synset->hypernym; ++step) {
            synset = synsetAt(*synset->hypernym);
            if (!synset || synset->words.empty() ||
                std::find(kTooGeneral.begin(), kTooGeneral.end(), synset->words[0]) != kTooGeneral.end())
                break;
            sense.broader.push_back(synset->words[0]);
        }
        return sense;
    }
    return std::nullopt;
}

std::optional<Sense> WordNet::lookUp(std::string_view name, std::span<const NounFile> suitable) const {
    for (const std::string& lemma : lemmas(name))
        if (auto sense = senseOf(lemma, suitable))
            return sense;
    return std::nullopt;
}

} // namespace crossview
