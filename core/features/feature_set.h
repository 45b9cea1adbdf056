#pragma once

#include "common/matrix.h"
#include "dataset/item_ref.h"
#include "features/feature_chain.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace crossview {

/// A picture row and a text row for each of many kinds of things that a photo classifier knows: what is known
/// of a picture that is surely called so, and the name. Row by row they belong together.
struct ClassPrototypes {
    SharedMatrix images;    ///< [classes, imageDimensions]
    SharedMatrix sentences; ///< [classes, sentenceDimensions]; zero where the chain knows no word of the name
};

/// Features of every item of a data set together with the chain that made them.
struct FeatureSet {
    SharedMatrix images;    ///< [image count, imageDimensions]
    SharedMatrix sentences; ///< [sentence count, sentenceDimensions], rows of length 1 (or 0)
    /// Leading columns of the sentences that stand for words where the others stand for meaning; else 0.
    std::size_t sentenceWordColumns = 0;
    ClassPrototypes prototypes; ///< empty where the features do not include names
    std::shared_ptr<const FeatureChain> chain;
    std::string key;      ///< SHA-256 of inputs and settings: name of the files on disk
    std::string pictures; ///< what the picture files hold (PictureMemory::contentHash); empty: not known
    std::vector<std::string> unreadable;        ///< "path: reason" of images whose row is zero
    std::vector<std::int32_t> unreadableImages; ///< the same images by number, ascending
    std::vector<std::string> remarks;           ///< sentences on what the features were made of
    std::vector<std::int32_t> leftOutImages; ///< unreadable ones and those that an edit leaves out, ascending
    std::vector<std::int32_t> leftOutSentences; ///< those that an edit leaves without an image, ascending

    /// Images take part (in training, recall, answers, map) when their picture could be read, sentences where
    /// no edit took their images away: a text whose only picture cannot be read is still a text that a
    /// picture may find.
    bool takesPart(ItemRef item) const { return !std::ranges::binary_search(leftOut(item.view), item.index); }
    /// Numbers of the items of a view that take no part, ascending.
    std::span<const std::int32_t> leftOut(View view) const {
        return view == View::image ? leftOutImages : leftOutSentences;
    }
    /// Why an item takes no part: "path: reason"; empty where it does.
    std::string whyLeftOut(ItemRef item) const {
        if (takesPart(item))
            return {};
        const auto found = std::ranges::lower_bound(unreadableImages, item.index);
        const auto at = static_cast<std::size_t>(found - unreadableImages.begin());
        if (item.view == View::sentence || found == unreadableImages.end() || *found != item.index)
            return "an edit of the data leaves it out";
        return at < unreadable.size() ? unreadable[at] : std::string("its picture cannot be read");
    }
};

} // namespace crossview
