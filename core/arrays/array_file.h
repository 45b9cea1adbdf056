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

/// An array of numbers in a file of another program, a row per item: .npy, or one of those in a .npz, .mat,
/// HDF5 or .safetensors file, a table of numbers as text, or a folder of numbered .npy files. The kind is
/// taken from the content, not from the name. Of [items, parts, columns] (regions of pictures) the mean over
/// the parts is taken. Opening looks at headers only (of a text it counts the lines); memory does not grow
/// beyond the matrix that read() gives.
class ArrayFile {
public:
    /// Opens a file; "arrays.npz:name" names an array in it, else the only matrix in it is taken, or the
    /// first of the `preferred` names that is there. Throws Error that names the file, what is wrong and what
    /// to do: no such file, another kind of file, no numbers, fewer bytes than the header says, no rows or
    /// columns, one dimension or more than three, more than this machine's memory.
    explicit ArrayFile(const std::filesystem::path& file, std::span<const std::string_view> preferred = {});
    /// The same for a file in memory, which must live as long as this object; `name` stands in messages. HDF5
    /// files (MATLAB 7.3) are read from the disk only.
    ArrayFile(std::span<const std::byte> bytes, std::string name,
              std::span<const std::string_view> preferred = {});
    ~ArrayFile();
    ArrayFile(ArrayFile&&) noexcept;
    ArrayFile& operator=(ArrayFile&&) noexcept;

    const std::string& place() const; ///< "features.npy", "arrays.npz:name", as it was given
    std::size_t rows() const;
    std::size_t parts() const; ///< of each row; 1 for a matrix
    std::size_t columns() const;
    /// "1000 × 36 × 2048, float32, the mean of 36 parts is taken", for a person.
    std::string description() const;
    /// Takes the array the other way round: it holds a column for each item.
    void turn();
    /// What the file calls the rows, one for each; empty where it does not.
    std::vector<std::string> rowNames() const;

    /// The rows [rows, columns] as float32. Throws Error that names the row and the column of a NaN or an
    /// infinite value, and where the file ends too early or is damaged; Cancelled.
    Matrix read(const std::stop_token& stop = {}, const ProgressSink& progress = {}) const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace crossview
