#pragma once

#include "common/matrix.h"
#include "common/progress.h"
#include "features/components/pca.h"
#include "features/feature_options.h"
#include "features/image/conse.h"
#include "features/image/raw_blocks.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crossview {

/// The fitted way from a picture to its feature row: raw blocks, what some of them learn before it, what
/// classifiers call it, one PCA per block, joined. Immutable after fit or load; safe to use from several
/// threads.
class ImageChain {
public:
    /// Fits on the training rows of the blocks' raw values and gives the feature rows of all pictures in
    /// `rows` [pictures, dimensions]. `raw` is used up block by block to keep memory low. With `names` the
    /// blocks that have a classifier tell what a picture is called, too.
    static ImageChain fit(const ImageFeatureOptions& options, std::vector<RawBlock> blocks,
                          std::vector<Matrix> raw, std::span<const std::int32_t> training, Matrix& rows,
                          std::optional<Conse> names, const std::stop_token& stop,
                          const ProgressSink& progress);
    /// Reads what save wrote with the same options and blocks. Throws Error when files are missing, damaged
    /// or of other shapes.
    static ImageChain load(const ImageFeatureOptions& options, std::vector<RawBlock> blocks,
                           const std::filesystem::path& folder);
    void save(const std::filesystem::path& folder) const;

    std::size_t dimensions() const;
    /// Feature row of a picture file. Throws Error when it cannot be read as an image.
    std::vector<float> features(const std::filesystem::path& picture,
                                const std::optional<PixelBox>& box = std::nullopt) const;
    std::string description() const;
    /// A feature row for each class that the classifiers know [classes, dimensions]: that of a picture which
    /// is surely called so, and of which nothing else is known (the middle, zero). Empty without names.
    const SharedMatrix& prototypes() const { return m_prototypes; }

private:
    /// What pictures are called, from raw values to its part of a row.
    struct Names {
        Conse coder;
        Pca pca;
    };

    explicit ImageChain(std::vector<RawBlock> blocks) : m_blocks(std::move(blocks)) {}
    std::size_t classifiers() const;
    Matrix classPrototypes() const;

    std::vector<RawBlock> m_blocks;
    std::vector<std::shared_ptr<const RowCoder>> m_coders; // one per block; none where nothing is learnt
    std::vector<Pca> m_pcas;                               // one per block
    std::optional<Names> m_names;
    SharedMatrix m_prototypes;
};

} // namespace crossview
