#include "dataset/importers/feature_import.h"

#include "arrays/row_names.h"
#include "common/error.h"
#include "dataset/importers/feature_rows.h"
#include "dataset/importers/row_lists.h"

#include <fmt/format.h>
#include <numeric>
#include <string_view>
#include <unordered_set>

namespace crossview {
namespace {

/// How the rows of two matrices belong together.
enum class Match : std::uint8_t { oneToOne, fiveSentences, listed, named };

/// The two files, opened, with what is known of them before a value is read.
struct OpenedFiles {
    ArrayFile images;
    ArrayFile texts;
    Match match;
    std::vector<Relation::Pair> pairs; ///< where they are listed or named
    std::vector<std::string> names;    ///< of the rows; empty where none were given
    std::vector<std::string> sentenceNames;
};

/// Whether so many rows match without a list.
bool match(std::size_t images, std::size_t texts) {
    return texts == images || texts == kSentencesPerImage * images;
}

/// MATLAB users keep a column an item. Where the rows do not match, and the columns of one file do, those are
/// the items; never of both files, for two of one width and another number of rows are a mistake. Of two
/// files of which either may be the one, the items are those that are more.
void turnWhereColumnsMatch(ArrayFile& images, ArrayFile& texts) {
    if (match(images.rows(), texts.rows()))
        return;
    const std::size_t turnedImages = images.columnsAsItems();
    const std::size_t turnedTexts = texts.columnsAsItems();
    bool first = turnedImages > 0 && match(turnedImages, texts.rows());
    const bool second = turnedTexts > 0 && match(images.rows(), turnedTexts);
    if (!first && !second)
        return;
    if (first && second)
        first = turnedImages > images.rows();
    (first ? images : texts).takeColumnsAsItems();
}

/// The pairs of rows that both files call alike; empty where there are none, or images are called alike.
std::vector<Relation::Pair> pairsByName(const ArrayFile& images, const std::vector<std::string>& imageNames,
                                        const std::vector<std::string>& textNames) {
    std::vector<Relation::Pair> pairs;
    const std::unordered_set<std::string_view> different(imageNames.begin(), imageNames.end());
    if (different.size() != imageNames.size() || textNames.empty())
        return pairs;
    const RowNames rows(imageNames, images.place());
    for (std::size_t t = 0; t < textNames.size(); ++t)
        if (const auto row = rows.rowOf(textNames[t]))
            pairs.emplace_back(*row, static_cast<std::int32_t>(t));
    return pairs;
}

OpenedFiles openFiles(const FeatureFiles& files) {
    if (files.images.empty() || files.texts.empty())
        throw Error(fmt::format("{} alone are no pairs: give the features of the {} too, or a file of "
                                "captions.",
                                files.images.empty() ? files.texts.string() : files.images.string(),
                                files.images.empty() ? "images" : "sentences"));
    OpenedFiles opened{openFeatures(files.images, View::image),
                       openFeatures(files.texts, View::sentence),
                       Match::oneToOne,
                       {},
                       {},
                       {}};
    opened.names = opened.images.rowNames();
    opened.sentenceNames = opened.texts.rowNames();
    if (files.pairs.empty()) {
        opened.pairs = pairsByName(opened.images, opened.names, opened.sentenceNames);
        if (opened.pairs.empty())
            turnWhereColumnsMatch(opened.images, opened.texts);
        // Where the counts agree, names of some rows may be alike by chance: titles and sentences.
        if (match(opened.images.rows(), opened.texts.rows()) && opened.pairs.size() != opened.texts.rows())
            opened.pairs.clear();
    }
    const std::size_t images = opened.images.rows();
    const std::size_t texts = opened.texts.rows();
    if (!opened.pairs.empty()) {
        opened.match = Match::named;
    } else if (!files.pairs.empty()) {
        opened.match = Match::listed;
        opened.pairs = readRowPairs(files.pairs, images, texts);
    } else if (texts == kSentencesPerImage * images) {
        opened.match = Match::fiveSentences;
    } else if (texts != images) {
        throw Error(fmt::format("{} has {} rows and {} has {}: without captions they need as many rows, or "
                                "five sentences an image; say with --pairs which rows match.",
                                opened.images.place(), images, opened.texts.place(), texts));
    }
    if (!files.names.empty())
        opened.names = readRowNames(files.names, images, opened.images.place());
    if (!files.sentenceNames.empty())
        opened.sentenceNames = readRowNames(files.sentenceNames, texts, opened.texts.place());
    return opened;
}

std::vector<std::string> notesOf(const OpenedFiles& files) {
    return {describe(files.images, View::image), describe(files.texts, View::sentence)};
}

std::string nameOfRow(const std::vector<std::string>& names, std::size_t row) {
    return names.empty() ? "row " + std::to_string(row) : names[row];
}

/// Which rows are images, and the pairs of images (in this order) and sentences.
struct Matched {
    std::vector<std::int32_t> images; ///< rows
    std::vector<Relation::Pair> pairs;
    std::string note;
};

Matched rowByRow(std::size_t rows, std::size_t sentencesPerImage, std::size_t step) {
    Matched matched;
    for (std::size_t i = 0; i < rows; ++i) {
        matched.images.push_back(static_cast<std::int32_t>(i * step));
        for (std::size_t s = 0; s < sentencesPerImage; ++s)
            matched.pairs.emplace_back(static_cast<std::int32_t>(i),
                                       static_cast<std::int32_t>(i * sentencesPerImage + s));
    }
    return matched;
}

/// Images that no pair names have nothing to be learned with; sentences may still be found.
Matched byList(std::vector<Relation::Pair> pairs, std::size_t rows, const std::string& how) {
    Matched matched;
    std::vector<std::int32_t> place(rows, -1);
    for (const auto& [image, sentence] : pairs)
        place[static_cast<std::size_t>(image)] = 0;
    for (std::size_t r = 0; r < rows; ++r)
        if (place[r] == 0) {
            place[r] = static_cast<std::int32_t>(matched.images.size());
            matched.images.push_back(static_cast<std::int32_t>(r));
        }
    for (auto& [image, sentence] : pairs)
        image = place[static_cast<std::size_t>(image)];
    matched.note = fmt::format("{} of {} image rows matched by {}", matched.images.size(), rows, how);
    if (matched.images.size() < rows)
        matched.note += "; the others are left out";
    matched.pairs = std::move(pairs);
    return matched;
}

Matched matchRows(OpenedFiles& files, MatrixView images) {
    const std::size_t rows = images.rows();
    if (files.match == Match::listed)
        return byList(std::move(files.pairs), rows, fmt::format("{} listed pairs", files.pairs.size()));
    if (files.match == Match::named)
        return byList(std::move(files.pairs), rows,
                      fmt::format("name to {} of {} sentence rows", files.pairs.size(), files.texts.rows()));
    Matched matched;
    if (files.match == Match::fiveSentences) {
        matched = rowByRow(rows, kSentencesPerImage, 1);
        matched.note = fmt::format("{0} of {0} image rows matched by row order, five sentences each", rows);
    } else if (standsFiveTimes(images)) {
        matched = rowByRow(rows / kSentencesPerImage, kSentencesPerImage, kSentencesPerImage);
        matched.note =
            fmt::format("each image's row stands five times: {} rows are {} images, matched by row "
                        "order with five sentences each",
                        rows, rows / kSentencesPerImage);
    } else {
        matched = rowByRow(rows, 1, 1);
        matched.note = fmt::format("{0} of {0} rows matched by row order, one sentence an image", rows);
    }
    return matched;
}

} // namespace

MatrixImport importMatrices(const FeatureFiles& files, const std::string& name, const std::stop_token& stop,
                            const ProgressSink& progress) {
    OpenedFiles opened = openFiles(files);
    MatrixImport result;
    result.notes = notesOf(opened);
    Matrix imageRows = readFeatures(opened.images, result.notes, stop, progress);
    result.rows.sentences = readFeatures(opened.texts, result.notes, stop, progress);
    Matched matched = matchRows(opened, imageRows);
    result.notes.push_back(matched.note);
    std::vector<ImageItem> images;
    for (const std::int32_t row : matched.images) {
        ImageItem item;
        item.title = nameOfRow(opened.names, static_cast<std::size_t>(row));
        images.push_back(std::move(item));
    }
    // Two views of one thing are called alike.
    if (opened.sentenceNames.empty() && opened.match == Match::oneToOne)
        opened.sentenceNames = opened.names;
    std::vector<SentenceItem> sentences;
    for (std::size_t s = 0; s < opened.texts.rows(); ++s)
        sentences.push_back({nameOfRow(opened.sentenceNames, s), "row"});
    Relation relation(images.size(), sentences.size(), std::move(matched.pairs));
    result.dataset = Dataset(name, std::move(images), std::move(sentences), std::move(relation), {});
    result.rows.images = chosenRows(std::move(imageRows), matched.images);
    result.rows.origin.images.source = opened.images.place();
    result.rows.origin.sentences.source = opened.texts.place();
    return result;
}

std::vector<std::string> previewMatrices(const FeatureFiles& files) {
    const OpenedFiles opened = openFiles(files);
    std::vector<std::string> notes = notesOf(opened);
    if (opened.match == Match::listed)
        notes.push_back(fmt::format("{} listed pairs", opened.pairs.size()));
    else if (opened.match == Match::named)
        notes.push_back(fmt::format("{} of {} sentence rows are called like a row of the {} images",
                                    opened.pairs.size(), opened.texts.rows(), opened.images.rows()));
    else
        notes.push_back(fmt::format("rows are matched by their order, {} an image",
                                    opened.match == Match::oneToOne ? "one sentence" : "five sentences"));
    return notes;
}

} // namespace crossview
