#include "categories.h"

#include "common/text.h"
#include "common/unicode_text.h"

#include <string>
#include <vector>

namespace crossview {
namespace {

using enum NounFile;

struct Rule {
    std::string_view word; ///< begins a word of the category
    SenseFilter senses;
};

/// The first rule whose word occurs is taken, so that the particular stands before the general.
const std::vector<Rule>& rules() {
    static const std::vector<Rule> kRules{
        {"kitchen",
         {{artifact, food, plant},
          {"kitchen utensil", "tableware", "kitchen appliance", "cutlery", "furniture", "home appliance",
           "vessel", "food"}}},
        {"bathroom", {{artifact}, {"plumbing fixture", "toiletry", "furniture", "towel"}}},
        {"bedroom", {{artifact}, {"furniture", "clothing", "furnishing", "bedclothes", "plaything"}}},
        {"living room",
         {{artifact, plant},
          {"furniture", "furnishing", "electronic equipment", "musical instrument", "houseplant",
           "decoration", "lamp"}}},
        {"doors", {{artifact}, {"movable barrier", "framework", "barrier"}}},
        {"lights", {{artifact}, {"lamp", "source of illumination", "lighting fixture"}}},
        {"staircases", {{artifact}, {"stairway", "way"}}},
        {"tool", {{artifact}, {"tool", "implement", "weapon", "measuring instrument"}}},
        {"container", {{artifact}, {"container"}}},
        {"electronics", {{artifact}, {"electronic equipment", "device"}}},
        {"buildings", {{artifact}, {"building", "structure"}}},
        {"household", {{artifact}, {"furniture", "implement", "tool", "toiletry", "device"}}},
        {"country", {{location}, {}}},
        {"flags", {{location}, {}}},
        {"flag", {{artifact, communication}, {}}},
        {"map", {{location, object}, {}}},
        {"animal", {{animal}, {}}},
        {"mammal", {{animal}, {}}},
        {"monkey", {{animal}, {}}},
        {"cat face", {{animal}, {}}},
        {"dinosaur", {{animal}, {}}},
        {"plant", {{plant}, {}}},
        {"flower", {{plant}, {}}},
        {"tree", {{plant}, {}}},
        {"dishware", {{artifact}, {"tableware", "kitchen utensil", "cutlery", "vessel"}}},
        {"food", {{food, plant, artifact}, {"food", "foodstuff", "beverage", "tableware"}}},
        {"fruit", {{food, plant}, {"food"}}},
        {"drink", {{food, artifact, substance}, {"beverage", "foodstuff", "vessel"}}},
        {"beverage", {{food, artifact}, {"beverage", "foodstuff", "vessel"}}},
        {"face", {{communication, body, cognition, animal, artifact}, {}}},
        {"emotion", {{communication, feeling, body, artifact, phenomenon}, {}}},
        {"heart", {{body, artifact}, {}}},
        {"smilies", {{communication, person, act}, {}}},
        {"clothing", {{artifact}, {"clothing", "footwear", "headdress", "jewelry"}}},
        {"body", {{body}, {"body part"}}},
        {"hand", {{body, communication, act}, {}}},
        {"family", {{group, person}, {"family", "person"}}},
        {"person fantasy", {{cognition, person}, {"spiritual being", "imaginary being", "mythical being"}}},
        {"people", {{person, act, body}, {"person"}}},
        {"person", {{person, act, cognition}, {"person"}}},
        {"character", {{person}, {"person"}}},
        {"sky", {{phenomenon, object, event, time}, {}}},
        {"weather", {{phenomenon, object}, {}}},
        {"astronomy", {{object}, {}}},
        {"time", {{artifact, time}, {}}},
        {"geograph", {{object, location}, {}}},
        {"place", {{artifact, object, location}, {}}},
        {"transport", {{artifact}, {"vehicle", "way", "sign"}}},
        {"vehicle", {{artifact}, {"wheeled vehicle", "aircraft", "boat"}}},
        {"holiday", {{time, artifact, event, person, plant, animal}, {"holiday", "Christmas"}}},
        {"event", {{artifact, time, event, plant}, {}}},
        {"party", {{artifact, event, food}, {"toy"}}},
        {"sport", {{act, artifact}, {"sports equipment", "game equipment", "sport"}}},
        {"game", {{artifact, act}, {"game equipment", "game", "plaything"}}},
        {"chess", {{artifact}, {"chessman"}}},
        {"music", {{artifact, communication}, {"musical instrument", "electronic equipment"}}},
        {"religion", {{communication, artifact, cognition, object}, {}}},
        {"zodiac", {{location, person, cognition}, {}}},
        {"money", {{possession, artifact}, {}}},
        {"currency", {{possession, quantity}, {}}},
        {"alphanum", {{communication}, {}}},
        {"geometric", {{shape}, {}}},
        {"symbol", {{communication, artifact, object, phenomenon}, {}}},
        {"sign", {{communication, artifact}, {}}},
        {"arrow", {{communication, artifact, shape}, {}}},
        {"punctuation", {{communication}, {}}},
        {"math", {{communication}, {}}},
        {"book", {{artifact, communication}, {}}},
        {"mail", {{artifact, communication}, {}}},
        {"writing", {{artifact, communication}, {"writing implement"}}},
        {"office", {{artifact, communication}, {"furniture", "writing implement", "stationery"}}},
        {"education", {{artifact, communication}, {"writing implement", "publication"}}},
        {"computer",
         {{artifact, communication}, {"electronic equipment", "computer", "machine", "peripheral"}}},
        {"medic", {{artifact, body, substance, food}, {"medical instrument", "medicine"}}},
        {"science", {{artifact, object, substance}, {"instrument", "laboratory equipment", "device"}}},
        {"exterior", {{artifact, plant, object}, {"plant", "structure", "vehicle", "furniture"}}},
        {"recreation", {{artifact, act, event, person}, {}}},
        {"decoration", {{artifact, shape, plant}, {}}},
        {"miscellaneous", {{artifact, food, plant, animal}, {}}},
        {"unsorted", {{artifact, animal, plant, food, person, object, body, phenomenon, act}, {}}},
        {"logos", {{}, {}}},
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

const SenseFilter& suitableSenses(std::string_view category) {
    static const SenseFilter kThings{{artifact}, {}};
    const std::string folded = foldedText(category);
    const auto parts = split(folded, ':');
    for (auto part = parts.rbegin(); part != parts.rend(); ++part)
        if (const Rule* rule = ruleFor(trimmed(*part)))
            return rule->senses;
    return kThings;
}

} // namespace crossview
