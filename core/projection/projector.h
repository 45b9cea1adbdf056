#pragma once

#include "common/progress.h"
#include "projection/projection.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>

namespace crossview {

/// Which neighbours attract each other how much under t-SNE.
enum class TsneAffinities {
    bySize,     ///< by perplexity up to kExactNeighbourRows items, uniform where there are more
    perplexity, ///< by distance, as widely as the perplexity says
    uniform     ///< all of the nearest few alike: a sixth of the memory, and much the same map
};

/// What t-SNE can be told.
struct TsneOptions {
    TsneAffinities affinities = TsneAffinities::bySize;
    double perplexity = 30; ///< about how many neighbours count; three times as many are looked up
    int neighbours = 15;    ///< of uniform affinities
    double exaggeration =
        1; ///< factor of the attraction, from 1 (t-SNE) over 4 (close to UMAP) to 12 (clumps and threads)
    int iterations = 1000;    ///< at most, with the 250 of early exaggeration
    int warmIterations = 250; ///< at most, of a map that starts at the one before
};

/// Where a map that a person brought lies (project/brought_map.h).
struct BroughtOptions {
    std::filesystem::path file; ///< .npy, [images + sentences, 2], images first; empty: there is none
    std::size_t images = 0;     ///< how many of its rows are images
};

/// How embeddings are laid on a map. What only one method has is a struct of its own in here.
struct ProjectionOptions {
    std::string method = "pca"; ///< key of one of projectionMethods()
    bool removeViewMeans =
        true; ///< subtract each view's mean first, so that the modality gap does not fill the map
    std::uint64_t seed = 1; ///< of methods that start at random places; PCA draws nothing
    TsneOptions tsne{};
    BroughtOptions brought{};
};

/// Receives positions while they still move, on the thread of the job; may be empty. Returns whether the job
/// should go on; else it ends soon with what it has.
using ProjectionSink = std::function<bool(std::shared_ptr<const Projection>)>;

/// Lays the embeddings of both views on one map: one method with its options. A value without state between
/// calls, so that one projector may serve several threads.
class Projector {
public:
    virtual ~Projector() = default;

    /// Whatever decides the map beside the embeddings, as one line of JSON: {"method": "pca", …}. Stored with
    /// a map, so that one made otherwise is not taken for it.
    virtual std::string key() const = 0;
    /// Its axes mean something: its maps are not turned onto another one.
    virtual bool keepsItsAxes() const { return false; }

    /// The map of images [n, d] and sentences [m, d], turned and mirrored onto `previous` (alignment.h), the
    /// map of the epoch before, where it shows as many items; a method that iterates starts there too. Polls
    /// `stop` at least every few thousand rows of work, reports rows done of all passes, and hands `publish`
    /// intermediate positions (not those of the result) as often as a person can follow, if it iterates.
    /// Throws Error when the views have different widths, and Cancelled.
    Projection project(MatrixView images, MatrixView sentences, const Projection* previous = nullptr,
                       const std::stop_token& stop = {}, const ProgressSink& progress = {},
                       const ProjectionSink& publish = {}) const;

protected:
    /// The method itself. The widths agree, and `previous` is null or shows as many items; the caller aligns
    /// the result, while intermediate positions are published as they should be seen.
    virtual Projection compute(MatrixView images, MatrixView sentences, const Projection* previous,
                               const std::stop_token& stop, const ProgressSink& progress,
                               const ProjectionSink& publish) const = 0;
};

/// A method by which a map can be made.
struct ProjectionMethod {
    std::string key;         ///< in options and files: "pca"
    std::string name;        ///< for a person: "PCA"
    std::string description; ///< one sentence for a person: what it shows and what it costs
    std::unique_ptr<Projector> (*make)(const ProjectionOptions& options);
};

/// Every method, the default first: the one table from which window and command line list them.
std::span<const ProjectionMethod> projectionMethods();

/// The projector of some options. Throws Error that lists the methods when theirs is not among them.
std::unique_ptr<Projector> makeProjector(const ProjectionOptions& options = {});

} // namespace crossview
