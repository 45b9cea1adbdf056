#include "features/image/image_chain.h"

#include "common/error.h"
#include "common/linear_algebra.h"
#include "pictures/image_reader.h"

#include <algorithm>

#include <fmt/format.h>

namespace crossview {
namespace {

constexpr const char* kNamesPrefix = "image-names";
/// A picture's code lies between several names, and so nearer to the middle than one name does.
constexpr float kPrototypeName = 0.7F;

bool namesPhotos(const RawBlock& block) {
    return block.network && block.network->hasClassifier();
}

void weigh(Pca& pca, double weight) {
    for (float& value : pca.components.values())
        value *= static_cast<float>(weight);
}

} // namespace

ImageChain ImageChain::fit(const ImageFeatureOptions& options, std::vector<RawBlock> blocks,
                           std::vector<Matrix> raw, std::span<const std::int32_t> training, Matrix& rows,
                           std::optional<Conse> names, const std::stop_token& stop,
                           const ProgressSink& progress) {
    ImageChain chain(std::move(blocks));
    const std::size_t count = raw.front().rows();
    Matrix logits(names ? count : 0, names ? names->classes() : 0);
    const bool besideNetworks =
        std::ranges::any_of(chain.m_blocks, [](const RawBlock& block) { return block.network != nullptr; });
    std::vector<Matrix> parts;
    for (std::size_t b = 0; b < chain.m_blocks.size(); ++b) {
        RawBlock& block = chain.m_blocks[b];
        block.dimensions = raw[b].cols();
        report(progress, {"Fitting image features", b, chain.m_blocks.size(), block.name});
        Matrix values = std::move(raw[b]);
        if (names && namesPhotos(block))
            names->addLogits(block.network->classifier(), values, logits, stop);
        chain.m_coders.push_back(block.fitCoder ? block.fitCoder(values, training, stop) : nullptr);
        if (chain.m_coders.back())
            values = chain.m_coders.back()->codes(values, stop);
        chain.m_pcas.push_back(fitPca(values, training, block.components, options.seed, stop));
        if (besideNetworks && !block.network)
            weigh(chain.m_pcas.back(), options.plainWeight);
        parts.push_back(chain.m_pcas.back().apply(values, stop));
    }
    if (names) {
        report(progress, {"Fitting image features", chain.m_blocks.size(), chain.m_blocks.size(), "names"});
        const Matrix codes = names->codes(std::move(logits), chain.classifiers(), stop);
        Pca pca =
            fitPca(codes, training, static_cast<std::size_t>(options.nameComponents), options.seed, stop);
        parts.push_back(pca.apply(codes, stop));
        chain.m_names.emplace(Names{std::move(*names), std::move(pca)});
        chain.m_prototypes = SharedMatrix(chain.classPrototypes());
    }
    report(progress, {"Fitting image features", chain.m_blocks.size(), chain.m_blocks.size(), {}});
    rows = Matrix(count, chain.dimensions());
    for (std::size_t i = 0; i < count; ++i) {
        auto to = rows.row(i).begin();
        for (const Matrix& part : parts)
            to = std::ranges::copy(part.row(i), to).out;
    }
    return chain;
}

std::size_t ImageChain::dimensions() const {
    std::size_t sum = 0;
    for (const Pca& pca : m_pcas)
        sum += pca.dimensions();
    return sum + (m_names ? m_names->pca.dimensions() : 0);
}

std::size_t ImageChain::classifiers() const {
    return static_cast<std::size_t>(std::ranges::count_if(m_blocks, namesPhotos));
}

Matrix ImageChain::classPrototypes() const {
    const Matrix names = m_names->pca.apply(m_names->coder.meanings());
    Matrix rows(names.rows(), dimensions());
    for (std::size_t c = 0; c < rows.rows(); ++c)
        std::ranges::transform(names.row(c), rows.row(c).last(names.cols()).begin(),
                               [](float value) { return kPrototypeName * value; });
    return rows;
}

std::vector<float> ImageChain::features(const std::filesystem::path& picture,
                                        const std::optional<PixelBox>& box) const {
    FittedPictures pictures(readPicture(picture, box));
    std::vector<float> row;
    row.reserve(dimensions());
    Matrix logits(1, m_names ? m_names->coder.classes() : 0);
    for (std::size_t b = 0; b < m_blocks.size(); ++b) {
        Matrix values(1, m_blocks[b].dimensions, computeRaw(m_blocks[b], pictures));
        if (m_names && namesPhotos(m_blocks[b]))
            m_names->coder.addLogits(m_blocks[b].network->classifier(), values, logits);
        if (m_coders[b])
            values = m_coders[b]->codes(values);
        const Matrix part = m_pcas[b].apply(values);
        row.insert(row.end(), part.values().begin(), part.values().end());
    }
    if (m_names) {
        const Matrix part = m_names->pca.apply(m_names->coder.codes(std::move(logits), classifiers()));
        row.insert(row.end(), part.values().begin(), part.values().end());
    }
    return row;
}

std::string ImageChain::description() const {
    std::vector<std::string> names;
    std::ptrdiff_t networks = 0;
    for (const RawBlock& block : m_blocks) {
        // Encoders first, then what they call it: where room is short they say the most.
        names.insert(block.network ? names.begin() : names.end(), block.title);
        networks += block.network ? 1 : 0;
    }
    if (m_names)
        names.insert(names.begin() + networks, "names");
    return fmt::format("{}, {}-D", fmt::join(names, " + "), dimensions());
}

void ImageChain::save(const std::filesystem::path& folder) const {
    for (std::size_t b = 0; b < m_blocks.size(); ++b) {
        m_pcas[b].save(folder, "image-" + m_blocks[b].name);
        if (m_coders[b])
            m_coders[b]->save(folder);
    }
    if (m_names) {
        m_names->coder.save(folder);
        m_names->pca.save(folder, kNamesPrefix);
    }
}

ImageChain ImageChain::load(const ImageFeatureOptions& options, std::vector<RawBlock> blocks,
                            const std::filesystem::path& folder) {
    ImageChain chain(std::move(blocks));
    for (RawBlock& block : chain.m_blocks) {
        chain.m_pcas.push_back(Pca::load(folder, "image-" + block.name));
        if (block.dimensions == 0)
            block.dimensions = chain.m_pcas.back().mean.cols();
        chain.m_coders.push_back(block.loadCoder ? block.loadCoder(folder) : nullptr);
        const auto& coder = chain.m_coders.back();
        if (chain.m_pcas.back().mean.cols() != (coder ? coder->dimensions() : block.dimensions))
            throw Error(
                fmt::format("The stored components of {} in {} have another width: delete that folder and "
                            "compute the features again.",
                            block.name, folder.string()));
    }
    if (hasNames(options)) {
        chain.m_names.emplace(Names{Conse::load(folder), Pca::load(folder, kNamesPrefix)});
        if (chain.m_names->pca.mean.cols() != chain.m_names->coder.dimensions())
            throw Error(fmt::format("The stored names in {} do not fit each other: delete that folder and "
                                    "compute the features again.",
                                    folder.string()));
        chain.m_prototypes = SharedMatrix(chain.classPrototypes());
    }
    return chain;
}

} // namespace crossview
