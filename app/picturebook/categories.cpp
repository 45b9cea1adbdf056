#include "categories.h"

#include "common/text.h"

#include <array>
#include <string>
#include <vector>

namespace crossview {
namespace {

using enum NounFile;

struct Rule {
    std::string_view word; ///< begins a word of the category
    std::vector<NounFile> files;
};

/// The first rule whose word occurs is taken, so that the particular stands before the general.
const std::vector<Rule>& rules() {
    static const std::vector<Rule> kRules{
        {"country", {location}},
        {"flags", {location}},
        {"flag", {artifact, communication}},
        {"map", {location, object}},
        {"animal", {animal}},
        {"mammal", {animal}},
        {"monkey", {animal}},
        {"cat face", {animal}},
        {"dinosaur", {animal}},
        {"plant", {plant}},
        {"flower", {plant}},
        {"tree", {plant}},
        {"dishware", {artifact}},
        {"food", {food, plant}},
        {"fruit", {food, plant}},
        {"drink", {food}},
        {"beverage", {food}},
        {"face", {communication, body, cognition, animal, artifact}},
        {"emotion", {communication, feeling, body, artifact, phenomenon}},
        {"heart", {body, artifact}},
        {"smilies", {communication, person, act}},
        {"clothing", {artifact}},
        {"body", {body}},
        {"hand", {body, communication, act}},
        {"family", {group, person}},
        {"people", {person, act, body}},
        {"person", {person, act, cognition}},
        {"character", {person, animal}},
        {"sky", {phenomenon, object, event, time}},
        {"weather", {phenomenon, object}},
        {"astronomy", {object}},
        {"time", {artifact, time}},
        {"geograph", {object, location}},
        {"place", {artifact, object, location}},
        {"transport", {artifact}},
        {"vehicle", {artifact}},
        {"holiday", {time, artifact, event, person, plant, animal}},
        {"event", {artifact, time, event, plant}},
        {"party", {artifact, event, food}},
        {"sport", {act, artifact}},
        {"game", {artifact, act}},
        {"chess", {artifact}},
        {"music", {artifact, communication}},
        {"religion", {communication, artifact, cognition, object}},
        {"zodiac", {location, person, cognition}},
        {"money", {possession, artifact}},
        {"currency", {possession, quantity}},
        {"geometric", {shape}},
        {"symbol", {communication, artifact, object, phenomenon}},
        {"sign", {communication, artifact}},
        {"arrow", {communication, artifact, shape}},
        {"punctuation", {communication}},
        {"math", {communication}},
        {"book", {artifact, communication}},
        {"mail", {artifact, communication}},
        {"writing", {artifact, communication}},
        {"office", {artifact, communication}},
        {"education", {artifact, communication}},
        {"computer", {artifact, communication}},
        {"medic", {artifact, body, substance, food}},
        {"science", {artifact, object, substance, body}},
        {"exterior", {artifact, plant, object}},
        {"recreation", {artifact, act, event, person}},
        {"decoration", {artifact, shape, plant}},
        {"miscellaneous", {artifact, food, plant, animal}},
        {"unsorted", {artifact, animal, plant, food, person, object, body, phenomenon, act}},
        {"logos", {}},
    };
    return kRules;
}

bool hasWordAt(std::string_view category, std::string_view word) {
    for (auto at = category.find(word); at != std::string_view::npos; at = category.find(word, at + 1))
        if (at == 0 || category[at - 1] == ' ')
            return true;
    return false;
}

const Rule* ruleFor(std::string_view part) {
    for (const Rule& rule : rules())
        if (hasWordAt(part, rule.word))
            return &rule;
    return nullptr;
}

} // namespace

std::span<const NounFile> suitableSenses(std::string_view category) {
    static constexpr std::array<NounFile, 1> kThings{artifact};
    const std::string folded = foldedText(category);
    const auto parts = split(folded, ':');
    for (auto part = parts.rbegin(); part != parts.rend(); ++part)
        if (const Rule* rule = ruleFor(trimmed(*part)))
            return rule->files;
    return kThings;
}

} // namespace crossview
