#pragma once

#include "style/theme.h"

#include <QtCore/QString>

#include <cstdint>
#include <vector>

namespace crossview::ui {

/// What the colours of a map say: a class of every item. A value; never written to after it is shown.
struct ItemColours {
    enum class Scale {
        views,      ///< no classes: each item has the colour of its view
        categories, ///< no order among them
        ordered     ///< from low to high
    };
    struct Class {
        enum class Kind { coloured, other, missing };
        QString name;
        std::uint64_t id = 0; ///< of what it stands for, the same from map to map
        Kind kind = Kind::coloured;
    };
    static constexpr std::size_t kMostClasses = 12;

    Scale scale = Scale::views;
    bool lowStandsOut = false;  ///< ordered: the low end is looked for, and stands out from any ground
    QString key;                ///< of the choice, e.g. "rank"
    QString name;               ///< of the scale, for a person
    QString explanation;        ///< what it says, in a sentence
    std::vector<Class> classes; ///< at most kMostClasses, coloured ones first; empty for the views
    std::vector<std::uint8_t> ofImage, ofSentence; ///< number of the class of every item; empty for the views
};

/// Colour of a class.
QColor classColour(const Theme& theme, const ItemColours& colours, std::size_t number);

} // namespace crossview::ui
