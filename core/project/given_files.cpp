#include "project/given_files.h"

#include "common/hash.h"
#include "features/given_rows.h"
#include "files/npy.h"
#include "files/plain_file.h"

#include <unistd.h>

namespace crossview {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kDigits = 16; // of the sum that tells rows apart

std::string sumOf(MatrixView rows) {
    return Hash()
        .add(static_cast<long long>(rows.rows()))
        .add(static_cast<long long>(rows.cols()))
        .addBytes(std::as_bytes(std::span(rows.data(), rows.size())))
        .hex()
        .substr(0, kDigits);
}

} // namespace

GivenFiles::GivenFiles(const fs::path& project) : m_project(project), m_folder(project / kGivenFolder) {}

// Delegating, so that the destructor removes the first file where the second cannot be written.
GivenFiles::GivenFiles(const fs::path& project, const ImportedRows& rows) : GivenFiles(project) {
    write(rows.images, "images", rows.origin.images, m_given.images);
    write(rows.sentences, "sentences", rows.origin.sentences, m_given.sentences);
}

GivenFiles::~GivenFiles() {
    std::error_code failure;
    for (const fs::path& file : m_written)
        fs::remove(file, failure);
    ::rmdir(m_folder.c_str()); // where nothing is in them
    ::rmdir(m_folder.parent_path().c_str());
}

void GivenFiles::write(MatrixView rows, const char* view, const GivenRows& origin, GivenRows& stored) {
    if (rows.empty())
        return;
    refuseLink(m_folder.parent_path());
    refuseLink(m_folder);
    const std::string name = std::string(view) + "-" + sumOf(rows) + ".npy";
    std::error_code failure;
    if (!fs::exists(m_folder / name, failure))
        m_written.push_back(m_folder / name);
    writeNpy(m_folder / name, rows);
    stored = {fs::path(kGivenFolder) / name, origin.source};
}

void GivenFiles::keep() {
    m_written.clear();
    std::vector<fs::path> earlier;
    std::error_code failure;
    for (fs::directory_iterator entry(m_folder, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        const fs::path file = fs::path(kGivenFolder) / entry->path().filename();
        if (file != m_given.images.file && file != m_given.sentences.file)
            earlier.push_back(entry->path());
    }
    for (const fs::path& file : earlier)
        fs::remove(file, failure);
}

} // namespace crossview
