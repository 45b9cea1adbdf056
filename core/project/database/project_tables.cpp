#include "project/database/project_tables.h"

#include "common/error.h"
#include "dataset/portable_path.h"
#include "project/database/column_tables.h"
#include "project/database/schema.h"

#include <charconv>
#include <stdexcept>

namespace crossview {

using sqlite::Database;
using sqlite::Statement;
using sqlite::Transaction;

namespace {

/// Ids are positions: 0, 1, 2, …
void requireId(const Database& database, std::int64_t id, std::size_t expected, const char* table) {
    if (id != static_cast<std::int64_t>(expected))
        database.failDamaged(std::string("a row of the table ") + table + " is missing");
}

Split storedSplit(const Database& database, const std::string& word) {
    for (const Split split : {Split::train, Split::validation, Split::test, Split::unused})
        if (word == toString(split))
            return split;
    database.failDamaged("\"" + word + "\" is no split");
}

void writeProperty(const Database& database, std::string_view name, std::string_view value) {
    insertInto(tables::kProperties, database).bind(0, name).bind(1, value).run();
}

std::string readProperty(const Database& database, std::string_view name) {
    return namedValue(tables::kProperties, database, name).value_or(std::string());
}

void writeGiven(const Database& database, const std::string& name, const GivenRows& rows) {
    if (!rows.areGiven())
        return;
    writeProperty(database, name, rows.file.generic_string());
    writeProperty(database, name + "_from", rows.source);
}

GivenRows readGiven(const Database& database, const std::string& name) {
    GivenRows rows{readProperty(database, name), readProperty(database, name + "_from")};
    // A project of somebody else must not lead out of its folder.
    const std::filesystem::path file = rows.file.lexically_normal();
    if (file.is_absolute() || (!file.empty() && *file.begin() == ".."))
        database.failDamaged("its features lie outside of the project");
    return rows;
}

std::uint64_t readNumber(const Database& database, std::string_view name) {
    const std::string text = readProperty(database, name);
    std::uint64_t value = 0; // seeds use all 64 bits, which parseInteger does not take
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty())
        database.failDamaged("the property " + std::string(name) + " is no number");
    return value;
}

std::string countName(const Table& table) {
    return std::string(table.name) + "_count";
}

void writeCount(const Database& database, const Table& table, std::size_t rows) {
    writeProperty(database, countName(table), std::to_string(rows));
}

/// Sums tell what a row lost, the count tells that a row was lost. Projects of before have none.
void requireCount(const Database& database, const Table& table, std::size_t rows) {
    if (!readProperty(database, countName(table)).empty() && readNumber(database, countName(table)) != rows)
        database.failDamaged(std::string("a row of the table ") + table.name + " is missing");
}

std::vector<ImageItem> readImages(const Database& database) {
    std::vector<ImageItem> images;
    CheckedRows rows(tables::kImages, database, "ORDER BY id");
    while (rows.step()) {
        const Statement& row = rows.row();
        requireId(database, row.integer(0), images.size(), "images");
        ImageItem item;
        item.path = row.text(1);
        item.title = row.text(2);
        item.conceptId = row.isNull(3) ? -1 : row.integer32(3);
        item.source = row.text(4);
        item.fileSplit = storedSplit(database, row.text(5));
        images.push_back(std::move(item));
    }
    requireCount(database, tables::kImages, images.size());
    return images;
}

void readBoxes(const Database& database, std::vector<ImageItem>& images) {
    std::size_t boxes = 0;
    CheckedRows rows(tables::kBoxes, database);
    while (rows.step()) {
        const Statement& row = rows.row();
        const std::int64_t image = row.integer(0);
        const PixelBox box{row.real(1), row.real(2), row.real(3), row.real(4)};
        if (image < 0 || image >= static_cast<std::int64_t>(images.size()))
            database.failDamaged("a box is of an image that does not exist");
        // What lies outside of any picture is cut off here: no program reads a picture of this side.
        constexpr double kFarthest = 1e9;
        if (!boxWithin(box, kFarthest, kFarthest))
            database.failDamaged("a box is empty");
        images[static_cast<std::size_t>(image)].box = box;
        ++boxes;
    }
    requireCount(database, tables::kBoxes, boxes);
}

std::vector<SentenceItem> readSentences(const Database& database) {
    std::vector<SentenceItem> sentences;
    CheckedRows rows(tables::kSentences, database, "ORDER BY id");
    while (rows.step()) {
        requireId(database, rows.row().integer(0), sentences.size(), "sentences");
        sentences.push_back({rows.row().text(1), rows.row().text(2)});
    }
    requireCount(database, tables::kSentences, sentences.size());
    return sentences;
}

std::vector<std::string> readConcepts(const Database& database) {
    std::vector<std::string> concepts;
    CheckedRows rows(tables::kConcepts, database, "ORDER BY id");
    while (rows.step()) {
        requireId(database, rows.row().integer(0), concepts.size(), "concepts");
        concepts.push_back(rows.row().text(1));
    }
    requireCount(database, tables::kConcepts, concepts.size());
    return concepts;
}

std::vector<Relation::Pair> readPairs(const Database& database) {
    std::vector<Relation::Pair> pairs;
    CheckedRows rows(tables::kPairs, database);
    while (rows.step())
        pairs.emplace_back(rows.row().integer32(0), rows.row().integer32(1));
    requireCount(database, tables::kPairs, pairs.size());
    return pairs;
}

} // namespace

namespace {

void writeBoxes(const Database& database, const Dataset& dataset) {
    Statement add = insertInto(tables::kBoxes, database);
    std::size_t boxes = 0;
    for (std::size_t i = 0; i < dataset.images().size(); ++i)
        if (const std::optional<PixelBox>& box = dataset.images()[i].box) {
            add.bind(0, static_cast<std::int64_t>(i))
                .bind(1, box->x)
                .bind(2, box->y)
                .bind(3, box->width)
                .bind(4, box->height)
                .run();
            ++boxes;
        }
    writeCount(database, tables::kBoxes, boxes);
}

} // namespace

void writeDataset(const Database& database, const std::filesystem::path& folder, const Dataset& dataset) {
    database.execute("DELETE FROM splits; DELETE FROM pairs; DELETE FROM boxes; DELETE FROM images; DELETE "
                     "FROM sentences; "
                     "DELETE FROM concepts; DELETE FROM properties");
    writeProperty(database, "name", dataset.name());
    writeGiven(database, "image_features", dataset.given().images);
    writeGiven(database, "sentence_features", dataset.given().sentences);

    Statement addConcept = insertInto(tables::kConcepts, database);
    for (std::size_t c = 0; c < dataset.concepts().size(); ++c)
        addConcept.bind(0, static_cast<std::int64_t>(c)).bind(1, dataset.concepts()[c]).run();
    writeCount(database, tables::kConcepts, dataset.concepts().size());

    Statement addImage = insertInto(tables::kImages, database);
    for (std::size_t i = 0; i < dataset.images().size(); ++i) {
        const ImageItem& item = dataset.images()[i];
        addImage.bind(0, static_cast<std::int64_t>(i))
            .bind(1, portablePath(dataset.imagePath(i), folder).generic_string())
            .bind(2, item.title)
            .bind(4, item.source)
            .bind(5, std::string_view(toString(item.fileSplit)));
        if (item.conceptId < 0)
            addImage.bindNull(3);
        else
            addImage.bind(3, static_cast<std::int64_t>(item.conceptId));
        addImage.run();
    }
    writeCount(database, tables::kImages, dataset.images().size());
    writeBoxes(database, dataset);

    Statement addSentence = insertInto(tables::kSentences, database);
    for (std::size_t s = 0; s < dataset.sentences().size(); ++s)
        addSentence.bind(0, static_cast<std::int64_t>(s))
            .bind(1, dataset.sentences()[s].text)
            .bind(2, dataset.sentences()[s].kind)
            .run();
    writeCount(database, tables::kSentences, dataset.sentences().size());

    Statement addPair = insertInto(tables::kPairs, database);
    std::size_t pairs = 0;
    for (std::size_t i = 0; i < dataset.images().size(); ++i)
        for (const std::int32_t sentence : dataset.relation().sentencesOf(i)) {
            addPair.bind(0, static_cast<std::int64_t>(i)).bind(1, static_cast<std::int64_t>(sentence)).run();
            ++pairs;
        }
    writeCount(database, tables::kPairs, pairs);
    writeColumns(database, dataset);
    writeCount(database, tables::kColumns, dataset.columns().size());
}

Dataset readDataset(const Database& database, const std::filesystem::path& folder) {
    const Transaction snapshot(database, false); // another process may replace the data between two queries
    std::vector<std::string> concepts = readConcepts(database);
    std::vector<ImageItem> images = readImages(database);
    readBoxes(database, images);
    std::vector<SentenceItem> sentences = readSentences(database);
    std::vector<ItemColumn> columns = readColumns(database, images.size(), sentences.size());
    requireCount(database, tables::kColumns, columns.size());
    try {
        Relation relation(images.size(), sentences.size(), readPairs(database));
        return Dataset(readProperty(database, "name"), std::move(images), std::move(sentences),
                       std::move(relation), std::move(concepts), folder,
                       {readGiven(database, "image_features"), readGiven(database, "sentence_features")})
            .withColumns(std::move(columns));
    } catch (const std::out_of_range& error) {
        database.failDamaged(error.what());
    }
}

void writeSplits(const Database& database, const SplitAssignment& splits) {
    if (database.integer("SELECT count(*) FROM images") != static_cast<std::int64_t>(splits.images.size()))
        throw Error("The splits do not fit the data set in " + database.file().string() +
                    ", which has changed since: divide it again.");
    database.execute("DELETE FROM splits");
    writeProperty(database, "split_method", toString(splits.options.method));
    writeProperty(database, "split_test_count", std::to_string(splits.options.testCount));
    writeProperty(database, "split_validation_count", std::to_string(splits.options.validationCount));
    writeProperty(database, "split_seed", std::to_string(splits.options.seed));
    Statement add = insertInto(tables::kSplits, database);
    for (std::size_t i = 0; i < splits.images.size(); ++i)
        add.bind(0, static_cast<std::int64_t>(i)).bind(1, std::string_view(toString(splits.images[i]))).run();
}

std::optional<SplitAssignment> readSplits(const Database& database) {
    const Transaction snapshot(database, false);
    const std::string method = readProperty(database, "split_method");
    if (method.empty())
        return std::nullopt;
    SplitAssignment splits;
    splits.options.method = splitMethodFromString(method);
    splits.options.testCount = static_cast<std::size_t>(readNumber(database, "split_test_count"));
    splits.options.validationCount = static_cast<std::size_t>(readNumber(database, "split_validation_count"));
    splits.options.seed = readNumber(database, "split_seed");
    CheckedRows rows(tables::kSplits, database, "ORDER BY image");
    while (rows.step()) {
        requireId(database, rows.row().integer(0), splits.images.size(), "splits");
        splits.images.push_back(storedSplit(database, rows.row().text(1)));
    }
    if (database.integer("SELECT count(*) FROM images") != static_cast<std::int64_t>(splits.images.size()))
        database.failDamaged("a row of the table splits is missing");
    return splits;
}

} // namespace crossview
