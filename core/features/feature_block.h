#pragma once

#include "dataset/dataset.h"

#include <functional>
#include <string_view>
#include <vector>

/// Marks a text of core that ui shows translated, for lupdate -tr-function-alias
/// QT_TRANSLATE_NOOP+=CROSSVIEW_TRANSLATABLE: core knows no Qt.
#define CROSSVIEW_TRANSLATABLE(context, text) text

namespace crossview {

struct FeatureOptions;

/// What a person and the program know of a block of features without computing it: a constant in the header
/// of the block. Its option is a number of dimensions; 0 leaves the block out.
struct BlockDescription {
    std::string_view key; ///< of the option, as run files and the command line spell it
    const char* name;     ///< for a person (translated under "FeatureBlock", like `use`)
    const char* use;      ///< one plain sentence: what it is good for
    const char* label;    ///< of the option
    const char* help;     ///< of the option: one plain sentence
    int maximum = 4096;   ///< of the dimensions
    int step = 10;
    int dimensions = 160; ///< when it is switched on and the preset leaves it off
    /// Pretrained network that computes it (catalogue.h), and is to be had beside it; empty: none.
    std::string_view encoder = {};
    /// Pretrained network that it needs besides, which another block brings; empty: none.
    std::string_view reader = {};
    /// Place in a list for a person, what knows most first; blocks of one place stand in the table's order.
    int place = 100;
    /// Whether its settings are a part of every key of stored features, as from the start; a block that came
    /// later is part of a key only where it is on, so that older features are found again.
    bool inEveryKey = false;
};

/// A whole number that a block is set by besides its dimensions, and the member of its options.
template <typename Options>
struct BlockSetting {
    int Options::*member;
    std::string_view key;
    const char* label;
    const char* help;
    const char* unit;
    int minimum;
    int maximum;
    int step;
};

/// A whole number among the options, for code that reads and writes it without knowing which it is.
class IntegerOption {
public:
    using Reach = std::function<const int&(const FeatureOptions&)>;
    explicit IntegerOption(Reach reach) : m_reach(std::move(reach)) {}

    const int& operator()(const FeatureOptions& options) const { return m_reach(options); }
    int& operator()(FeatureOptions& options) const { return const_cast<int&>(m_reach(options)); }

private:
    Reach m_reach;
};

/// An entry of the table of blocks (blocks.h): a description with access to the options.
struct FeatureBlock : BlockDescription {
    /// BlockSetting of whatever block.
    struct Setting {
        std::string_view key;
        const char* label;
        const char* help;
        const char* unit;
        int minimum;
        int maximum;
        int step;
        IntegerOption value;
    };

    View view;
    IntegerOption components; ///< dimensions asked for
    std::vector<Setting> settings;
    /// Whether the options put it among the features.
    std::function<bool(const FeatureOptions&)> isOn;

    /// Whether it needs an encoder of that name.
    bool needs(std::string_view network) const {
        return !network.empty() && (network == encoder || network == reader);
    }
};

} // namespace crossview
