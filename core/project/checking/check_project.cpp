#include "project/checking/check_project.h"

#include "project/checking/check_pictures.h"
#include "project/checking/check_sentences.h"
#include "project/checking/item_splits.h"
#include "project/project.h"

#include <algorithm>
#include <set>

namespace crossview {
namespace {

std::vector<Split> storedSplits(const Project& project, const Dataset& dataset) {
    if (const auto stored = project.loadSplits(); stored && stored->images.size() == dataset.images().size())
        return stored->images;
    std::vector<Split> splits;
    if (dataset.hasFileSplits())
        for (const ImageItem& image : dataset.images())
            splits.push_back(image.fileSplit);
    return splits;
}

} // namespace

CheckedProject checkProject(const std::filesystem::path& folder, const std::stop_token& stop,
                            const ProgressSink& progress) {
    const Project project = Project::open(folder);
    CheckedProject checked;
    checked.dataset = project.loadDataset();
    checked.splits = storedSplits(project, *checked.dataset);
    checked.problems = checkPictures(*checked.dataset, stop, progress);
    for (DataProblem& problem : checkSentences(*checked.dataset, checked.splits))
        checked.problems.push_back(std::move(problem));
    for (DataProblem& problem : checked.problems) {
        std::set<Split> parts;
        for (const ItemRef& item : problem.items)
            parts.merge(splitsOf(item, *checked.dataset, checked.splits));
        problem.acrossSplits = parts.size() > 1;
    }
    std::ranges::stable_sort(checked.problems, {}, [](const DataProblem& problem) {
        return std::pair(problem.kind, problem.items.front().index);
    });
    return checked;
}

} // namespace crossview
