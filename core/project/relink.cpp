#include "project/relink.h"

#include "common/error.h"
#include "dataset/importers/problem_list.h"
#include "dataset/locating/image_locator.h"
#include "dataset/locating/picture_folders.h"
#include "dataset/picture_numbers.h"
#include "features/image/picture_memory.h"
#include "options/run_options.h"
#include "project/data_edits.h"
#include "project/project.h"
#include "project/provenance.h"
#include "project/run_lock.h"
#include "project/saved_selections.h"

#include <iterator>
#include <set>
#include <utility>

namespace crossview {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostReasons = 20;

/// The data set with other paths of its pictures.
Dataset withPictures(const Dataset& dataset, const std::vector<fs::path>& pictures, const fs::path& folder) {
    std::vector<ImageItem> images = dataset.images();
    for (std::size_t i = 0; i < images.size(); ++i)
        if (!pictures[i].empty())
            images[i].path = pictures[i];
    return Dataset(dataset.name(), std::move(images), dataset.sentences(), dataset.relation(),
                   dataset.concepts(), folder, dataset.given())
        .withColumns(dataset.columns());
}

/// A picture that is not where the project says.
struct MissingPicture {
    std::size_t image = 0;
    fs::path end;       ///< what is looked for: the path, with fewer folders from round to round
    std::string reason; ///< why it was not found, in the first round
};

/// Looks for the pictures by their whole paths, then by their ends: the folders above may have other names
/// now. Those with more in common go first, and one file is one picture: `taken` grows. Found ones leave the
/// list and go to `moved` [images].
void findMoved(std::vector<MissingPicture>& missing, ImageLocator& locator, std::set<fs::path>& taken,
               std::vector<fs::path>& moved, const std::stop_token& stop) {
    for (bool goesOn = true; goesOn;) {
        goesOn = false;
        std::erase_if(missing, [&](MissingPicture& picture) {
            throwIfStopped(stop);
            const ImageLocator::Found& found = locator.find(picture.end.string());
            if (found.reason.empty() && taken.insert(found.path).second) {
                moved[picture.image] = found.path;
                return true;
            }
            if (picture.reason.empty())
                picture.reason = found.reason.empty()
                                     ? "the picture \"" + picture.end.string() + "\" would be \"" +
                                           found.path.string() + "\", which is another one of the project"
                                     : found.reason;
            return false;
        });
        for (MissingPicture& picture : missing) {
            const fs::path path = picture.end.relative_path();
            if (std::next(path.begin()) == path.end())
                continue;
            picture.end = path.lexically_relative(*path.begin());
            goesOn = true;
        }
    }
}

/// The edits that a run learned from; none where its options cannot be read.
std::vector<DataEdit> editsOf(const RunRecord& run) {
    try {
        return runOptionsFromJson(run.optionsJson).edits;
    } catch (const Error&) { // of a newer version: its data are taken as the project's
        return {};
    }
}

/// Runs of the data as they were, or as edits made them, go on answering for them.
void moveRuns(Project& project, const std::shared_ptr<const Dataset>& before,
              const std::shared_ptr<const Dataset>& now) {
    const std::string hashBefore = before->hash(), hashNow = now->hash();
    for (RunRecord run : project.runs()) {
        Provenance provenance = provenanceFromJson(run.provenanceJson);
        const std::vector<DataEdit> edits = editsOf(run);
        const bool isEdited = !edits.empty() && canBeMade(edits, *before);
        if (provenance.dataHash != (isEdited ? edited(before, edits).dataset->hash() : hashBefore))
            continue;
        provenance.dataHash = isEdited ? edited(now, edits).dataset->hash() : hashNow;
        run.provenanceJson = toJson(provenance);
        project.updateRun(run);
    }
}

} // namespace

RelinkSummary relink(const fs::path& projectFolder, const fs::path& folder, bool dryRun,
                     const std::stop_token& stop, const ProgressSink& progress) {
    Project project = Project::open(projectFolder);
    const ImportLock lock(projectFolder);
    if (!dryRun)
        project.requireWritable();
    const std::shared_ptr<const Dataset> before = project.loadDataset();
    ImageLocator locator(importFolders(folder, {}, {}), stop, progress);
    RelinkSummary summary;
    std::vector<fs::path> moved(before->images().size()); // empty: stays where it is
    std::vector<MissingPicture> missing;
    std::set<fs::path> taken;
    const std::vector<std::int32_t> pictureOf = pictureNumbers(*before);
    std::vector<std::size_t> firstOf; // image of each picture; further ones are regions of the same file
    for (std::size_t i = 0; i < moved.size(); ++i) {
        if (static_cast<std::size_t>(pictureOf[i]) < firstOf.size())
            continue;
        firstOf.push_back(i);
        if (!before->hasPicture(i))
            continue;
        ++summary.pictures;
        const fs::path path = before->imagePath(i);
        std::error_code code;
        if (fs::is_regular_file(path, code))
            taken.insert(path);
        else
            missing.push_back({i, path, {}});
    }
    summary.missing = missing.size();
    findMoved(missing, locator, taken, moved, stop);
    summary.found = summary.missing - missing.size();
    for (std::size_t i = 0; i < moved.size(); ++i)
        moved[i] = moved[firstOf[static_cast<std::size_t>(pictureOf[i])]];
    ProblemList problems;
    for (const MissingPicture& picture : missing)
        problems.add(project.folder(), 0, picture.reason);
    summary.reasons = toStrings(problems.problems(), kMostReasons);
    if (dryRun || summary.found == 0)
        return summary;
    project.storeDataset(withPictures(*before, moved, project.folder()));
    const std::shared_ptr<const Dataset> now = project.loadDataset();
    std::vector<MovedPicture> renamed;
    for (std::size_t i = 0; i < moved.size(); ++i)
        if (!moved[i].empty() && firstOf[static_cast<std::size_t>(pictureOf[i])] == i)
            renamed.push_back({before->images()[i].path.string(), now->images()[i].path.string()});
    renamePictures(project.featuresFolder(), renamed);
    moveRuns(project, before, now);
    if (const StoredEdits stored = readEdits(project.folder(), *before); !stored.edits.empty())
        writeEdits(project.folder(), *now, stored.edits);
    moveSelections(project.folder(), *before, *now);
    return summary;
}

} // namespace crossview
