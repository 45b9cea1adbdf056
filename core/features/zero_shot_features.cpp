#include "features/zero_shot_features.h"

#include "common/threads.h"
#include "encoders/user/trusted_networks.h"
#include "features/unreadable_picture.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <opencv2/core/utility.hpp>

namespace crossview {
namespace {

/// Counts finished items for a sink that is called on one thread at a time.
class Counter {
public:
    Counter(std::string stage, std::size_t total, const ProgressSink& sink)
        : m_stage(std::move(stage)), m_total(total), m_sink(sink) {
        report(m_sink, {m_stage, 0, m_total, {}});
    }
    void finished(const std::string& item) {
        const std::lock_guard lock(m_mutex);
        report(m_sink, {m_stage, ++m_done, m_total, item});
    }

private:
    const std::string m_stage;
    const std::size_t m_total;
    const ProgressSink& m_sink;
    std::mutex m_mutex;
    std::size_t m_done = 0;
};

/// Rows of all images; those whose picture cannot be read go to `unreadable`.
Matrix imageRows(const Dataset& dataset, const FeatureChain& chain,
                 std::map<std::int32_t, std::string>& unreadable, const std::stop_token& stop,
                 const ProgressSink& progress) {
    Matrix rows(dataset.images().size(), chain.imageDimensions());
    Counter counter("Reading pictures", rows.rows(), progress);
    std::mutex mutex;
    parallelFor(rows.rows(), stop, [&](std::size_t i) {
        const std::filesystem::path file = dataset.imagePath(i);
        try {
            if (!dataset.hasPicture(i))
                throw Error(kNoPictureFile);
            const std::optional<PixelBox>& box = dataset.images()[i].box;
            std::ranges::copy(box ? chain.regionFeatures(file, *box) : chain.imageFeatures(file),
                              rows.row(i).begin());
        } catch (const UntrustedNetwork&) {
            throw; // the pictures are not to blame
        } catch (const Error& error) {
            const std::lock_guard lock(mutex);
            unreadable.emplace(static_cast<std::int32_t>(i), error.what());
        }
        counter.finished(file.string());
    });
    return rows;
}

Matrix textRows(const Dataset& dataset, const FeatureChain& chain, const std::stop_token& stop,
                const ProgressSink& progress) {
    Matrix rows(dataset.sentences().size(), chain.sentenceDimensions());
    Counter counter("Encoding sentences", rows.rows(), progress);
    parallelFor(rows.rows(), stop, [&](std::size_t i) {
        std::ranges::copy(chain.sentenceFeatures(dataset.sentences()[i].text), rows.row(i).begin());
        counter.finished({});
    });
    return rows;
}

} // namespace

std::shared_ptr<const FeatureSet> zeroShotFeatures(const Dataset& dataset,
                                                   std::shared_ptr<const FeatureChain> chain,
                                                   const std::stop_token& stop,
                                                   const ProgressSink& progress) {
    requirePictures(dataset);
    cv::setNumThreads(1); // the items are spread over our own threads
    std::map<std::int32_t, std::string> unreadable;
    Matrix images = imageRows(dataset, *chain, unreadable, stop, progress);
    if (unreadable.size() == dataset.images().size())
        throw Error(fmt::format("None of the {} pictures of \"{}\" can be used; the first trouble: {}",
                                dataset.images().size(), dataset.name(),
                                unreadable.empty() ? "the data set is empty." : unreadable.begin()->second));
    auto set = std::make_shared<FeatureSet>();
    set->images = SharedMatrix(std::move(images));
    set->sentences = SharedMatrix(textRows(dataset, *chain, stop, progress));
    set->chain = std::move(chain);
    for (const auto& [image, reason] : unreadable) {
        set->unreadable.push_back(unreadablePicture(dataset, static_cast<std::size_t>(image), reason));
        set->unreadableImages.push_back(image);
        set->leftOutImages.push_back(image);
    }
    return set;
}

} // namespace crossview
