#include "project/project.h"

#include "common/error.h"
#include "common/utc_now.h"
#include "files/atomic_file.h"
#include "files/plain_file.h"
#include "files/work_folder.h"
#include "project/database/project_tables.h"
#include "project/database/run_tables.h"
#include "project/database/schema.h"

#include <unistd.h>

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

/// The database of a project that may only be read, copied to where it can be opened: SQLite writes beside a
/// database even to read it, and what still lies in its log belongs to it.
std::unique_ptr<const WorkFolder> copyOfDatabase(const fs::path& file) {
    std::error_code code;
    const fs::path parent = fs::temp_directory_path(code);
    if (code)
        throw Error("There is no folder for temporary files (" + code.message() + "): set TMPDIR to one.");
    auto copy = std::make_unique<const WorkFolder>(parent, "crossview-read");
    for (const char* tail : {"", "-wal"}) {
        const fs::path from = fs::path(file) += tail;
        if (*tail != '\0' && !fs::exists(from, code))
            continue;
        writeFileAtomically(copy->path() / (std::string(kDatabaseName) + tail), readFile(from));
    }
    return copy;
}

/// An older project is brought up in place; as it was, it stays beside.
void keepOlder(const Database& database, const fs::path& folder, int version) {
    const fs::path kept = folder / ("project.format-" + std::to_string(version) + ".sqlite");
    replaceFileAtomically(kept, [&](const fs::path& temporary) {
        Statement copy(database, "VACUUM INTO ?");
        copy.bind(0, temporary.string());
        copy.run();
    });
}

} // namespace

struct Project::Impl {
    fs::path folder;
    std::unique_ptr<const WorkFolder> copy; ///< a project that may only be read: where its database is open
    Database database;
};

Project::Project(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}

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
    for (const char* tail : {"-wal", "-shm", "-journal"})
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

bool Project::exists(const fs::path& given) {
    std::error_code code;
    return fs::exists(normalFolder(given) / kDatabaseName, code);
}

Project Project::open(const fs::path& given) {
    const fs::path folder = normalFolder(given);
    const fs::path file = folder / kDatabaseName;
    std::error_code code;
    if (!fs::exists(file, code))
        throw Error(folder.string() + " is no Crossview project, it holds no " + kDatabaseName +
                    ": name a folder like Pictures.crossview, or import data first.");
    refuseLink(file);
    if (!fs::is_regular_file(file, code)) // SQLite would wait for a named pipe
        throw Error(file.string() + " is no ordinary file, and so " + folder.string() +
                    " is no Crossview project: name another folder.");
    for (const char* tail : {"-wal", "-shm", "-journal"}) // SQLite writes into them wherever they lead
        refuseUnlessPlain(fs::path(file) += tail);
    const bool writable = mayBeWritten(folder) && mayBeWritten(file);
    auto copy = writable ? nullptr : copyOfDatabase(file);
    const fs::path place = copy ? copy->path() / kDatabaseName : file;
    auto impl = std::make_unique<Impl>(Impl{folder, std::move(copy), Database(place, false, file)});
    if (const int version = requireProject(impl->database); version < kProjectSchema) {
        if (writable)
            keepOlder(impl->database, folder, version);
        bringUp(impl->database, version);
    }
    configure(impl->database);
    for (const char* name : {"features", "runs", "thumbnails"}) {
        refuseLink(folder / name); // what is written into them must stay in the project
        if (writable)
            makeFolder(folder / name);
    }
    return Project(std::move(impl));
}

bool Project::isReadOnly() const {
    return m_impl->copy != nullptr;
}

void Project::requireWritable() const {
    if (isReadOnly())
        throw Error(m_impl->folder.string() +
                    " may only be read: copy the project to a place where it may be "
                    "written, and go on there.");
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
    requireWritable();
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
    insertInto(tables::kSettings, m_impl->database).bind(0, key).bind(1, value).run();
}

std::optional<std::string> Project::loadSetting(const std::string& key) const {
    return namedValue(tables::kSettings, m_impl->database, key);
}

RunRecord Project::createRun(const std::string& optionsJson, const std::string& provenanceJson) {
    requireWritable();
    // The lock is held from choosing the id to storing it, so that two processes cannot choose the same one.
    Transaction transaction(m_impl->database);
    RunRecord run;
    run.created = utcNow("%Y-%m-%dT%H:%M:%SZ");
    run.optionsJson = optionsJson;
    run.provenanceJson = provenanceJson;
    const std::string moment = utcNow("%Y-%m-%d-%H%M%S");
    std::error_code code;
    int number = 1;
    do // a folder that somebody left there is not taken either: create_directory says so
        run.id = moment + '-' + std::to_string(number++);
    while (isRunStored(m_impl->database, run.id) ||
           (!fs::create_directories(runFolder(run.id), code) && !code));
    if (code)
        throw Error(runFolder(run.id).string() + " cannot be made (" + code.message() +
                    "): check free space and the permissions of the project folder.");
    syncFolder(m_impl->folder / "runs");
    insertRun(m_impl->database, run);
    transaction.commit();
    return run;
}

void Project::updateRun(const RunRecord& run) {
    requireWritable();
    Transaction transaction(m_impl->database);
    if (!this->run(run.id))
        throw Error("There is no run \"" + run.id + "\" in " + m_impl->folder.string() +
                    ": the list of runs shows them.");
    replaceRun(m_impl->database, run);
    transaction.commit();
}

void Project::rewindRun(const RunRecord& run, long long step, int epoch) {
    Transaction transaction(m_impl->database);
    removeMetricsAfter(m_impl->database, MetricKind::step, run.id, step);
    removeMetricsAfter(m_impl->database, MetricKind::epoch, run.id, epoch);
    replaceRun(m_impl->database, run);
    transaction.commit();
}

void Project::setAside(const std::string& id) {
    requireWritable();
    crossview::setAside(m_impl->database, id);
}

void Project::takeBack(const std::string& id) {
    requireWritable();
    crossview::takeBack(m_impl->database, id);
}

void Project::forgetRun(const std::string& id) {
    requireWritable();
    Transaction transaction(m_impl->database);
    deleteRun(m_impl->database, id);
    transaction.commit();
}

void Project::removeUnnamedRunFolders() {
    const auto isForsaken = [this](const fs::path& folder) {
        std::error_code failure;
        return fs::is_directory(fs::symlink_status(folder, failure)) && fs::is_empty(folder, failure) &&
               !failure && !run(folder.filename().string());
    };
    std::vector<fs::path> forsaken;
    std::error_code failure;
    for (fs::directory_iterator entry(m_impl->folder / "runs", failure), end; !failure && entry != end;
         entry.increment(failure))
        if (isForsaken(entry->path()))
            forsaken.push_back(entry->path());
    if (forsaken.empty())
        return;
    // A run that is being made stores its name before it lets go of the database.
    const Transaction transaction(m_impl->database);
    for (const fs::path& folder : forsaken)
        if (isForsaken(folder))
            ::rmdir(folder.c_str());
}

std::vector<RunRecord> Project::runs() const {
    return readRuns(m_impl->database);
}

std::optional<RunRecord> Project::run(const std::string& id) const {
    return readRun(m_impl->database, id);
}

std::optional<RunRecord> Project::latestRun() const {
    return readLatestRun(m_impl->database);
}

void Project::storeStepMetrics(const std::string& run,
                               const std::vector<std::pair<int, NamedValues>>& steps) {
    writeMetrics(m_impl->database, MetricKind::step, run, steps);
}

void Project::storeEpochMetrics(const std::string& run, int epoch, const NamedValues& values) {
    writeMetrics(m_impl->database, MetricKind::epoch, run, {{epoch, values}});
}

std::vector<std::pair<int, NamedValues>> Project::stepMetrics(const std::string& run) const {
    return readMetrics(m_impl->database, MetricKind::step, run);
}

std::vector<std::pair<int, NamedValues>> Project::epochMetrics(const std::string& run) const {
    return readMetrics(m_impl->database, MetricKind::epoch, run);
}

} // namespace crossview
