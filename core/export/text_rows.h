#pragma once

#include "dataset/item_ref.h"
#include "dataset/splits.h"
#include "files/file_handle.h"

#include <filesystem>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

namespace crossview {

/// A text file that is written piece by piece. It is whole after finish() only.
class TextFile {
public:
    /// Throws Error when it cannot be written.
    explicit TextFile(std::filesystem::path file)
        : m_file(std::move(file)), m_handle(openForWriting(m_file)) {}
    /// What is added comes to the disk when there is enough of it. Throws Error, e.g. on a full disk.
    void add(std::string_view text);
    /// A row of numbers, each as the shortest text that reads back as the same.
    void addRow(std::span<const float> row, char separator);
    void finish();

private:
    void flush();

    std::filesystem::path m_file;
    FileHandle m_handle;
    std::string m_text;
};

/// A text as a cell of a table of tabs: on one line, in quotes where it begins with one.
std::string tabCell(std::string_view text);

/// Items of both views, images first, a line each: view, item (its number, from 0), name, path, split,
/// concept.
void writeItems(const std::filesystem::path& file, const Dataset& dataset, const SplitAssignment* splits,
                const std::stop_token& stop);

/// "train", …: of an image, or of all images of a sentence where they are in one; empty where that is not
/// known.
std::string splitOf(const Dataset& dataset, const SplitAssignment* splits, ItemRef item);

} // namespace crossview
