#include "project/import_into.h"

#include "dataset/importers/shards/unpacked_pictures.h"
#include "dataset/picture_numbers.h"
#include "project/given_files.h"
#include "project/leftovers.h"
#include "project/project.h"
#include "project/run_lock.h"

#include <algorithm>
#include <fmt/format.h>

namespace crossview {

namespace {

constexpr const char* kImportedFrom = "imported-from";
constexpr const char* kUnpackedFolder = "pictures"; // of archives

std::filesystem::path sourceOf(const ImportOptions& options) {
    return std::filesystem::absolute(options.source()).lexically_normal();
}

} // namespace

std::filesystem::path importedFrom(const std::filesystem::path& folder) {
    return Project::open(folder).loadSetting(kImportedFrom).value_or(std::string());
}

std::string ImportSummary::remark() const {
    if (skipped > 0)
        return fmt::format("{} images were imported; {} {} of the file {} skipped.", images, skipped,
                           skipped == 1 ? "entry" : "entries", skipped == 1 ? "was" : "were");
    return remarks.empty()
               ? std::string()
               : fmt::format("{} images were imported; not all that the file says was taken.", images);
}

std::vector<std::string> ImportSummary::details() const {
    std::vector<std::string> all;
    for (const auto* said : {&problems, &remarks, &notes})
        all.insert(all.end(), said->begin(), said->end());
    return all;
}

bool storeAsProject(const std::filesystem::path& folder, const Dataset& dataset) {
    const bool again = Project::exists(folder);
    if (again)
        Project::open(folder).storeDataset(dataset);
    else
        Project::create(folder, dataset);
    return again;
}

ImportSummary importInto(const ImportOptions& given, const std::filesystem::path& folder,
                         const std::stop_token& stop, const ProgressSink& progress,
                         std::size_t shownProblems) {
    const ImportLock lock(folder);
    removeLeftovers(folder);
    ImportOptions options = given;
    options.unpackInto = folder / kUnpackedFolder;
    const ImportResult result = importDataset(options, stop, progress);
    throwIfStopped(stop);
    ImportSummary summary;
    summary.folder = folder;
    GivenFiles files(folder, result.rows);
    summary.again = storeAsProject(folder, result.dataset.withGiven(files.given()));
    files.keep();
    if (result.unpacked)
        result.unpacked->keep();
    else
        UnpackedPictures::removeAll(options.unpackInto);
    Project::open(folder).storeSetting(kImportedFrom, sourceOf(options).string());
    summary.images = result.dataset.images().size();
    summary.sentences = result.dataset.sentences().size();
    summary.pairs = result.dataset.relation().pairCount();
    if (result.dataset.hasRegions())
        summary.pictures = 1 + static_cast<std::size_t>(std::ranges::max(pictureNumbers(result.dataset)));
    for (std::size_t i = 0; i < summary.images; ++i)
        summary.proposals += result.dataset.isProposal(i) ? 1 : 0;
    summary.skipped = result.problemCount;
    summary.problems = toStrings(result.problems, shownProblems);
    summary.remarks = toStrings(result.remarks, shownProblems);
    summary.notes = result.notes;
    return summary;
}

} // namespace crossview
