#include "said.h"
#include "scratch_folder.h"

#include "features/image/image_chain.h"
#include "features/image/patches.h"
#include "features/text/text_chain.h"

#include <array>
#include <cstddef>
#include <cstdint>

using namespace crossview;
using namespace crossview::fuzz;

namespace {

constexpr std::array<std::string_view, 19> kNames{"text.json",
                                                  "text-idf.npy",
                                                  "text-basis.npy",
                                                  "characters.json",
                                                  "characters-idf.npy",
                                                  "characters-basis.npy",
                                                  "image-hsv-mean.npy",
                                                  "image-hsv-components.npy",
                                                  "patch-mean.npy",
                                                  "patch-whitening.npy",
                                                  "patch-centres.npy",
                                                  "name-meanings.npy",
                                                  "words.json",
                                                  "words.npy",
                                                  "mean-vector-mean.npy",
                                                  "mean-vector-components.npy",
                                                  "fisher-mixture.npy",
                                                  "fisher-mean.npy",
                                                  "fisher-components.npy"};

TextFeatureOptions textOptions(bool words, bool characters) {
    TextFeatureOptions options;
    options.components = words ? 2 : 0;
    options.characterComponents = characters ? 2 : 0;
    options.miniLmComponents = 0;
    return options;
}

TextFeatureOptions wordVectorOptions(bool mean, bool fisher) {
    TextFeatureOptions options = textOptions(false, false);
    options.meanComponents = mean ? 2 : 0;
    options.fisherComponents = fisher ? 2 : 0;
    return options;
}

std::vector<RawBlock> oneBlock() {
    ImageFeatureOptions options;
    options.hogComponents = options.tinyComponents = options.gistComponents = options.patchComponents = 0;
    options.lite0Components = options.lite2Components = 0;
    auto blocks = rawBlocks(options);
    blocks.front().dimensions = 3; // a small row reaches the same code
    return blocks;
}

} // namespace

/// The folder of fitted features (writeParts): text chains, an image chain, patch words, and names.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ScratchFolder folder;
    static const std::vector<RawBlock> blocks = oneBlock();
    writeParts(asText(data, size), folder.path(), kNames);
    for (const auto& options : {textOptions(true, false), textOptions(false, true), textOptions(true, true),
                                wordVectorOptions(true, false), wordVectorOptions(false, true)})
        doneOrSaid([&] {
            const TextChain chain = TextChain::load(options, folder.path());
            require(chain.features("A dog runs, dogs run.").size() == chain.dimensions());
            chain.unknownWords("a dog runs");
            chain.description();
        });
    doneOrSaid([&] {
        const ImageChain chain = ImageChain::load(ImageFeatureOptions(), blocks, folder.path());
        require(chain.dimensions() > 0 && !chain.description().empty());
    });
    doneOrSaid([&] {
        const Pca pca = Pca::load(folder.path(), "image-hsv");
        require(pca.apply(Matrix(2, pca.mean.cols())).cols() == pca.dimensions());
    });
    doneOrSaid([&] {
        const PatchCoder coder = PatchCoder::load(folder.path());
        const Matrix picture(1, std::size_t{PatchCoder::kSide} * PatchCoder::kSide * 3);
        require(coder.codes(picture).cols() == coder.dimensions());
    });
    doneOrSaid([&] {
        const Conse names = Conse::load(folder.path());
        if (names.classes() > 0)
            require(names.codes(Matrix(2, names.classes()), 1).cols() == names.dimensions());
    });
    return 0;
}
