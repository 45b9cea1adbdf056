#include "projection/projector.h"

#include "common/error.h"
#include "projection/alignment.h"
#include "projection/brought_projection.h"
#include "projection/pca_projection.h"
#include "projection/tsne_projector.h"

#include <array>
#include <fmt/format.h>

namespace crossview {

Projection Projector::project(MatrixView images, MatrixView sentences, const Projection* previous,
                              const std::stop_token& stop, const ProgressSink& progress,
                              const ProjectionSink& publish) const {
    if (images.rows() > 0 && sentences.rows() > 0 && images.cols() != sentences.cols())
        throw Error(fmt::format("A map needs both views in one space, but images have {} dimensions and "
                                "sentences {}.",
                                images.cols(), sentences.cols()));
    if (previous &&
        (previous->images.rows() != images.rows() || previous->sentences.rows() != sentences.rows()))
        previous = nullptr;
    Projection made = compute(images, sentences, previous, stop, progress, publish);
    if (previous && !keepsItsAxes())
        alignTo(*previous, made);
    made.madeBy = key();
    return made;
}

std::span<const ProjectionMethod> projectionMethods() {
    static const std::array<ProjectionMethod, 3> methods = {{
        {"pca", "PCA",
         "The two directions in which the embeddings of both views spread most: fast, the same at every run, "
         "and distances keep their meaning.",
         [](const ProjectionOptions& options) -> std::unique_ptr<Projector> {
             return std::make_unique<PcaProjector>(options.removeViewMeans);
         }},
        {"tsne", "t-SNE",
         "Neighbours stay neighbours: what is alike lies together. Distances between groups and their sizes "
         "say little; takes seconds where PCA takes a moment.",
         [](const ProjectionOptions& options) -> std::unique_ptr<Projector> {
             return std::make_unique<TsneProjector>(options);
         }},
        {"brought", "Own",
         "A map of your own that was made elsewhere and brought to this project: the same for every epoch.",
         [](const ProjectionOptions& options) -> std::unique_ptr<Projector> {
             return std::make_unique<BroughtProjector>(options.brought);
         }},
    }};
    return methods;
}

std::unique_ptr<Projector> makeProjector(const ProjectionOptions& options) {
    std::string known;
    for (const ProjectionMethod& method : projectionMethods()) {
        if (method.key == options.method)
            return method.make(options);
        known += (known.empty() ? "" : ", ") + method.key;
    }
    throw Error(
        fmt::format("There is no method of projection '{}': choose one of {}.", options.method, known));
}

} // namespace crossview
