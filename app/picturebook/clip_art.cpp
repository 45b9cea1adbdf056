#include "clip_art.h"

#include "categories.h"
#include "common/error.h"
#include "common/progress.h"
#include "common/text.h"
#include "common/threads.h"
#include "common/unicode_text.h"
#include "files/atomic_file.h"
#include "texts.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace crossview {
namespace {

/// One drawing while the titles are compared.
struct Drawing {
    std::filesystem::path path;
    std::string file; ///< relative, with '/'
    std::size_t bytes = 0;
    SvgMetadata metadata;
    std::string title;     ///< from the metadata, cleaned
    std::string fileTitle; ///< from the file name
};

/// "hat - clothing" in the folder clothing -> "hat".
std::string withoutFolderName(const std::string& title, const std::string& file) {
    const auto dash = title.rfind(" - ");
    if (dash == std::string::npos)
        return title;
    std::string remark = foldedText(title.substr(dash + 3));
    std::erase(remark, ' ');
    return file.find("/" + remark + "/") == std::string::npos ? title : title.substr(0, dash);
}

std::vector<Drawing> listDrawings(const std::filesystem::path& folder, const std::stop_token& stop) {
    std::vector<Drawing> drawings;
    std::error_code missing;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, missing)) {
        throwIfStopped(stop);
        if (entry.is_symlink() || !entry.is_regular_file() || entry.path().extension() != ".svg")
            continue;
        Drawing drawing;
        drawing.path = entry.path();
        drawing.file = entry.path().lexically_relative(folder).generic_string();
        drawing.bytes = entry.file_size();
        if (isUsefulClipArt(drawing.file))
            drawings.push_back(std::move(drawing));
    }
    std::sort(drawings.begin(), drawings.end(),
              [](const Drawing& a, const Drawing& b) { return a.file < b.file; });
    return drawings;
}

void readMetadata(Drawing& drawing) {
    const std::string svg = readFile(drawing.path);
    drawing.metadata =
        parseSvgMetadata(QByteArray::fromRawData(svg.data(), static_cast<qsizetype>(svg.size())));
    drawing.title = withoutFolderName(cleanTitle(drawing.metadata.title), drawing.file);
    drawing.fileTitle = titleFromFileName(drawing.path.stem().string(), drawing.metadata.authors);
}

/// True when some word of both begins with the same four letters (or is the same).
bool shareAWord(const std::string& a, const std::string& b) {
    for (const std::string_view left : split(a, ' '))
        for (const std::string_view right : split(b, ' '))
            if (!left.empty() && left.substr(0, 4) == right.substr(0, 4))
                return true;
    return false;
}

/// Many drawings carry the title of a whole collection, or of its first drawing ("Clipart by … - baloon1" on
/// a hat). A title that stands on differently named files is replaced by the file's own name.
void mendSharedTitles(std::vector<Drawing>& drawings) {
    std::map<std::string, std::set<std::string>> fileTitles;
    for (const Drawing& drawing : drawings)
        if (!drawing.title.empty() && !drawing.fileTitle.empty())
            fileTitles[foldedText(drawing.title)].insert(foldedText(drawing.fileTitle));
    for (Drawing& drawing : drawings) {
        if (drawing.fileTitle.empty())
            continue;
        const std::string title = foldedText(drawing.title);
        const auto names = title.empty() ? 0 : fileTitles[title].size();
        if (title.empty() || names >= 3 || (names == 2 && !shareAWord(title, foldedText(drawing.fileTitle))))
            drawing.title = drawing.fileTitle;
    }
}

/// "food/fruit/apple.svg" -> "food: fruit"; empty for unsorted drawings.
std::string categoryOf(std::string_view file) {
    std::string category;
    for (const std::string_view folder : split(file.substr(0, std::min(file.rfind('/'), file.size())), '/')) {
        if (folder == "unsorted" || folder.ends_with(".svg"))
            continue;
        if (!category.empty())
            category += ": ";
        category += folder;
    }
    std::replace(category.begin(), category.end(), '_', ' ');
    return category;
}

/// Map symbols and a desktop's icon set lie outside their folders as well.
bool belongsToASymbolSet(const Drawing& drawing) {
    const auto& keywords = drawing.metadata.keywords;
    const std::string title = foldedText(drawing.metadata.title);
    return title.find("iconset") != std::string::npos || title.ends_with("theme") ||
           std::find(keywords.begin(), keywords.end(), "map_symbol") != keywords.end();
}

std::vector<std::string> usefulKeywords(const SvgMetadata& metadata) {
    std::vector<std::string> authors;
    for (const std::string& author : metadata.authors)
        authors.push_back(foldedText(author));
    std::vector<std::string> keywords;
    for (const std::string& raw : metadata.keywords) {
        auto keyword = cleanKeyword(raw);
        if (keyword && std::find(authors.begin(), authors.end(), foldedText(*keyword)) == authors.end())
            keywords.push_back(std::move(*keyword));
    }
    return keywords;
}

/// "Lemon (Wedge)" -> "Lemon".
std::string nounOf(const std::string& title) {
    return std::string(trimmed(std::string_view(title).substr(0, title.find('('))));
}

std::string pictureName(const std::string& file) {
    std::string name = "clipart-" + file.substr(0, file.rfind('.'));
    for (char& c : name)
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'))
            c = '-';
    return name + ".png";
}

Candidate candidateOf(const Drawing& drawing, const WordNet& wordNet) {
    Candidate candidate;
    candidate.file = pictureName(drawing.file);
    candidate.title = drawing.title;
    candidate.source = "Open Clip Art Library (public domain)";
    candidate.sourceBytes = drawing.bytes;
    const std::string category = categoryOf(drawing.file);
    TextList texts;
    texts.add(drawing.title, "name");
    texts.addKeywords(usefulKeywords(drawing.metadata), drawing.title);
    if (const auto description = cleanDescription(drawing.metadata.description))
        texts.add(*description, "description");
    texts.add(category, "category");
    texts.addSense(wordNet.lookUpPhrase(nounOf(drawing.title),
                                        suitableSenses(category.empty() ? "unsorted" : category)));
    candidate.texts = texts.take();
    candidate.draw = [path = drawing.path] { return drawSvg(QByteArray::fromStdString(readFile(path))); };
    return candidate;
}

} // namespace

bool isUsefulClipArt(std::string_view file) {
    constexpr std::array<std::string_view, 16> kFolders{"shapes/arrows/",
                                                        "shapes/callouts/",
                                                        "shapes/flowchart/",
                                                        "shapes/jigsaw/",
                                                        "shapes/stars/",
                                                        "recreation/games/cards/",
                                                        "recreation/games/dice/",
                                                        "computer/buttons/",
                                                        "buttons/",
                                                        "computer/folders/",
                                                        "computer/diagrams/",
                                                        "signs_and_symbols/map_symbols/",
                                                        "signs_and_symbols/flags/semaphore/",
                                                        "signs_and_symbols/flags/historic/navy/",
                                                        "unsorted/duplicates/",
                                                        "special/"};
    const bool isTheme = file.find("-theme/") != std::string_view::npos;
    return !isTheme && std::none_of(kFolders.begin(), kFolders.end(),
                                    [&](std::string_view folder) { return file.starts_with(folder); });
}

std::vector<Candidate> clipArtCandidates(const std::filesystem::path& svgFolder, const WordNet& wordNet,
                                         const std::stop_token& stop) {
    std::vector<Drawing> drawings = listDrawings(svgFolder, stop);
    if (drawings.empty())
        throw Error(svgFolder.string() + " has no drawings. Reinstall the package openclipart-svg.");
    parallelFor(drawings.size(), stop, [&drawings](std::size_t i) { readMetadata(drawings[i]); });
    mendSharedTitles(drawings);
    std::vector<Candidate> candidates;
    for (const Drawing& drawing : drawings) {
        throwIfStopped(stop);
        if (!drawing.title.empty() && !belongsToASymbolSet(drawing))
            candidates.push_back(candidateOf(drawing, wordNet));
    }
    return candidates;
}

} // namespace crossview
