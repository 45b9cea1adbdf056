#include "dataset/importers/embedding_folder.h"

#include "arrays/array_shards.h"
#include "dataset/importers/parquet/parquet_files.h"

namespace crossview {

namespace fs = std::filesystem;

namespace {

constexpr const char* kImages = "img_emb";
constexpr const char* kTexts = "text_emb";

} // namespace

bool isEmbeddingFolder(const fs::path& folder) {
    std::error_code failure;
    for (const char* part : {kImages, kTexts})
        if (!fs::is_directory(folder / part, failure) || shardsIn(folder / part).empty())
            return false;
    return true;
}

const CaptionFormat& embeddingFormat() {
    static const CaptionFormat kFormat{"clip-retrieval",
                                       "Embeddings of clip-retrieval",
                                       "a folder with img_emb/ and text_emb/, numbered .npy files in each",
                                       {},
                                       nullptr,
                                       nullptr,
                                       nullptr,
                                       nullptr,
                                       nullptr};
    return kFormat;
}

ImportOptions withEmbeddingFolder(ImportOptions options) {
    if (options.captions.empty() || options.features.any() || !options.format.empty() ||
        !isEmbeddingFolder(options.captions))
        return options;
    const fs::path plain = fs::absolute(options.captions / "").lexically_normal().parent_path();
    if (options.name.empty())
        options.name = plain.filename().string();
    const fs::path folder = options.captions;
    options.features.images = folder / kImages;
    options.features.texts = folder / kTexts;
    options.captions.clear();
    return withMetadata(std::move(options), folder);
}

} // namespace crossview
