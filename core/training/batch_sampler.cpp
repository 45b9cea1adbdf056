#include "training/batch_sampler.h"

#include "common/error.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

namespace crossview {

/// A batch that is being drawn.
class BatchSampler::Draft {
public:
    bool has(std::int32_t image) const { return m_position.contains(image); }

    /// Adds an image once; a sentence (if not -1) that must be among its texts.
    void add(Unit unit) {
        const auto [at, isNew] = m_position.try_emplace(unit.first, batch.images.size());
        if (isNew) {
            batch.images.push_back(unit.first);
            m_wanted.emplace_back();
        }
        if (unit.second >= 0)
            m_wanted[at->second].push_back(unit.second);
    }

    const std::vector<std::int32_t>& wanted(std::size_t position) const { return m_wanted[position]; }

    /// Adds a text unless it is a single sentence that stands in the batch already (for this picture, where
    /// negatives are of the same picture; else 0).
    void addText(BatchText text, std::int32_t picture) {
        const auto place = (static_cast<std::uint64_t>(static_cast<std::uint32_t>(picture)) << 32U) |
                           static_cast<std::uint32_t>(text.sentences.front());
        if (text.sentences.size() > 1 || m_single.insert(place).second)
            batch.texts.push_back(std::move(text));
    }

    Batch batch;

private:
    std::unordered_map<std::int32_t, std::size_t> m_position;
    std::vector<std::vector<std::int32_t>> m_wanted; // per image
    std::unordered_set<std::uint64_t> m_single;      // picture and sentence
};

BatchSampler::BatchSampler(const BatchSource& source, const BatchOptions& options, std::uint64_t seed)
    : m_source(source), m_options(options), m_seed(seed), m_isTraining(source.relation->imageCount(), 0) {
    std::size_t images = 0;
    for (const std::int32_t image : source.images) {
        const std::vector<std::int32_t> sentences = usableSentencesOf(image);
        if (sentences.empty())
            continue;
        ++images;
        m_isTraining[static_cast<std::size_t>(image)] = 1;
        const std::int32_t conceptId =
            source.concepts.empty() ? -1 : source.concepts[static_cast<std::size_t>(image)];
        if (conceptId >= 0) {
            if (m_members.size() <= static_cast<std::size_t>(conceptId))
                m_members.resize(static_cast<std::size_t>(conceptId) + 1);
            m_members[static_cast<std::size_t>(conceptId)].push_back(image);
        }
    }
    if (images < 2)
        throw Error(
            "Fewer than two training images have a sentence with known words; add data, or hold out fewer "
            "images.");
    makeUnits();
    if (isByPicture()) {
        requireNegatives();
        m_batches = (images + static_cast<std::size_t>(options.images) - 1) /
                    static_cast<std::size_t>(std::max(options.images, 1));
        m_batches = std::max<std::size_t>(1, std::min(m_batches, m_units.size() / 2));
        return;
    }
    const double share = std::clamp(options.neighbourShare, 0.0, 0.9);
    const double units = std::max(2.0, std::round(options.images * (1 - share)));
    m_batches = static_cast<std::size_t>(std::ceil(static_cast<double>(m_units.size()) / units));
    // A batch of one image has no negatives and no batch statistics.
    m_batches = std::max<std::size_t>(1, std::min(m_batches, m_units.size() / 2));
}

void BatchSampler::makeUnits() {
    const bool pairs = m_options.epochOver == EpochUnit::pairs && m_options.textUnit != TextUnit::documents;
    for (const std::int32_t image : m_source.images) {
        if (m_isTraining[static_cast<std::size_t>(image)] == 0)
            continue;
        if (isByPicture()) {
            const auto picture = static_cast<std::size_t>(pictureOf(image));
            if (m_regions.size() <= picture)
                m_regions.resize(picture + 1);
            if (m_regions[picture].empty())
                m_units.emplace_back(static_cast<std::int32_t>(picture), -1);
            m_regions[picture].push_back(image);
        } else if (pairs) {
            for (const std::int32_t sentence : usableSentencesOf(image))
                m_units.emplace_back(image, sentence);
        } else {
            m_units.emplace_back(image, -1);
        }
    }
}

std::int32_t BatchSampler::pictureOf(std::int32_t image) const {
    return m_source.pictures.empty() ? image : m_source.pictures[static_cast<std::size_t>(image)];
}

void BatchSampler::requireNegatives() const {
    for (const std::vector<std::int32_t>& regions : m_regions)
        for (const std::int32_t region : regions)
            if (usableSentencesOf(region) != usableSentencesOf(regions.front()))
                return;
    throw Error(
        "No training picture has two regions of different phrases, and negatives of the same picture need "
        "them: take those of the batch (the option Negatives, --batch.negatives batch).");
}

void BatchSampler::addUnit(Draft& draft, const Unit& unit) const {
    if (!isByPicture())
        return draft.add(unit);
    for (const std::int32_t region : m_regions[static_cast<std::size_t>(unit.first)])
        draft.add({region, -1});
}

std::vector<std::int32_t> BatchSampler::usableSentencesOf(std::int32_t image) const {
    std::vector<std::int32_t> usable;
    for (const std::int32_t sentence : m_source.relation->sentencesOf(static_cast<std::size_t>(image)))
        if (m_source.usableSentence[static_cast<std::size_t>(sentence)] != 0)
            usable.push_back(sentence);
    return usable;
}

void BatchSampler::orderEpoch(int epoch) {
    if (m_epoch == epoch)
        return;
    m_order = m_units;
    SeededRandom(mixSeed({m_seed, static_cast<std::uint64_t>(epoch), 0}))
        .scaledShuffle(std::span<Unit>(m_order));
    m_epoch = epoch;
}

Batch BatchSampler::batch(int epoch, std::size_t index) {
    orderEpoch(epoch);
    SeededRandom random(mixSeed({m_seed, static_cast<std::uint64_t>(epoch), index + 1}));
    const std::size_t begin = m_order.size() * index / m_batches;
    const std::size_t end = m_order.size() * (index + 1) / m_batches;
    Draft draft;
    for (std::size_t unit = begin; unit < end; ++unit)
        addUnit(draft, m_order[unit]);
    const std::size_t primaries = draft.batch.images.size();
    const double share = isByPicture() ? 0 : std::clamp(m_options.neighbourShare, 0.0, 0.9);
    const auto neighbours = std::llround(static_cast<double>(primaries) * share / (1 - share));
    for (long long n = 0; n < neighbours; ++n)
        addNeighbour(draft, primaries, random);
    for (std::size_t position = 0; position < draft.batch.images.size(); ++position)
        addTexts(draft, position, random);
    return std::move(draft.batch);
}

void BatchSampler::addNeighbour(Draft& draft, std::size_t primaries, SeededRandom& random) const {
    constexpr int kAttempts = 8; // many items have no neighbour at all
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        const std::int32_t anchor = draft.batch.images[random.scaledBelow(primaries)];
        if (m_options.conceptNeighbours && random.uniform() < 0.5) {
            const std::int32_t mate = conceptMate(anchor, random);
            if (mate >= 0 && !draft.has(mate)) {
                draft.add({mate, -1});
                return;
            }
            continue;
        }
        const Unit mate = sentenceMate(anchor, random);
        if (mate.first >= 0 && !draft.has(mate.first)) {
            // With the shared sentence in the batch the two images are neighbours there.
            draft.add(mate);
            return;
        }
    }
}

std::int32_t BatchSampler::conceptMate(std::int32_t image, SeededRandom& random) const {
    const std::int32_t conceptId =
        m_source.concepts.empty() ? -1 : m_source.concepts[static_cast<std::size_t>(image)];
    if (conceptId < 0)
        return -1;
    const auto& members = m_members[static_cast<std::size_t>(conceptId)];
    const std::int32_t mate = members[random.scaledBelow(members.size())];
    return mate == image ? -1 : mate;
}

BatchSampler::Unit BatchSampler::sentenceMate(std::int32_t image, SeededRandom& random) const {
    const std::vector<std::int32_t> sentences = usableSentencesOf(image);
    const std::int32_t sentence = sentences[random.scaledBelow(sentences.size())];
    const auto images = m_source.relation->imagesOf(static_cast<std::size_t>(sentence));
    const std::int32_t mate = images[random.scaledBelow(images.size())];
    if (mate == image || m_isTraining[static_cast<std::size_t>(mate)] == 0)
        return {-1, -1};
    return {mate, sentence};
}

void BatchSampler::addTexts(Draft& draft, std::size_t position, SeededRandom& random) const {
    const std::int32_t image = draft.batch.images[position];
    std::vector<std::int32_t> sentences = usableSentencesOf(image);
    const std::int32_t picture = isByPicture() ? pictureOf(image) : 0;
    if (m_options.textUnit == TextUnit::documents) {
        draft.addText({std::move(sentences), image}, picture);
        return;
    }
    const std::vector<std::int32_t>& wanted = draft.wanted(position);
    random.scaledShuffle(std::span<std::int32_t>(sentences));
    // The wanted ones (the pairs of this batch) first, then others up to the number asked for.
    std::stable_partition(sentences.begin(), sentences.end(), [&](std::int32_t sentence) {
        return std::find(wanted.begin(), wanted.end(), sentence) != wanted.end();
    });
    const auto asked = static_cast<std::size_t>(std::max(m_options.sentencesPerImage, 1));
    const std::size_t count = std::min(sentences.size(), std::max(asked, wanted.size()));
    const bool neighbour = m_options.epochOver == EpochUnit::images && !wanted.empty();
    for (std::size_t t = 0; t < count; ++t) {
        const bool mustStandAlone = neighbour && t == 0;
        BatchText text{{sentences[t]}, image};
        if (m_options.textUnit == TextUnit::mixed && sentences.size() > 1 && !mustStandAlone &&
            random.uniform() < m_options.documentShare) {
            std::vector<std::int32_t> others = sentences;
            others.erase(others.begin() + static_cast<std::ptrdiff_t>(t));
            random.scaledShuffle(std::span<std::int32_t>(others));
            const std::size_t more = 1 + random.scaledBelow(others.size());
            text.sentences.insert(text.sentences.end(), others.begin(),
                                  others.begin() + static_cast<std::ptrdiff_t>(more));
            std::sort(text.sentences.begin(), text.sentences.end());
        }
        draft.addText(std::move(text), picture);
    }
}

} // namespace crossview
