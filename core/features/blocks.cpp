#include "features/blocks.h"

#include "features/feature_options.h"

#include <algorithm>
#include <vector>

namespace crossview {
namespace {

/// The entry of a block whose view's options are what `optionsOf` gives.
template <typename Block, typename OptionsOf>
FeatureBlock entry(View view, OptionsOf optionsOf) {
    const auto reach = [optionsOf](int Block::Options::*member) {
        return IntegerOption([optionsOf, member](const FeatureOptions& options) -> const int& {
            return optionsOf(options).*member;
        });
    };
    FeatureBlock block{
        Block::kDescription, view, reach(Block::kComponents), {}, [optionsOf](const auto& options) {
            return isOn<Block>(optionsOf(options));
        }};
    if constexpr (requires { Block::kSettings; })
        for (const auto& setting : Block::kSettings)
            block.settings.push_back({setting.key, setting.label, setting.help, setting.unit, setting.minimum,
                                      setting.maximum, setting.step, reach(setting.member)});
    return block;
}

template <typename... Blocks, typename OptionsOf>
void addEntries(BlockList<Blocks...>, View view, OptionsOf optionsOf, std::vector<FeatureBlock>& table) {
    (table.push_back(entry<Blocks>(view, optionsOf)), ...);
}

std::vector<FeatureBlock> makeTable() {
    std::vector<FeatureBlock> table;
    addEntries(
        ImageBlocks(), View::image, [](const FeatureOptions& o) -> const auto& { return o.image; }, table);
    addEntries(
        TextBlocks(), View::sentence, [](const FeatureOptions& o) -> const auto& { return o.text; }, table);
    return table;
}

} // namespace

std::span<const FeatureBlock> featureBlocks() {
    static const std::vector<FeatureBlock> table = makeTable();
    return table;
}

const FeatureBlock* featureBlock(std::string_view key) {
    const auto table = featureBlocks();
    const auto found = std::ranges::find(table, key, &FeatureBlock::key);
    return found == table.end() ? nullptr : &*found;
}

} // namespace crossview
