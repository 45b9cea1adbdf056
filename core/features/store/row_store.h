#pragma once

#include "common/matrix.h"
#include "common/progress.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// A row to store: its values, or the reason why there are none.
struct StoredRow {
    std::string key;               ///< without line breaks and tabulators
    std::span<const float> values; ///< [dimensions]; ignored where there is a reason
    std::string reason;            ///< one line; empty for a row with values
};

/// Rows of features by key, on disk while they are computed: a NumPy file <name>.npy (float16) that grows,
/// and <name>.rows beside it with one line per row, "key<tab>reason<tab>sum" (content_sum.h). A row counts
/// once its line is whole, and its values are on the disk before its line is; so a kill at any moment loses
/// at most the batch that was being written. A row whose sum does not fit is not known any more, and so made
/// again. One process at a time writes a store.
class RowStore {
public:
    /// Opens or makes a store. Waits while another process writes it (Cancelled on a stop). Files that do not
    /// fit each other or `dimensions` are begun anew. Throws Error when the folder cannot be written.
    RowStore(const std::filesystem::path& npyFile, std::size_t dimensions, const std::stop_token& stop = {});
    ~RowStore();
    /// Width of the rows that lie under a name; nothing where there are none.
    static std::optional<std::size_t> storedDimensions(const std::filesystem::path& npyFile);
    RowStore(RowStore&&) noexcept;
    RowStore& operator=(RowStore&&) noexcept;

    /// Number of rows, those with a reason included.
    std::size_t size() const;
    bool knows(std::string_view key) const;
    /// Why a row has no values; nothing for one that has, or that is not known.
    std::optional<std::string> reason(std::string_view key) const;

    /// Adds a batch; a key that is known already gets the new row. Rows are rounded to half precision.
    /// Throws Error when the disk refuses; what was stored before stays.
    void append(std::span<const StoredRow> rows);

    /// Values of known keys in their order [keys, dimensions]; rows with a reason are zero. Throws
    /// std::out_of_range for an unknown key.
    Matrix rows(std::span<const std::string> keys) const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace crossview
