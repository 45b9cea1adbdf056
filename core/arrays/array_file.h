#pragma once

#include "common/matrix.h"
#include "common/progress.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// An array of numbers in a file of another program, a row per item; what kind of file it is its content
/// says: .npy, .npz, safetensors, MATLAB's .mat, HDF5, a table of numbers, or a folder of .npy files whose
/// rows are joined. Of [items, parts, columns] (regions of pictures) the mean over the parts is taken.
/// Opening looks at the header only; memory does not grow beyond the matrix that read() gives.
class ArrayFile {
public:
    /// Opens a file; "arrays.npz:name" names one of several arrays (.npz, .mat, HDF5, safetensors), else the
    /// only matrix in it is taken, or the first of the `preferred` names that is there. Throws Error that
    /// names the file, what is wrong and what to do: no such file, another kind of file, no numbers, fewer
    /// bytes than the header says, no rows or columns, one dimension or more than three, more than this
    /// machine's memory.
    explicit ArrayFile(const std::filesystem::path& file, std::span<const std::string_view> preferred = {});
    /// The same for a file in memory, which must live as long as this object; `name` stands in messages. HDF5
    /// files (MATLAB 7.3 too) are refused.
    ArrayFile(std::span<const std::byte> bytes, std::string name,
              std::span<const std::string_view> preferred = {});
    ~ArrayFile();
    ArrayFile(ArrayFile&&) noexcept;
    ArrayFile& operator=(ArrayFile&&) noexcept;

    /// How many items a caller would have with a column an item, as MATLAB users keep their matrices (.mat
    /// and HDF5); 0 where nobody does.
    std::size_t columnsAsItems() const;
    /// Takes the columns as the items, for a caller who knows how many there are; description() says so.
    /// Only where columnsAsItems() is not 0.
    void takeColumnsAsItems();

    /// What the file calls the rows, one for each; empty where it does not.
    std::vector<std::string> rowNames() const;

    const std::string& place() const; ///< "features.npy", "arrays.npz:name", as it was given
    std::size_t rows() const;
    std::size_t parts() const; ///< of each row; 1 for a matrix
    std::size_t columns() const;
    /// "1000 × 36 × 2048, float32, the mean of 36 parts is taken", for a person.
    std::string description() const;

    /// The rows [rows, columns] as float32. Throws Error that names the row and the column of a NaN or an
    /// infinite value, and where the file ends too early or is damaged; Cancelled.
    Matrix read(const std::stop_token& stop = {}, const ProgressSink& progress = {}) const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace crossview
