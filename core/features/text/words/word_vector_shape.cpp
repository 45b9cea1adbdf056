#include "features/text/words/word_vector_shape.h"

#include "common/error.h"
#include "common/text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include <fmt/format.h>

namespace crossview {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kMostDimensions = 10000;
constexpr std::size_t kLongestLine = std::size_t{1} << 20; // bytes
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// What lies under the name of such a file now and then, and what to do about it.
struct OtherKind {
    std::string_view beginning; ///< in lower case
    std::string_view what;
    std::string_view remedy;
};
constexpr std::array<OtherKind, 9> kOtherKinds{
    {{"version https://git-lfs"sv, "it is a pointer of Git LFS", "Get the file itself with git lfs pull."},
     {"<!doctype"sv, "it is a web page", "Download the file itself."},
     {"<html"sv, "it is a web page", "Download the file itself."},
     {"<?xml"sv, "it is XML", "Download the file itself."},
     {"pk\x03\x04"sv, "it is a ZIP archive", "Unpack it first."},
     {"\x1f\x8b"sv, "it is a gzip archive", "Unpack it first, with gunzip."},
     {"\xba\x16\x6f\x2f"sv, "it is a whole model of fastText", "Take the .vec file that belongs to it."},
     {"\x93numpy"sv, "it is an array without words", "Save the model with gensim's save_word2vec_format."},
     {"\x80"sv, "it is a pickled model", "Save the model with gensim's save_word2vec_format."}}};

std::string_view lineAt(std::string_view text, std::size_t start) {
    const std::string_view rest = text.substr(start, kLongestLine);
    return rest.substr(0, std::min(rest.find('\n'), rest.size()));
}

std::optional<std::size_t> wholeNumber(std::string_view text) {
    const auto number = parseInteger(text);
    if (!number || *number < 0 || !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    return static_cast<std::size_t>(*number);
}

bool isVectorLine(std::string_view line, std::size_t dimensions) {
    const auto fields = fieldsOf(line);
    return fields.size() >= std::max<std::size_t>(dimensions, 1) &&
           std::ranges::all_of(std::span(fields).last(dimensions),
                               [](std::string_view field) { return parseDouble(field).has_value(); });
}

/// Numbers of four bytes hold control characters nearly everywhere; texts hold none.
bool looksLikeText(std::string_view head) {
    return std::ranges::none_of(head, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 && c != '\t' && c != '\n' && c != '\r';
    });
}

} // namespace

std::vector<std::string_view> fieldsOf(std::string_view line) {
    std::vector<std::string_view> fields;
    constexpr std::string_view kBlanks = " \t\r";
    for (std::size_t begin = line.find_first_not_of(kBlanks); begin != std::string_view::npos;) {
        const std::size_t end = std::min(line.find_first_of(kBlanks, begin), line.size());
        fields.push_back(line.substr(begin, end - begin));
        begin = line.find_first_not_of(kBlanks, end);
    }
    return fields;
}

void refuseWordVectors(const std::string& name, const std::string& what, std::string_view remedy) {
    throw Error(fmt::format("{} is not a file of word vectors that can be read: {}. {}", name, what, remedy));
}

WordVectorShape wordVectorShape(std::span<const std::byte> bytes, const std::string& name) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    std::string head(text.substr(0, 64));
    std::ranges::transform(head, head.begin(),
                           [](unsigned char c) { return static_cast<char>(c < 0x80 ? std::tolower(c) : c); });
    for (const OtherKind& kind : kOtherKinds)
        if (head.starts_with(kind.beginning))
            refuseWordVectors(name, std::string(kind.what), kind.remedy);
    WordVectorShape shape;
    shape.start = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    const std::string_view first = lineAt(text, shape.start);
    const auto fields = fieldsOf(first);
    if (fields.empty())
        refuseWordVectors(name, text.empty() ? "it is empty" : "its first line is empty");
    const auto words = wholeNumber(fields.front());
    const auto dimensions = wholeNumber(fields.back());
    shape.hasHeader = fields.size() == 2 && words && dimensions;
    if (!shape.hasHeader) {
        shape.dimensions = fields.size() - 1;
        if (shape.dimensions == 0 || !isVectorLine(first, shape.dimensions))
            refuseWordVectors(name,
                              "its first line holds neither two whole numbers nor a word and its numbers");
    } else {
        shape.words = *words;
        shape.dimensions = *dimensions;
        shape.start = std::min(shape.start + first.size() + 1, text.size());
        if (shape.words == 0 || shape.dimensions == 0)
            refuseWordVectors(name, fmt::format("its header speaks of {} words of {} numbers", shape.words,
                                                shape.dimensions));
        shape.isBinary = !isVectorLine(lineAt(text, shape.start), shape.dimensions) &&
                         !looksLikeText(text.substr(shape.start, 4096));
    }
    if (shape.dimensions > kMostDimensions)
        refuseWordVectors(name, fmt::format("its words have {} numbers each, more than {}", shape.dimensions,
                                            kMostDimensions));
    // A word has a byte and a blank and its numbers; in text a number is a digit and a blank at least.
    const std::size_t least = shape.isBinary ? 4 * shape.dimensions + 2 : 2 * shape.dimensions + 1;
    if (shape.words > (text.size() - shape.start + 1) / least)
        refuseWordVectors(
            name,
            fmt::format("its header speaks of {} words of {} numbers, for which its {} bytes are "
                        "too few",
                        shape.words, shape.dimensions, text.size()),
            "It may be cut off: get it again.");
    return shape;
}

} // namespace crossview
