#include "project/database/sqlite.h"

#include "common/content_sum.h"
#include "common/error.h"

#include <cmath>
#include <limits>
#include <sqlite3.h>
#include <utility>

namespace crossview::sqlite {

namespace {

constexpr int kBusyMilliseconds = 10'000;

/// What a person can do about a result code.
std::string explain(int code, const char* detail) {
    switch (code & 0xff) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return "is damaged; restore the project from a copy or import the data again";
    case SQLITE_FULL:
        return "cannot be written because the disk is full; free some space";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return "is read-only; check the permissions of the file and its folder";
    case SQLITE_CANTOPEN:
        return "cannot be opened; check that its folder exists and can be written";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "is in use by another program; close it and try again";
    default:
        return std::string("cannot be used (") + detail + "); check the disk and the file's permissions";
    }
}

[[noreturn]] void throwError(const std::filesystem::path& file, int code, const char* detail) {
    throw Error(file.string() + " " + explain(code, detail) + ".");
}

template <typename T>
void append(std::string& bytes, const T& value) {
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// row_sum(…) of SQL: every argument with its type, texts with their length.
void rowSum(sqlite3_context* context, int count, sqlite3_value** values) {
    std::string bytes;
    for (int i = 0; i < count; ++i) {
        const int type = sqlite3_value_type(values[i]);
        bytes.push_back(static_cast<char>(type));
        if (type == SQLITE_INTEGER) {
            append(bytes, sqlite3_value_int64(values[i]));
        } else if (type == SQLITE_FLOAT) {
            append(bytes, sqlite3_value_double(values[i]));
        } else if (type != SQLITE_NULL) {
            const void* data = sqlite3_value_blob(values[i]); // a text's bytes, as they are
            const int size = sqlite3_value_bytes(values[i]);
            append(bytes, size);
            if (size > 0)
                bytes.append(static_cast<const char*>(data), static_cast<std::size_t>(size));
        }
    }
    sqlite3_result_int64(context, static_cast<sqlite3_int64>(shortSum(bytes)));
}

} // namespace

void Database::Close::operator()(sqlite3* handle) const {
    sqlite3_close_v2(handle);
}

Database::Database(const std::filesystem::path& file, bool create, const std::filesystem::path& told)
    : m_file(told.empty() ? file : told) {
    sqlite3* handle = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
    // A file that is being made is nobody else's, and has a lock of its own already (atomic_file.h), which
    // some network file systems would not tell from SQLite's.
    const int code = sqlite3_open_v2(file.c_str(), &handle, flags, create ? "unix-none" : nullptr);
    m_handle.reset(handle);
    if (code != SQLITE_OK)
        throwError(m_file, code, handle == nullptr ? "out of memory" : sqlite3_errmsg(handle));
    sqlite3_busy_timeout(handle, kBusyMilliseconds);
    // A project from somebody else is data: its schema brings no triggers, views or functions into play.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    if (const int failed =
            sqlite3_create_function_v2(handle, "row_sum", -1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr,
                                       &rowSum, nullptr, nullptr, nullptr);
        failed != SQLITE_OK)
        fail(failed);
}

void Database::execute(const char* sql) const {
    if (const int code = sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr); code != SQLITE_OK)
        fail(code);
}

std::int64_t Database::integer(const char* sql) const {
    Statement statement(*this, sql);
    return statement.step() ? statement.integer(0) : 0;
}

void Database::fail(int code) const {
    throwError(m_file, code, sqlite3_errmsg(handle()));
}

void Database::failDamaged(const std::string& what) const {
    throw Error(m_file.string() + " is damaged (" + what +
                "); restore the project from a copy or import the data again.");
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

Statement::Statement(const Database& database, std::string_view sql) : m_database(database) {
    sqlite3_stmt* statement = nullptr;
    const int code =
        sqlite3_prepare_v2(database.handle(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    m_statement.reset(statement);
    check(code);
}

void Statement::check(int code) const {
    if (code != SQLITE_OK)
        m_database.fail(code);
}

Statement& Statement::bind(int parameter, std::string_view text) {
    // A null pointer would bind NULL: the empty text is a text.
    const char* data = text.data() == nullptr ? "" : text.data();
    check(sqlite3_bind_text64(m_statement.get(), parameter + 1, data, text.size(), SQLITE_TRANSIENT,
                              SQLITE_UTF8));
    return *this;
}

Statement& Statement::bind(int parameter, std::int64_t value) {
    check(sqlite3_bind_int64(m_statement.get(), parameter + 1, value));
    return *this;
}

Statement& Statement::bind(int parameter, double value) {
    check(std::isnan(value) ? sqlite3_bind_null(m_statement.get(), parameter + 1)
                            : sqlite3_bind_double(m_statement.get(), parameter + 1, value));
    return *this;
}

Statement& Statement::bindNull(int parameter) {
    check(sqlite3_bind_null(m_statement.get(), parameter + 1));
    return *this;
}

bool Statement::step() {
    const int code = sqlite3_step(m_statement.get());
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        m_database.fail(code);
    return code == SQLITE_ROW;
}

void Statement::reset() {
    check(sqlite3_reset(m_statement.get()));
}

void Statement::run() {
    step();
    reset();
}

std::string Statement::text(int column) const {
    const unsigned char* data = sqlite3_column_text(m_statement.get(), column);
    const int size = sqlite3_column_bytes(m_statement.get(), column);
    return data == nullptr ? std::string() : std::string(data, data + size);
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(m_statement.get(), column);
}

std::int32_t Statement::integer32(int column) const {
    const std::int64_t value = integer(column);
    if (!std::in_range<std::int32_t>(value))
        m_database.failDamaged(std::to_string(value) + " stands where a number of 32 bits belongs");
    return static_cast<std::int32_t>(value);
}

bool Statement::isNull(int column) const {
    return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL;
}

double Statement::real(int column) const {
    return isNull(column) ? std::numeric_limits<double>::quiet_NaN()
                          : sqlite3_column_double(m_statement.get(), column);
}

Transaction::Transaction(const Database& database, bool write) : m_database(database) {
    m_database.execute(write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
    // A failed rollback means that SQLite has rolled back already; nothing else can be done here.
    if (m_open)
        sqlite3_exec(m_database.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
    m_database.execute("COMMIT");
    m_open = false;
}

} // namespace crossview::sqlite
