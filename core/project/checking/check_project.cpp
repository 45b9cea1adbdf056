#include "project/checking/check_project.h"

#include "project/checking/check_pictures.h"
#include "project/checking/check_sentences.h"
#include "project/project.h"

#include <algorithm>
#include <set>

namespace crossview {
namespace {

std::vector<Split> splitsOf(const Project& project, const Dataset& dataset) {
    if (const auto stored = project.loadSplits(); stored && stored->images.size() == dataset.images().size())
        return stored->images;
    std::vector<Split> splits;
    if (dataset.hasFileSplits())
        for (const ImageItem& image : dataset.images())
            splits.push_back(image.fileSplit);
    return splits;
}

/// Splits in which an item takes part.
std::set<Split> partsOf(const ItemRef& item, const Dataset& dataset, std::span<const Split> splits) {
    std::set<Split> parts;
    const auto add = [&](std::int32_t image) {
        if (static_cast<std::size_t>(image) < splits.size() &&
            splits[static_cast<std::size_t>(image)] != Split::unused)
            parts.insert(splits[static_cast<std::size_t>(image)]);
    };
    if (item.view == View::image)
        add(static_cast<std::int32_t>(item.index));
    else
        for (const std::int32_t image : dataset.relation().imagesOf(static_cast<std::size_t>(item.index)))
            add(image);
    return parts;
}

} // namespace

CheckedProject checkProject(const std::filesystem::path& folder, const std::stop_token& stop,
                            const ProgressSink& progress) {
    const Project project = Project::open(folder);
    CheckedProject checked;
    checked.dataset = project.loadDataset();
    checked.splits = splitsOf(project, *checked.dataset);
    checked.problems = checkPictures(*checked.dataset, stop, progress);
    for (DataProblem& problem : checkSentences(*checked.dataset, checked.splits))
        checked.problems.push_back(std::move(problem));
    for (DataProblem& problem : checked.problems) {
        std::set<Split> parts;
        for (const ItemRef& item : problem.items)
            parts.merge(partsOf(item, *checked.dataset, checked.splits));
        problem.acrossSplits = parts.size() > 1;
    }
    std::ranges::stable_sort(checked.problems, {}, [](const DataProblem& problem) {
        return std::pair(problem.kind, problem.items.front().index);
    });
    return checked;
}

} // namespace crossview
