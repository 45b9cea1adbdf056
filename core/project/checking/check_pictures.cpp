#include "project/checking/check_pictures.h"

#include "common/error.h"
#include "common/threads.h"
#include "dataset/picture_numbers.h"
#include "files/file_hash.h"
#include "project/checking/look_alike.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <set>

namespace crossview {
namespace {

/// What was read of one picture.
struct Seen {
    std::string content; ///< hash of its bytes, and of a region its box
    std::optional<PictureLook> look;
    std::string fault;
};

Seen lookAt(const std::filesystem::path& file, const std::optional<PixelBox>& box) {
    constexpr int kSide = 72; // enough for cells of 8 pixels
    Seen seen;
    try {
        seen.content = sha256OfFile(file) + (box ? ", " + boxText(*box) : std::string());
        seen.look = lookOf(readPicturePixels(file, kSide, box));
    } catch (const Cancelled&) {
        throw;
    } catch (const Error& error) {
        seen.fault = error.what();
    }
    return seen;
}

DataProblem problemOf(ProblemKind kind, const std::vector<std::int32_t>& images) {
    DataProblem problem{kind, {}, false, {}};
    for (const std::int32_t image : images)
        problem.items.push_back({View::image, image});
    return problem;
}

} // namespace

std::vector<DataProblem> checkPictures(const Dataset& dataset, const std::stop_token& stop,
                                       const ProgressSink& progress) {
    const std::size_t count = dataset.images().size();
    std::vector<Seen> seen(count);
    std::mutex mutex;
    std::size_t done = 0;
    Workers(stop).forEach(count, [&](std::size_t i) {
        if (dataset.hasPicture(i))
            seen[i] = lookAt(dataset.imagePath(i), dataset.images()[i].box);
        const std::scoped_lock lock(mutex);
        report(progress, {"Looking at pictures", ++done, count, {}});
    });
    const std::vector<std::int32_t> pictureOf = pictureNumbers(dataset);
    // Regions of one picture overlap, and a proposal may lie where a region does: that is no problem.
    const auto isOfOnePicture = [&](const auto& images) {
        const auto picture = [&](std::int32_t image) { return pictureOf[static_cast<std::size_t>(image)]; };
        return dataset.hasRegions() && std::ranges::all_of(images, [&](std::int32_t image) {
                   return picture(image) == picture(*images.begin());
               });
    };
    std::vector<DataProblem> problems;
    std::map<std::string, std::vector<std::int32_t>> contents;
    for (std::size_t i = 0; i < count; ++i) {
        if (!seen[i].fault.empty()) {
            problems.push_back(problemOf(ProblemKind::unreadablePicture, {static_cast<std::int32_t>(i)}));
            problems.back().reason = seen[i].fault;
        } else if (seen[i].look) {
            contents[seen[i].content].push_back(static_cast<std::int32_t>(i));
        }
    }
    std::map<std::int32_t, const std::vector<std::int32_t>*> firsts; // in the order of the items
    for (const auto& [content, images] : contents)
        firsts[images.front()] = &images;
    // One of each content is compared with the others; its copies go with it.
    std::vector<PictureLook> looks;
    std::vector<const std::vector<std::int32_t>*> copies;
    for (const auto& [first, images] : firsts) {
        if (images->size() > 1 && !isOfOnePicture(*images))
            problems.push_back(problemOf(ProblemKind::samePictures, *images));
        looks.push_back(*seen[static_cast<std::size_t>(first)].look);
        copies.push_back(images);
    }
    for (const std::vector<std::int32_t>& group : groupsAlike(looks)) {
        std::set<std::int32_t> images;
        for (const std::int32_t one : group)
            images.insert(copies[static_cast<std::size_t>(one)]->begin(),
                          copies[static_cast<std::size_t>(one)]->end());
        if (!isOfOnePicture(images))
            problems.push_back(problemOf(ProblemKind::nearPictures, {images.begin(), images.end()}));
    }
    return problems;
}

} // namespace crossview
