#include "project/exporting/export_folder.h"

#include "files/atomic_file.h"
#include "files/work_folder.h"

#include <fmt/format.h>

namespace crossview {

namespace fs = std::filesystem;

namespace {

/// Makes a folder; those that were not there before go again with the object, unless they are kept.
class MadeFolder {
public:
    explicit MadeFolder(const fs::path& folder) {
        for (fs::path each = fs::absolute(folder).lexically_normal(); !fs::exists(fs::symlink_status(each));
             each = each.parent_path())
            m_made.push_back(each);
        std::error_code failure;
        fs::create_directories(folder, failure);
        if (!failure && !fs::is_directory(folder, failure))
            failure = std::make_error_code(std::errc::not_a_directory);
        if (failure) {
            remove();
            throw Error(fmt::format("{} cannot be made: {}. Name another folder.", folder.string(),
                                    failure.message()));
        }
    }
    ~MadeFolder() { remove(); }
    MadeFolder(const MadeFolder&) = delete;
    MadeFolder& operator=(const MadeFolder&) = delete;
    void keep() { m_made.clear(); }

private:
    void remove() {
        std::error_code ignored; // one that is not empty stays
        for (const fs::path& each : m_made)
            fs::remove(each, ignored);
    }
    std::vector<fs::path> m_made; ///< innermost first
};

void refuseExisting(const fs::path& folder, const std::vector<ExportFile>& files) {
    std::size_t count = 0;
    fs::path first;
    for (const ExportFile& file : files)
        if (fs::exists(fs::symlink_status(folder / file.name)) && count++ == 0)
            first = folder / file.name;
    if (count > 0)
        throw FilesAreThere(fmt::format(
            "{} is there already{}: name another folder, or replace what is there.", first.string(),
            count > 1 ? fmt::format(", and {} more of these files", count - 1) : ""));
}

} // namespace

void writeExport(const fs::path& folder, const std::vector<ExportFile>& files, ExistingFiles existing) {
    if (existing == ExistingFiles::kept)
        refuseExisting(folder, files);
    MadeFolder made(folder);
    const WorkFolder beside(folder, "export");
    try {
        for (const ExportFile& file : files)
            file.write(beside.path() / file.name);
        for (const ExportFile& file : files)
            moveIntoPlace(beside.path() / file.name, folder / file.name);
    } catch (const Cancelled&) {
        throw;
    } catch (const Error& error) { // the folder beside is of no matter to a person
        std::string text = error.what();
        const std::string hidden = beside.path().string();
        for (auto at = text.find(hidden); at != std::string::npos; at = text.find(hidden))
            text.replace(at, hidden.size(), folder.string());
        throw Error(text);
    }
    made.keep();
}

} // namespace crossview
