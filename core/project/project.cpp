#include "project/project.h"

#include "common/atomic_file.h"
#include "common/error.h"
#include "project/project_impl.h"
#include "project/project_tables.h"

namespace crossview {

namespace fs = std::filesystem;

using sqlite::Database;
using sqlite::Statement;
using sqlite::Transaction;

namespace {

constexpr const char* kDatabaseName = "project.sqlite";

/// "Name.crossview/" and "Name.crossview" are the same; paths in messages and in the data set are absolute.
fs::path normalFolder(const fs::path& folder) {
    if (folder.empty())
        throw Error("No project folder was named: name one like Pictures.crossview.");
    const fs::path absolute = fs::absolute(folder).lexically_normal();
    return absolute.has_filename() ? absolute : absolute.parent_path();
}

void makeFolder(const fs::path& folder) {
    std::error_code code;
    fs::create_directories(folder, code);
    if (code)
        throw Error(folder.string() + " cannot be made (" + code.message() +
                    "): choose another place or check its permissions.");
}

/// NORMAL keeps the database whole after a crash; a loss of power may cost the last transactions, never more.
void configure(const Database& database) {
    database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = OFF; "
                     "PRAGMA temp_store = MEMORY");
}

} // namespace

Project::Project(fs::path folder, sqlite3* database) {
    const fs::path file = folder / kDatabaseName;
    m_impl = std::make_unique<Impl>(Impl{std::move(folder), Database(file, database)});
}

Project::~Project() = default;
Project::Project(Project&&) noexcept = default;
Project& Project::operator=(Project&&) noexcept = default;

Project Project::create(const fs::path& given, const Dataset& dataset) {
    const fs::path folder = normalFolder(given);
    const fs::path file = folder / kDatabaseName;
    std::error_code code;
    if (fs::exists(file, code))
        throw Error(folder.string() + " is a project already: open it, or choose another name.");
    if (fs::exists(folder, code) && !fs::is_directory(folder, code))
        throw Error(folder.string() + " is a file, not a folder: choose another name for the project.");
    makeFolder(folder);
    // The log of a database that somebody deleted must not be replayed into the new one.
    for (const char* tail : {"-wal", "-shm"})
        fs::remove(fs::path(file) += tail, code);
    // Made whole under another name first: a kill leaves no half project that can be neither opened nor made.
    replaceFileAtomically(file, [&](const fs::path& temporary) {
        const Database database(temporary, true);
        database.execute("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF");
        Transaction transaction(database);
        createTables(database);
        writeDataset(database, folder, dataset);
        transaction.commit();
    });
    return open(folder);
}

Project Project::open(const fs::path& given) {
    const fs::path folder = normalFolder(given);
    const fs::path file = folder / kDatabaseName;
    std::error_code code;
    if (!fs::exists(file, code))
        throw Error(folder.string() + " is no Crossview project, it holds no " + kDatabaseName +
                    ": name a folder like Pictures.crossview, or import data first.");
    Database database(file, false);
    requireProject(database);
    configure(database);
    for (const char* name : {"features", "runs", "thumbnails"})
        makeFolder(folder / name);
    return Project(folder, database.release());
}

const fs::path& Project::folder() const {
    return m_impl->folder;
}

fs::path Project::featuresFolder() const {
    return m_impl->folder / "features";
}

fs::path Project::runFolder(const std::string& run) const {
    if (run.empty() || run == "." || run == ".." || run.find_first_of("/\\") != std::string::npos)
        throw Error("\"" + run + "\" is no name of a run in " + m_impl->folder.string() +
                    ": the list of runs shows them.");
    return m_impl->folder / "runs" / run;
}

std::shared_ptr<const Dataset> Project::loadDataset() const {
    return std::make_shared<const Dataset>(readDataset(m_impl->database, m_impl->folder));
}

void Project::storeDataset(const Dataset& dataset) {
    Transaction transaction(m_impl->database);
    writeDataset(m_impl->database, m_impl->folder, dataset);
    transaction.commit();
}

void Project::storeSplits(const SplitAssignment& splits) {
    Transaction transaction(m_impl->database);
    writeSplits(m_impl->database, splits);
    transaction.commit();
}

std::optional<SplitAssignment> Project::loadSplits() const {
    return readSplits(m_impl->database);
}

void Project::storeSetting(const std::string& key, const std::string& value) {
    Statement(m_impl->database, "INSERT OR REPLACE INTO settings(name, value) VALUES(?, ?)")
        .bind(0, key)
        .bind(1, value)
        .run();
}

std::optional<std::string> Project::loadSetting(const std::string& key) const {
    Statement statement(m_impl->database, "SELECT value FROM settings WHERE name = ?");
    statement.bind(0, key);
    return statement.step() ? std::optional<std::string>(statement.text(0)) : std::nullopt;
}

} // namespace crossview
