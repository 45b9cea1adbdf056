#include "dataset/importers/flickr_tokens.h"

#include "common/text.h"
#include "dataset/locating/image_file.h"

#include <array>

namespace crossview {

namespace {

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

bool isGap(char c) {
    return c == ' ' || c == '\t';
}

constexpr std::array<FileName, 4> kFileNames{{{"results_20130124.token", NameRank::published},
                                              {"flickr8k.token.txt", NameRank::published},
                                              {"*.token", NameRank::published},
                                              {"*.token.txt", NameRank::published}}};

/// A vote of the first lines that tell: a token line may hold commas behind its "#0 ", a row of a table may
/// hold a "#1 " behind its separator.
double looksLikeTokens(std::string_view head) {
    constexpr int kTellingLines = 20;
    LineReader reader(head);
    int tokens = 0;
    int rows = 0;
    while (tokens + rows < kTellingLines && reader.next()) {
        const std::string_view line = reader.line();
        const auto parts = splitFlickrLine(line);
        if (parts && parts->image.find_first_of("\t,;|\"") == std::string_view::npos)
            ++tokens;
        else if (line.find_first_of("\t,;|") != std::string_view::npos)
            ++rows;
    }
    return tokens > rows ? static_cast<double>(tokens) / (tokens + rows) : 0;
}

} // namespace

const CaptionFormat& flickrFormat() {
    static const CaptionFormat kFormat{"flickr",
                                       "Flickr token file",
                                       "a line <picture>#<number><tab><caption> for every caption",
                                       kFileNames,
                                       &looksLikeTokens,
                                       [](std::string_view text, const std::string&,
                                          const CaptionSink& sink) { parseFlickrTokens(text, sink); }};
    return kFormat;
}

std::optional<FlickrLine> splitFlickrLine(std::string_view line) {
    const auto digitsEnd = [&](std::size_t hash) {
        std::size_t end = hash + 1;
        while (end < line.size() && isDigit(line[end]))
            ++end;
        return end;
    };
    const auto partsAt = [&](std::size_t hash, std::size_t end) {
        return FlickrLine{trimmed(line.substr(0, hash)), trimmed(line.substr(end))};
    };
    // What stands before a tab is the name with its number, whatever number signs the name holds.
    if (const std::size_t tab = line.find('\t'); tab != std::string_view::npos) {
        const std::size_t hash = line.substr(0, tab).rfind('#');
        const std::size_t end = hash == std::string_view::npos ? 0 : digitsEnd(hash);
        if (end > hash + 1 && trimmed(line.substr(end, tab - end)).empty() &&
            !partsAt(hash, end).image.empty())
            return partsAt(hash, end);
    }
    // Blanks stand between them: the first number behind what ends like a picture counts, else the first.
    std::optional<FlickrLine> first;
    for (std::size_t hash = line.find('#'); hash != std::string_view::npos; hash = line.find('#', hash + 1)) {
        const std::size_t end = digitsEnd(hash);
        if (end == hash + 1 || (end < line.size() && !isGap(line[end])))
            continue;
        const FlickrLine parts = partsAt(hash, end);
        if (parts.image.empty())
            continue;
        if (hasImageExtension(parts.image))
            return parts;
        if (!first)
            first = parts;
    }
    return first;
}

void parseFlickrTokens(std::string_view text, const CaptionSink& sink) {
    LineReader reader(withoutByteOrderMark(text));
    while (reader.next()) {
        sink.advance(reader.position(), text.size());
        const std::string_view line = reader.line();
        if (line.size() > kMaxLineBytes) {
            sink.problem(reader.number(), "the line is " + std::to_string(line.size()) + " bytes long");
            continue;
        }
        if (trimmed(line).empty())
            continue;
        if (const auto parts = splitFlickrLine(line))
            sink.record({parts->image, parts->caption, {}, {}, reader.number()});
        else
            sink.problem(reader.number(), "not of the form <file>#<number><tab><caption>");
    }
}

} // namespace crossview
