#pragma once

#include "common/pixel_box.h"
#include "dataset/dataset.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace crossview {

/// A further cell of a row, in a column that is neither picture, caption, split nor concept.
struct RecordCell {
    std::string_view column;
    std::string_view value;
    bool isScalar = true; ///< false: it holds a list or an object
};

/// One caption as a file writes it, before its picture is looked for. The views live during the call only.
struct CaptionRecord {
    std::string_view image;                 ///< file name or path of the picture
    std::string_view caption;               ///< may hold line breaks
    std::string_view split;                 ///< the file's word for it; empty where it names none
    std::string_view conceptName;           ///< empty where the file names none
    std::size_t line = 0;                   ///< 1-based; 0 where the format has no lines
    std::span<const RecordCell> cells = {}; ///< what else the row says; of all its captions
    /// What of the picture the caption is of: a region, whose caption is a phrase. Without a caption it is a
    /// proposal.
    std::optional<PixelBox> box = {};
};

/// Where a parser puts what it reads. All four are set; `advance` may throw to end the parsing.
struct CaptionSink {
    std::function<void(const CaptionRecord&)> record;
    std::function<void(std::size_t line, const std::string& reason)> problem; ///< what is not taken, and why
    std::function<void(const std::string& sentence)> note;            ///< how the file was read: its columns
    std::function<void(std::size_t done, std::size_t total)> advance; ///< bytes; total 0 while unknown
};

/// A longer line is no caption but a file of another kind; it is reported and skipped.
inline constexpr std::size_t kMaxLineBytes = std::size_t{1} << 20;

/// The split that a word of a file names: train, training and Karpathy's restval; val, valid, validation and
/// dev; test and testing; unused and none. Upper and lower case alike. Nothing for another word.
std::optional<Split> splitFromWord(std::string_view word);

/// True for a cell that says that there is nothing: empty, or one of the words that programs write then (nan,
/// None, null, N/A, <NA>, …), as pandas reads them.
bool isMissing(std::string_view cell);

/// The text without a leading UTF-8 byte order mark.
std::string_view withoutByteOrderMark(std::string_view text);

/// ASCII letters in lower case, other bytes as they are: for file names and column names.
std::string lowerAscii(std::string_view text);

/// White space, control characters and Unicode's line and paragraph separators folded to single blanks, none
/// at the ends: a caption on one line.
std::string onOneLine(std::string_view text);

/// Lines of a text in memory, without "\n" or "\r\n".
class LineReader {
public:
    explicit LineReader(std::string_view text) : m_text(text) {}
    /// Moves to the next line; false at the end.
    bool next();
    std::string_view line() const { return m_line; }
    std::size_t number() const { return m_number; } ///< 1-based
    std::size_t position() const { return m_next; } ///< bytes read so far

private:
    std::string_view m_text;
    std::string_view m_line;
    std::size_t m_next = 0;
    std::size_t m_number = 0;
};

} // namespace crossview
