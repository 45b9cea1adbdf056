#include "experiment/feature_blocks.h"

#include <QtGlobal>

#include <algorithm>
#include <array>

namespace crossview::ui {
namespace {

constexpr int kHandCrafted = 160;

constexpr std::array<FeatureBlock, 11> kBlocks{{
    {"features.image.lite2Components", View::image, QT_TRANSLATE_NOOP("FeatureBlock", "EfficientNet-lite2"),
     QT_TRANSLATE_NOOP("FeatureBlock", "Sees what a picture shows."), 400, "efficientnet-lite2"},
    {"features.image.lite0Components", View::image, QT_TRANSLATE_NOOP("FeatureBlock", "EfficientNet-lite0"),
     QT_TRANSLATE_NOOP("FeatureBlock", "Sees what a picture shows, quicker."), 400, "efficientnet-lite0"},
    {"features.image.nameComponents",
     View::image,
     QT_TRANSLATE_NOOP("FeatureBlock", "Names"),
     QT_TRANSLATE_NOOP("FeatureBlock", "Which of a thousand names suit it."),
     384,
     {}},
    {"features.image.network.components",
     View::image,
     QT_TRANSLATE_NOOP("FeatureBlock", "Your own network"),
     QT_TRANSLATE_NOOP("FeatureBlock", "An ONNX or TorchScript file of yours."),
     400,
     {}},
    {"features.image.hsvComponents",
     View::image,
     QT_TRANSLATE_NOOP("FeatureBlock", "Colour (HSV)"),
     QT_TRANSLATE_NOOP("FeatureBlock", "Which colours are where."),
     kHandCrafted,
     {}},
    {"features.image.hogComponents",
     View::image,
     QT_TRANSLATE_NOOP("FeatureBlock", "Outline (HOG)"),
     QT_TRANSLATE_NOOP("FeatureBlock", "Which way the outlines run."),
     kHandCrafted,
     {}},
    {"features.image.tinyComponents",
     View::image,
     QT_TRANSLATE_NOOP("FeatureBlock", "Layout (tiny)"),
     QT_TRANSLATE_NOOP("FeatureBlock", "The picture at 16 by 16 pixels."),
     kHandCrafted,
     {}},
    {"features.image.gistComponents",
     View::image,
     QT_TRANSLATE_NOOP("FeatureBlock", "Texture (gist)"),
     QT_TRANSLATE_NOOP("FeatureBlock", "Stripes, grain and other textures."),
     kHandCrafted,
     {}},
    {"features.image.patchComponents",
     View::image,
     QT_TRANSLATE_NOOP("FeatureBlock", "Parts (patches)"),
     QT_TRANSLATE_NOOP("FeatureBlock", "Small parts that many pictures share."),
     kHandCrafted,
     {}},
    {"features.text.miniLmComponents", View::sentence, QT_TRANSLATE_NOOP("FeatureBlock", "Meaning (MiniLM)"),
     QT_TRANSLATE_NOOP("FeatureBlock", "Understands words that no training text holds."), 384, "minilm-l6"},
    {"features.text.components",
     View::sentence,
     QT_TRANSLATE_NOOP("FeatureBlock", "Words (tf-idf)"),
     QT_TRANSLATE_NOOP("FeatureBlock", "The exact words."),
     800,
     {}},
}};

} // namespace

std::span<const FeatureBlock> featureBlocks() {
    return kBlocks;
}

const FeatureBlock* featureBlock(std::string_view key) {
    const auto* found = std::ranges::find(kBlocks, key, &FeatureBlock::key);
    return found == kBlocks.end() ? nullptr : found;
}

} // namespace crossview::ui
