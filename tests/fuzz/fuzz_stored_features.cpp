#include "said.h"
#include "scratch_folder.h"

#include "features/extraction.h"
#include "features/feature_keys.h"
#include "features/feature_set.h"
#include "features/image/picture_memory.h"
#include "files/atomic_file.h"

#include <array>
#include <cstddef>
#include <cstdint>

using namespace crossview;
using namespace crossview::fuzz;

namespace {

constexpr std::array<std::string_view, 9> kNames{
    "images.json",    "images.npy",    "image-hsv-mean.npy", "image-hsv-components.npy",
    "sentences.json", "sentences.npy", "text.json",          "text-idf.npy",
    "text-basis.npy"};

/// A project without pictures: what its features folder does not hold whole is said, not computed.
struct Project {
    Dataset dataset{"fuzz",
                    {{"", "one", -1, "", Split::train}, {"", "two", -1, "", Split::train}},
                    {{"a dog runs", ""}, {"a dog and a cat", ""}},
                    Relation(2, 2, {{0, 0}, {1, 1}}),
                    {},
                    {}};
    SplitAssignment splits{{}, {Split::train, Split::train}};
    FeatureOptions options;
    std::string imageKey, sentenceKey, folder;

    explicit Project(const std::filesystem::path& features) {
        ImageFeatureOptions& image = options.image;
        image.hogComponents = image.tinyComponents = image.gistComponents = image.patchComponents = 0;
        image.lite0Components = image.lite2Components = 0;
        options.text.components = 2;
        options.text.miniLmComponents = options.text.characterComponents = 0;
        const FeatureKeys keys =
            featureKeys(dataset, splits, options, PictureMemory(dataset, features).stamps());
        imageKey = keys.images;
        sentenceKey = keys.sentences;
        folder = keys.both;
    }
};

/// The mark "KEY" in an input stands for the key that the features must have.
std::string withKey(std::string text, const std::string& key) {
    if (const std::size_t at = text.find("KEY"); at != std::string::npos)
        text.replace(at, 3, key);
    return text;
}

void putKey(const std::filesystem::path& mark, const std::string& key) {
    if (std::filesystem::exists(mark))
        writeScratch(mark, withKey(readFile(mark), key));
}

} // namespace

/// Stored features (writeParts), opened as a session opens them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ScratchFolder scratch;
    static const Project project(scratch.path());
    const std::filesystem::path folder = scratch / project.folder;
    std::filesystem::create_directories(folder);
    writeParts(asText(data, size), folder, kNames);
    putKey(folder / "images.json", project.imageKey);
    putKey(folder / "sentences.json", project.sentenceKey);
    doneOrSaid([&] {
        featuresAreStored(project.dataset, project.splits, project.options, scratch.path());
        const auto set = extractFeatures(project.dataset, project.splits, project.options, scratch.path());
        require(set->images.rows() == 2 && set->images.cols() == set->chain->imageDimensions());
        require(set->sentences.rows() == 2 && set->sentences.cols() == set->chain->sentenceDimensions());
        for (const std::int32_t image : set->unreadableImages)
            require(image >= 0 && image < 2);
    });
    return 0;
}
