#include "project/measuring/region_report.h"

#include "common/error.h"
#include "common/linear_algebra.h"
#include "common/text.h"
#include "dataset/picture_numbers.h"

#include <algorithm>
#include <map>
#include <numeric>

#include <fmt/format.h>

namespace crossview {
namespace {

/// The queries of a split, over rows of the items that they need.
class Questions {
public:
    Questions(const TrainingInput& asked, Split split) : m_asked(asked) {
        const Dataset& dataset = *asked.dataset;
        const std::vector<std::int32_t> pictureOf = pictureNumbers(dataset);
        std::map<std::int32_t, Candidates> candidates; // by picture
        for (const std::int32_t image : asked.splits->imagesIn(split))
            if (dataset.images()[static_cast<std::size_t>(image)].box)
                candidates[pictureOf[static_cast<std::size_t>(image)]].regions.push_back(rowOf(image));
        for (std::size_t i = 0; i < dataset.images().size(); ++i) {
            const auto image = static_cast<std::int32_t>(i);
            const auto picture = candidates.find(pictureOf[i]);
            if (picture != candidates.end() && dataset.isProposal(i) &&
                asked.features->takesPart({View::image, image}))
                picture->second.proposals.push_back(rowOf(image));
        }
        m_pictures = candidates.size();
        std::map<std::pair<std::int32_t, std::int32_t>, std::size_t> known; // by sentence and picture
        for (const auto& [picture, all] : candidates)
            for (const std::int32_t row : all.regions) {
                const auto image = static_cast<std::size_t>(m_images[static_cast<std::size_t>(row)]);
                for (const std::int32_t sentence : dataset.relation().sentencesOf(image)) {
                    const auto [at, isNew] = known.emplace(std::pair(sentence, picture), m_regions.size());
                    if (isNew) {
                        m_regions.push_back({phraseRowOf(sentence), all.regions, {}});
                        m_proposals.push_back({m_regions.back().phrase, all.proposals, {}});
                        m_imagesOf.emplace_back();
                    }
                    m_regions[at->second].truth.push_back(m_boxes[static_cast<std::size_t>(row)]);
                    m_imagesOf[at->second].push_back(static_cast<std::int32_t>(image));
                }
            }
        for (std::size_t q = 0; q < m_regions.size(); ++q)
            m_proposals[q].truth = m_regions[q].truth;
    }

    std::size_t pictures() const { return m_pictures; }
    const std::vector<LocalisationQuery>& amongRegions() const { return m_regions; }
    const std::vector<LocalisationQuery>& amongProposals() const { return m_proposals; }
    const std::vector<PixelBox>& boxes() const { return m_boxes; }
    bool hasProposals() const {
        return std::ranges::any_of(m_proposals, [](const auto& query) { return !query.candidates.empty(); });
    }
    Matrix regionRows(const FrozenNetwork& network, const std::stop_token& stop) const {
        return network.image.embedRows(chosenRows(m_asked.features->images, m_images), stop);
    }
    Matrix phraseRows(const FrozenNetwork& network, const std::stop_token& stop) const {
        return network.sentence.embedRows(chosenRows(m_asked.features->sentences, m_sentences), stop);
    }

    /// Queries by the types of their phrases.
    std::map<std::string, std::vector<std::size_t>> byType() const {
        std::map<std::string, std::vector<std::size_t>> queries;
        for (const ItemColumn& column : m_asked.dataset->columns()) {
            if (column.isNumber() ||
                !(isSameColumn(column.name, "type") || isSameColumn(column.name, "phrase type")))
                continue;
            for (std::size_t q = 0; q < m_regions.size(); ++q)
                for (const std::string& type : typesOf(column, q))
                    queries[type].push_back(q);
            break;
        }
        return queries;
    }

private:
    /// Rows of the candidates of a picture.
    struct Candidates {
        std::vector<std::int32_t> regions;
        std::vector<std::int32_t> proposals;
    };

    std::int32_t rowOf(std::int32_t image) {
        m_images.push_back(image);
        m_boxes.push_back(*m_asked.dataset->images()[static_cast<std::size_t>(image)].box);
        return static_cast<std::int32_t>(m_images.size()) - 1;
    }
    std::int32_t phraseRowOf(std::int32_t sentence) {
        const auto [row, isNew] =
            m_rowOfSentence.emplace(sentence, static_cast<std::int32_t>(m_sentences.size()));
        if (isNew)
            m_sentences.push_back(sentence);
        return row->second;
    }
    /// "people/clothing" counts for both.
    std::vector<std::string> typesOf(const ItemColumn& column, std::size_t query) const {
        std::vector<std::string> types;
        const auto add = [&](std::size_t item) {
            for (const std::string_view type : split(column.valueText(item), '/'))
                if (!type.empty())
                    types.emplace_back(type);
        };
        if (column.view == View::sentence)
            add(static_cast<std::size_t>(m_sentences[static_cast<std::size_t>(m_regions[query].phrase)]));
        else
            for (const std::int32_t image : m_imagesOf[query])
                add(static_cast<std::size_t>(image));
        std::ranges::sort(types);
        types.erase(std::unique(types.begin(), types.end()), types.end());
        return types;
    }

    const TrainingInput& m_asked;
    std::vector<std::int32_t> m_images;    // of each row of the regions
    std::vector<PixelBox> m_boxes;         // of each row of the regions
    std::vector<std::int32_t> m_sentences; // of each row of the phrases
    std::map<std::int32_t, std::int32_t> m_rowOfSentence;
    std::vector<LocalisationQuery> m_regions;
    std::vector<LocalisationQuery> m_proposals;        // the same queries
    std::vector<std::vector<std::int32_t>> m_imagesOf; // true regions of each query
    std::size_t m_pictures = 0;
};

/// The localisation of some of the queries, whose ranks are those of all.
Localisation ofSome(const std::vector<LocalisationQuery>& queries, const std::vector<double>& ranks,
                    const std::vector<std::size_t>& which, std::span<const PixelBox> boxes) {
    std::vector<const LocalisationQuery*> some;
    std::vector<double> theirs;
    for (const std::size_t q : which) {
        some.push_back(&queries[q]);
        theirs.push_back(ranks[q]);
    }
    return localisation(theirs, some, boxes);
}

} // namespace

RegionReport regionReport(const TrainingInput& asked, const FrozenNetwork& network, Split split, TieRule rule,
                          const std::stop_token& stop) {
    if (!asked.dataset->hasRegions())
        throw Error(
            fmt::format("\"{}\" holds whole pictures and no regions: import boxes with phrases to measure "
                        "where phrases are.",
                        asked.dataset->name()));
    const Questions questions(asked, split);
    RegionReport report;
    report.pictures = questions.pictures();
    if (questions.amongRegions().empty())
        return report;
    const Matrix regions = questions.regionRows(network, stop);
    const Matrix phrases = questions.phraseRows(network, stop);
    std::vector<std::size_t> all(questions.amongRegions().size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    const auto ranksAmong = [&](const std::vector<LocalisationQuery>& queries) {
        return localisationRanks(phrases, regions, questions.boxes(), queries, rule, stop);
    };
    const std::vector<LocalisationQuery>* queries = &questions.amongRegions();
    std::vector<double> ranks = ranksAmong(*queries);
    report.amongRegions = ofSome(*queries, ranks, all, questions.boxes());
    if (questions.hasProposals()) {
        queries = &questions.amongProposals();
        ranks = ranksAmong(*queries);
        report.amongProposals = ofSome(*queries, ranks, all, questions.boxes());
    }
    for (const auto& [type, which] : questions.byType())
        report.types.push_back({type, ofSome(*queries, ranks, which, questions.boxes())});
    std::ranges::stable_sort(report.types, std::ranges::greater(),
                             [](const RegionReport::OfType& type) { return type.located.queries; });
    return report;
}

} // namespace crossview
