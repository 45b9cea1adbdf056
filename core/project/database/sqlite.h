#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace crossview::sqlite {

/// An open database file. Every failure is an Error of one sentence: the file, what is wrong with it, the
/// remedy. SQL has the function row_sum(…) there: the sum of its arguments with their types (content_sum.h).
class Database {
public:
    /// Opens the file, or makes it with `create`; waits up to ten seconds for other writers. `told`: the file
    /// that sentences name where it is another one (this is a copy of it).
    Database(const std::filesystem::path& file, bool create, const std::filesystem::path& told = {});
    /// Runs statements that return nothing.
    void execute(const char* sql) const;
    /// The single integer that a query or PRAGMA returns; 0 where it returns nothing.
    std::int64_t integer(const char* sql) const;
    /// Throws Error for the last failure of this handle.
    [[noreturn]] void fail(int code) const;
    /// Throws the Error of a damaged file: what is wrong in it, and the remedy.
    [[noreturn]] void failDamaged(const std::string& what) const;
    sqlite3* handle() const { return m_handle.get(); }
    /// As sentences name it.
    const std::filesystem::path& file() const { return m_file; }

private:
    struct Close {
        void operator()(sqlite3* handle) const;
    };
    std::filesystem::path m_file;
    std::unique_ptr<sqlite3, Close> m_handle;
};

/// A prepared statement. Parameters and columns count from 0.
class Statement {
public:
    Statement(const Database& database, std::string_view sql);
    Statement& bind(int parameter, std::string_view text);
    Statement& bind(int parameter, std::int64_t value);
    /// NaN is stored as NULL.
    Statement& bind(int parameter, double value);
    Statement& bindNull(int parameter);
    /// Goes to the next row; false after the last.
    bool step();
    /// Makes it ready for the next values.
    void reset();
    /// Runs a statement that returns no rows and makes it ready for the next values.
    void run();

    bool isNull(int column) const;
    std::string text(int column) const;
    std::int64_t integer(int column) const;
    /// One that fits into 32 bits. Throws Error, as of a damaged file, when it does not.
    std::int32_t integer32(int column) const;
    /// NULL is NaN.
    double real(int column) const;

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    void check(int code) const;

    const Database& m_database;
    std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
};

/// All or nothing: rolls back unless commit() was reached.
class Transaction {
public:
    /// `write` takes the lock at once, so that waiting for another writer happens here and not halfway.
    explicit Transaction(const Database& database, bool write = true);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    const Database& m_database;
    bool m_open = true;
};

} // namespace crossview::sqlite
