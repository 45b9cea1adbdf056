#include "cldr.h"

#include "common/error.h"
#include "common/text.h"
#include "files/atomic_file.h"

#include <QByteArray>
#include <QString>
#include <QXmlStreamReader>

#include <charconv>
#include <optional>

namespace crossview {
namespace {

constexpr char32_t kVariationSelector = 0xFE0F;

std::optional<char32_t> parseCode(std::string_view digits) {
    std::uint32_t value = 0;
    const auto* end = digits.data() + digits.size();
    const auto result = std::from_chars(digits.data(), end, value, 16);
    if (digits.empty() || result.ec != std::errc{} || result.ptr != end || value > 0x10FFFF)
        return std::nullopt;
    return static_cast<char32_t>(value);
}

bool isSkinTone(char32_t code) {
    return code >= 0x1F3FB && code <= 0x1F3FF;
}

/// The name behind "# 😀 E1.0 ".
std::string_view nameOf(std::string_view comment) {
    const auto version = comment.find(" E");
    if (version == std::string_view::npos)
        return {};
    const auto blank = comment.find(' ', version + 1);
    return blank == std::string_view::npos ? std::string_view{} : trimmed(comment.substr(blank));
}

/// Reads "1F600 FE0F" into an entry; nothing when it is no emoji or has a skin tone.
std::optional<EmojiEntry> parseCodes(std::string_view codes) {
    EmojiEntry entry;
    std::u32string sequence;
    for (const std::string_view digits : split(codes, ' ')) {
        if (digits.empty())
            continue;
        const auto code = parseCode(digits);
        if (!code || isSkinTone(*code))
            return std::nullopt;
        sequence += *code;
        if (*code == kVariationSelector)
            continue;
        if (!entry.code.empty())
            entry.code += '-';
        entry.code += QString::number(static_cast<uint>(*code), 16).toStdString();
    }
    if (sequence.empty())
        return std::nullopt;
    entry.sequence =
        QString::fromUcs4(sequence.data(), static_cast<qsizetype>(sequence.size())).toStdString();
    return entry;
}

} // namespace

void parseAnnotations(std::string_view xml, const std::string& name, Annotations& annotations) {
    QXmlStreamReader reader(QByteArray::fromRawData(xml.data(), static_cast<qsizetype>(xml.size())));
    while (!reader.atEnd()) {
        if (reader.readNext() != QXmlStreamReader::StartElement ||
            reader.name() != QStringLiteral("annotation"))
            continue;
        const auto attributes = reader.attributes();
        const QString code = attributes.value(QStringLiteral("cp")).toString().remove(QChar(u'\uFE0F'));
        const bool isName = attributes.value(QStringLiteral("type")) == QStringLiteral("tts");
        const std::string text = reader.readElementText(QXmlStreamReader::SkipChildElements).toStdString();
        Annotation& annotation = annotations[code.toStdString()];
        if (isName) {
            annotation.name = trimmed(text);
            continue;
        }
        annotation.keywords.clear();
        for (const std::string_view keyword : split(text, '|'))
            if (!trimmed(keyword).empty())
                annotation.keywords.emplace_back(trimmed(keyword));
    }
    if (reader.hasError())
        throw Error(name + ", line " + std::to_string(reader.lineNumber()) + ": " +
                    reader.errorString().toStdString() + " Reinstall the package unicode-cldr-core.");
}

Annotations readAnnotations(const std::filesystem::path& commonFolder) {
    Annotations annotations;
    for (const char* folder : {"annotations", "annotationsDerived"}) {
        const auto file = commonFolder / folder / "en.xml";
        parseAnnotations(readFile(file), file.string(), annotations);
    }
    return annotations;
}

std::vector<EmojiEntry> parseEmojiTest(std::string_view text) {
    constexpr std::string_view kGroup = "# group:";
    constexpr std::string_view kSubgroup = "# subgroup:";
    std::vector<EmojiEntry> entries;
    std::string group;
    std::string subgroup;
    for (const std::string_view line : split(text, '\n')) {
        if (line.starts_with(kGroup))
            group = trimmed(line.substr(kGroup.size()));
        else if (line.starts_with(kSubgroup))
            subgroup = trimmed(line.substr(kSubgroup.size()));
        const auto semicolon = line.find(';');
        const auto hash = line.find('#', semicolon == std::string_view::npos ? 0 : semicolon);
        if (line.starts_with('#') || semicolon == std::string_view::npos || hash == std::string_view::npos)
            continue;
        if (trimmed(line.substr(semicolon + 1, hash - semicolon - 1)) != "fully-qualified")
            continue;
        auto entry = parseCodes(line.substr(0, semicolon));
        if (!entry)
            continue;
        entry->group = group;
        entry->subgroup = subgroup;
        entry->name = nameOf(line.substr(hash));
        entries.push_back(std::move(*entry));
    }
    return entries;
}

} // namespace crossview
