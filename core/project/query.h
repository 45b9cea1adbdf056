#pragma once

#include "dataset/item_ref.h"
#include "project/session.h"
#include "retrieval/coarse_rows.h"
#include "retrieval/nearest_rows.h"
#include "retrieval/score_correction.h"
#include "retrieval/true_answers.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crossview {

/// What is asked of a trained network.
struct Query {
    enum class Kind { None, Text, PictureFile, Item };
    Kind kind = Kind::None;
    /// Text: a sentence, or parts to combine (combined_text.h), with words that filter the answers
    /// (written_filter.h), UTF-8.
    std::string text;
    std::filesystem::path picture; ///< PictureFile
    ItemRef item;                  ///< Item: one of the data set
    std::string filter;            ///< of any kind: further words that filter the answers

    static Query ofText(std::string text) { return {Kind::Text, std::move(text), {}, {}, {}}; }
    static Query ofPicture(std::filesystem::path file) {
        return {Kind::PictureFile, {}, std::move(file), {}, {}};
    }
    static Query ofItem(ItemRef item) { return {Kind::Item, {}, {}, item, {}}; }
    /// View of the answers: a sentence finds images, a picture finds sentences.
    View answerView() const;
    bool operator==(const Query&) const = default;
};

/// What was found, with the state of the network that found it.
struct QueryAnswer {
    Query query;
    std::vector<Hit> hits;       ///< items of query.answerView(), nearest first
    std::vector<bool> truePairs; ///< per hit: the data say that it matches (TrueAnswers)
    std::vector<float> point;    ///< where the query lies in the joint space [d]; empty: nowhere
    std::vector<double> scores;  ///< per hit, where a correction ordered them; else empty
    std::size_t searched = 0;    ///< items that were looked through: those that take part and pass the filter
    double milliseconds = 0;     ///< features, network and search
    int epoch = 0;
    std::vector<std::string> unknownWords; ///< words that occur in no training sentence
    bool nothingKnown = false; ///< no word that counts for something is known: nothing to search with
    /// Why there is no answer (the picture cannot be read, …), where a caller keeps QueryEngine's exception
    /// as a text; else empty.
    std::string error;
};

/// Answers queries with a session's items and a snapshot's network, the same for window and command line:
/// feature chain → network → nearest rows, and which of them are true pairs. Keeps the indexes of the data
/// between queries, and from the second query to the same embeddings on those rounded (CoarseRows). Not for
/// several threads.
class QueryEngine {
public:
    /// The `count` items nearest to the query, of those that take part (FeatureSet::takesPart) and pass its
    /// filter, or with the largest scores by `correction`, which is of the snapshot's items of the answers'
    /// view. Throws Error when a picture cannot be read, an encoder that a text needs is not here, or the
    /// filter is none of these data (conditionOf), stands alone, or lets nothing pass.
    QueryAnswer answer(const Query& query, std::size_t count, const Session& session,
                       const Snapshot& snapshot, const ScoreCorrection* correction = nullptr);

private:
    std::vector<Hit> search(std::span<const float> point, const SharedMatrix& items, std::size_t count,
                            std::span<const std::int32_t> leftOut);

    std::unique_ptr<TrueAnswers> m_truth; // of the data set that was asked last
    const float* m_searched = nullptr;    // embeddings that were searched last
    std::optional<CoarseRows> m_coarse;   // rounded, where they were searched before
};

} // namespace crossview
