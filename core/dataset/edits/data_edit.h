#pragma once

#include "dataset/item_ref.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// What a person changes of imported data before a run learns from it. What was imported stays as it is.
struct DataEdit {
    enum class Kind : std::uint8_t {
        unpair,   ///< items: an image and a sentence, which does not describe it
        reword,   ///< items: an image and a sentence; the image's caption reads `text` instead
        leaveOut, ///< items take no part
        join,     ///< images show the same: each one's sentences describe all, and they stand in one split
        accept    ///< what a check found of the items is right as it is; changes nothing
    };
    Kind kind = Kind::accept;
    std::vector<ItemRef> items;
    std::string text; ///< reword: UTF-8, one line; else empty

    bool operator==(const DataEdit&) const = default;
};
/// "unpair", "reword", "leave-out", "join", "accept".
const char* toString(DataEdit::Kind kind);
/// Throws Error for another word.
DataEdit::Kind editKindFromString(std::string_view word);

/// Those that change the data: all but accepted findings.
std::vector<DataEdit> changingEdits(std::span<const DataEdit> edits);

/// One sentence on why an edit cannot be made of data as they are shown: it names items that they do not
/// hold, or too few of them, or has no text; empty where it can.
std::string whyNotPossible(const DataEdit& edit, const Dataset& shown);

/// Whether all of them name items that there are, or that those before them add.
bool canBeMade(std::span<const DataEdit> edits, const Dataset& imported);

/// What a run learns from, once the edits are made.
struct EditedData {
    std::shared_ptr<const Dataset> dataset;
    std::vector<std::int32_t> leftOutImages;       ///< ascending
    std::vector<std::int32_t> leftOutSentences;    ///< those that describe no image any more, ascending
    std::vector<std::vector<std::int32_t>> joined; ///< images that show the same, the first of a join first
};

/// Makes the edits in their order. Items keep their numbers; a new wording of a sentence that describes other
/// images too becomes a sentence behind the last, or is found among those there are. Without edits the data
/// set itself. One that earlier ones made needless (its pair is gone) does nothing. Throws Error where one
/// names items that do not exist.
EditedData edited(const std::shared_ptr<const Dataset>& imported, std::span<const DataEdit> edits);

} // namespace crossview
