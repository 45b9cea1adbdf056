#include "emoji.h"

#include "categories.h"
#include "cldr.h"
#include "common/error.h"
#include "common/progress.h"
#include "common/text.h"
#include "files/atomic_file.h"
#include "texts.h"

#include <QFont>
#include <QFontDatabase>
#include <QGlyphRun>
#include <QPainter>
#include <QRawFont>
#include <QTextLayout>

#include <algorithm>
#include <memory>

namespace crossview {
namespace {

constexpr int kBitmapSize = 109; ///< pixels per em of Noto's bitmaps: no scaling by the font engine

std::string categoryOf(const EmojiEntry& entry) {
    std::string subgroup = entry.subgroup;
    std::replace(subgroup.begin(), subgroup.end(), '-', ' ');
    return entry.group + ": " + subgroup;
}

/// What to ask WordNet for: "flag: Norway" -> "Norway", "dog face" -> "dog".
std::string nounOf(const EmojiEntry& entry, const std::string& name) {
    constexpr std::string_view kFlag = "flag: ";
    constexpr std::string_view kFace = " face";
    if (name.starts_with(kFlag))
        return name.substr(kFlag.size());
    if (entry.group == "Animals & Nature" && name.ends_with(kFace))
        return name.substr(0, name.size() - kFace.size());
    return name;
}

Candidate candidateOf(const EmojiEntry& entry, const Annotations& annotations, const WordNet& wordNet) {
    const QString sequence = QString::fromStdString(entry.sequence);
    const auto found = annotations.find(QString(sequence).remove(QChar(u'\uFE0F')).toStdString());
    const Annotation annotation = found == annotations.end() ? Annotation{} : found->second;
    Candidate candidate;
    candidate.file = "emoji-" + entry.code + ".png";
    candidate.title = annotation.name.empty() ? entry.name : annotation.name;
    candidate.source = "Noto Color Emoji (Apache-2.0)";
    const std::string category = categoryOf(entry);
    TextList texts;
    texts.add(candidate.title, "name");
    texts.addKeywords(annotation.keywords, candidate.title);
    texts.add(category, "category");
    texts.addSense(wordNet.lookUpPhrase(nounOf(entry, candidate.title), suitableSenses(category)));
    candidate.texts = texts.take();
    return candidate;
}

} // namespace

EmojiFont::EmojiFont(const std::filesystem::path& file) {
    const int id = QFontDatabase::addApplicationFont(QString::fromStdString(file.string()));
    const QStringList families = id < 0 ? QStringList{} : QFontDatabase::applicationFontFamilies(id);
    if (families.isEmpty())
        throw Error(file.string() +
                    ": Qt cannot use this font. Reinstall the package fonts-noto-color-emoji.");
    m_family = families.first();
}

QImage EmojiFont::draw(const QString& sequence) const {
    QFont font(m_family);
    font.setPixelSize(kBitmapSize);
    font.setStyleStrategy(QFont::NoFontMerging);
    QTextLayout layout(sequence, font);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(1e6);
    layout.endLayout();
    // A sequence that the font does not know comes out as its parts: more than one glyph, or a wide line.
    const auto runs = layout.glyphRuns();
    if (runs.size() != 1 || runs.first().glyphIndexes().contains(0U) ||
        line.naturalTextWidth() > 1.5 * kBitmapSize)
        return {};
    QImage image(2 * kBitmapSize, 2 * kBitmapSize, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    layout.draw(&painter, QPointF(kBitmapSize / 4.0, kBitmapSize / 4.0));
    painter.end();
    return image;
}

std::vector<Candidate> emojiCandidates(const EmojiFiles& files, const WordNet& wordNet,
                                       const std::stop_token& stop) {
    const Annotations annotations = readAnnotations(files.cldrCommon);
    throwIfStopped(stop);
    const auto entries = parseEmojiTest(readFile(files.emojiTest));
    if (entries.empty())
        throw Error(files.emojiTest.string() + " lists no emoji. Reinstall the package unicode-data.");
    const auto font = std::make_shared<const EmojiFont>(files.font);
    const std::size_t bytes = std::filesystem::file_size(files.font);
    std::vector<Candidate> candidates;
    for (const EmojiEntry& entry : entries) {
        throwIfStopped(stop);
        candidates.push_back(candidateOf(entry, annotations, wordNet));
        candidates.back().sourceBytes = bytes;
        candidates.back().draw = [font, sequence = QString::fromStdString(entry.sequence)] {
            return font->draw(sequence);
        };
    }
    return candidates;
}

} // namespace crossview
