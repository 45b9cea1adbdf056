#pragma once

#include "candidate.h"
#include "wordnet.h"

#include <filesystem>
#include <stop_token>
#include <vector>

namespace crossview {

/// Draws emoji with a font of colour bitmaps. Any thread may draw.
class EmojiFont {
public:
    /// Registers the font file with Qt (a QGuiApplication must exist). Throws Error when Qt refuses it.
    explicit EmojiFont(const std::filesystem::path& file);

    /// The emoji's picture; a null image where the font has no single glyph for the whole sequence.
    QImage draw(const QString& sequence) const;

private:
    QString m_family;
};

/// Files that the emoji come from.
struct EmojiFiles {
    std::filesystem::path font;       ///< NotoColorEmoji.ttf
    std::filesystem::path emojiTest;  ///< Unicode's emoji-test.txt
    std::filesystem::path cldrCommon; ///< CLDR's folder common/
};

/// Every emoji without skin tones with CLDR's name and keywords, its group, and WordNet's words.
/// Throws Error when a file is missing, Cancelled on a stop.
std::vector<Candidate> emojiCandidates(const EmojiFiles& files, const WordNet& wordNet,
                                       const std::stop_token& stop);

} // namespace crossview
