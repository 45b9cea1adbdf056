#include "project/project_tables.h"

#include "common/error.h"
#include "common/text.h"
#include "dataset/portable_path.h"

#include <charconv>
#include <stdexcept>

namespace crossview {

using sqlite::Database;
using sqlite::Statement;
using sqlite::Transaction;

namespace {

// Splits, states and kinds are words, so that the tables can be read with the sqlite3 tool.
constexpr const char* kTables = R"sql(
CREATE TABLE properties(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE settings(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE concepts(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE images(id INTEGER PRIMARY KEY, path TEXT NOT NULL, title TEXT NOT NULL,
    concept INTEGER REFERENCES concepts(id), source TEXT NOT NULL, file_split TEXT NOT NULL);
CREATE TABLE sentences(id INTEGER PRIMARY KEY, text TEXT NOT NULL, kind TEXT NOT NULL);
CREATE TABLE pairs(image INTEGER NOT NULL REFERENCES images(id),
    sentence INTEGER NOT NULL REFERENCES sentences(id), PRIMARY KEY(image, sentence)) WITHOUT ROWID;
CREATE TABLE splits(image INTEGER PRIMARY KEY REFERENCES images(id), split TEXT NOT NULL);
CREATE TABLE runs(number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, created TEXT NOT NULL,
    state TEXT NOT NULL, epochs INTEGER NOT NULL, best_epoch INTEGER NOT NULL, best_score REAL,
    options TEXT NOT NULL, provenance TEXT NOT NULL);
CREATE TABLE step_metrics(run TEXT NOT NULL, step INTEGER NOT NULL, position INTEGER NOT NULL,
    name TEXT NOT NULL, value REAL, PRIMARY KEY(run, step, position)) WITHOUT ROWID;
CREATE TABLE epoch_metrics(run TEXT NOT NULL, epoch INTEGER NOT NULL, position INTEGER NOT NULL,
    name TEXT NOT NULL, value REAL, PRIMARY KEY(run, epoch, position)) WITHOUT ROWID;
)sql";
constexpr int kTableCount = 10;

[[noreturn]] void throwDamaged(const Database& database, const std::string& what) {
    throw Error(database.file().string() + " is damaged (" + what +
                "); restore the project from a copy or import the data again.");
}

/// Ids are positions: 0, 1, 2, …
void requireId(const Database& database, std::int64_t id, std::size_t expected, const char* table) {
    if (id != static_cast<std::int64_t>(expected))
        throwDamaged(database, std::string("a row of the table ") + table + " is missing");
}

Split storedSplit(const Database& database, const std::string& word) {
    for (const Split split : {Split::train, Split::validation, Split::test, Split::unused})
        if (word == toString(split))
            return split;
    throwDamaged(database, "\"" + word + "\" is no split");
}

void writeProperty(const Database& database, std::string_view name, std::string_view value) {
    Statement(database, "INSERT OR REPLACE INTO properties(name, value) VALUES(?, ?)")
        .bind(0, name)
        .bind(1, value)
        .run();
}

std::string readProperty(const Database& database, std::string_view name) {
    Statement statement(database, "SELECT value FROM properties WHERE name = ?");
    statement.bind(0, name);
    return statement.step() ? statement.text(0) : std::string();
}

std::uint64_t readNumber(const Database& database, std::string_view name) {
    const std::string text = readProperty(database, name);
    std::uint64_t value = 0; // seeds use all 64 bits, which parseInteger does not take
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty())
        throwDamaged(database, "the property " + std::string(name) + " is no number");
    return value;
}

std::vector<ImageItem> readImages(const Database& database) {
    std::vector<ImageItem> images;
    Statement rows(database, "SELECT id, path, title, ifnull(concept, -1), source, file_split FROM images "
                             "ORDER BY id");
    while (rows.step()) {
        requireId(database, rows.integer(0), images.size(), "images");
        ImageItem item;
        item.path = rows.text(1);
        item.title = rows.text(2);
        item.conceptId = static_cast<std::int32_t>(rows.integer(3));
        item.source = rows.text(4);
        item.fileSplit = storedSplit(database, rows.text(5));
        images.push_back(std::move(item));
    }
    return images;
}

} // namespace

void createTables(const Database& database) {
    database.execute(kTables);
    database.execute(("PRAGMA application_id = " + std::to_string(kProjectApplication) +
                      "; PRAGMA user_version = " + std::to_string(kProjectSchema))
                         .c_str());
}

void requireProject(const Database& database) {
    const std::int64_t application = database.integer("PRAGMA application_id");
    const std::int64_t version = database.integer("PRAGMA user_version");
    const std::string file = database.file().string();
    if (application != 0 && application != kProjectApplication)
        throw Error(file + " is a database of another program: open a folder made by Crossview.");
    if (version > kProjectSchema)
        throw Error(file + " was written by a newer Crossview (format " + std::to_string(version) +
                    ", this one reads " + std::to_string(kProjectSchema) +
                    "): install the newer version to open it.");
    const auto tables = database.integer(
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('properties', 'settings', "
        "'concepts', "
        "'images', 'sentences', 'pairs', 'splits', 'runs', 'step_metrics', 'epoch_metrics')");
    if (application != kProjectApplication || version < 1 || tables != kTableCount)
        throwDamaged(database, "it holds no complete project");
}

void writeDataset(const Database& database, const std::filesystem::path& folder, const Dataset& dataset) {
    database.execute("DELETE FROM splits; DELETE FROM pairs; DELETE FROM images; DELETE FROM sentences; "
                     "DELETE FROM concepts; DELETE FROM properties");
    writeProperty(database, "name", dataset.name());

    Statement addConcept(database, "INSERT INTO concepts(id, name) VALUES(?, ?)");
    for (std::size_t c = 0; c < dataset.concepts().size(); ++c)
        addConcept.bind(0, static_cast<std::int64_t>(c)).bind(1, dataset.concepts()[c]).run();

    Statement addImage(database, "INSERT INTO images(id, path, title, concept, source, file_split) "
                                 "VALUES(?, ?, ?, nullif(?, -1), ?, ?)");
    for (std::size_t i = 0; i < dataset.images().size(); ++i) {
        const ImageItem& item = dataset.images()[i];
        addImage.bind(0, static_cast<std::int64_t>(i))
            .bind(1, portablePath(dataset.imagePath(i), folder).generic_string())
            .bind(2, item.title)
            .bind(3, static_cast<std::int64_t>(item.conceptId))
            .bind(4, item.source)
            .bind(5, std::string_view(toString(item.fileSplit)))
            .run();
    }
    Statement addSentence(database, "INSERT INTO sentences(id, text, kind) VALUES(?, ?, ?)");
    for (std::size_t s = 0; s < dataset.sentences().size(); ++s)
        addSentence.bind(0, static_cast<std::int64_t>(s))
            .bind(1, dataset.sentences()[s].text)
            .bind(2, dataset.sentences()[s].kind)
            .run();
    Statement addPair(database, "INSERT INTO pairs(image, sentence) VALUES(?, ?)");
    for (std::size_t i = 0; i < dataset.images().size(); ++i)
        for (const std::int32_t sentence : dataset.relation().sentencesOf(i))
            addPair.bind(0, static_cast<std::int64_t>(i)).bind(1, static_cast<std::int64_t>(sentence)).run();
}

Dataset readDataset(const Database& database, const std::filesystem::path& folder) {
    const Transaction snapshot(database, false); // another process may replace the data between two queries
    std::vector<std::string> concepts;
    Statement conceptRows(database, "SELECT id, name FROM concepts ORDER BY id");
    while (conceptRows.step()) {
        requireId(database, conceptRows.integer(0), concepts.size(), "concepts");
        concepts.push_back(conceptRows.text(1));
    }
    std::vector<ImageItem> images = readImages(database);
    std::vector<SentenceItem> sentences;
    Statement sentenceRows(database, "SELECT id, text, kind FROM sentences ORDER BY id");
    while (sentenceRows.step()) {
        requireId(database, sentenceRows.integer(0), sentences.size(), "sentences");
        sentences.push_back({sentenceRows.text(1), sentenceRows.text(2)});
    }
    std::vector<Relation::Pair> pairs;
    Statement pairRows(database, "SELECT image, sentence FROM pairs");
    while (pairRows.step())
        pairs.emplace_back(static_cast<std::int32_t>(pairRows.integer(0)),
                           static_cast<std::int32_t>(pairRows.integer(1)));
    try {
        Relation relation(images.size(), sentences.size(), std::move(pairs));
        return Dataset(readProperty(database, "name"), std::move(images), std::move(sentences),
                       std::move(relation), std::move(concepts), folder);
    } catch (const std::out_of_range& error) {
        throwDamaged(database, error.what());
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
    Statement add(database, "INSERT INTO splits(image, split) VALUES(?, ?)");
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
    Statement rows(database, "SELECT image, split FROM splits ORDER BY image");
    while (rows.step()) {
        requireId(database, rows.integer(0), splits.images.size(), "splits");
        splits.images.push_back(storedSplit(database, rows.text(1)));
    }
    if (database.integer("SELECT count(*) FROM images") != static_cast<std::int64_t>(splits.images.size()))
        throwDamaged(database, "a row of the table splits is missing");
    return splits;
}

} // namespace crossview
