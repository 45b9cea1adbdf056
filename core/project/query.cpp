#include "project/query.h"

#include "common/error.h"
#include "common/linear_algebra.h"
#include "common/text.h"
#include "dataset/columns/written_filter.h"
#include "retrieval/combined_text.h"
#include "retrieval/corrected_search.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace crossview {
namespace {

/// A text as a point of the joint space: the sum of its parts' points, each as much as it weighs, at
/// length 1. Empty where no part that counts for it is known, or where the parts cancel out.
std::vector<float> textEmbedding(const std::string& text, const FeatureChain& chain,
                                 const FrozenBranch& branch, QueryAnswer& answer) {
    std::vector<TextPart> parts = partsOfText(text);
    if (parts.size() == 1 && parts.front().weight == 1)
        parts.front().text = text; // as it was typed
    std::vector<float> sum(branch.jointDimensions());
    answer.nothingKnown = true;
    for (const TextPart& part : parts) {
        const std::vector<std::string> unknown = chain.unknownWords(part.text);
        answer.unknownWords.insert(answer.unknownWords.end(), unknown.begin(), unknown.end());
        const std::vector<float> features = chain.sentenceFeatures(part.text);
        if (std::ranges::all_of(features, [](float value) { return value == 0; }))
            continue;
        answer.nothingKnown = answer.nothingKnown && part.weight <= 0;
        const std::vector<float> point = branch.embed(features);
        if (parts.size() == 1 && part.weight == 1)
            return point;
        for (std::size_t c = 0; c < sum.size(); ++c)
            sum[c] += static_cast<float>(part.weight) * point[c];
    }
    const bool cancelsOut = std::ranges::all_of(sum, [](float value) { return value == 0; });
    answer.nothingKnown = answer.nothingKnown || cancelsOut;
    if (answer.nothingKnown)
        return {};
    normalise(sum);
    return sum;
}

/// The query as a point of the joint space; empty when nothing of it is known.
std::vector<float> embeddingOf(const Query& query, const Session& session, const Snapshot& snapshot,
                               QueryAnswer& answer) {
    const FeatureChain& chain = *session.input.features->chain;
    switch (query.kind) {
    case Query::Kind::None:
        break;
    case Query::Kind::Item: {
        if (const std::string reason = session.input.features->whyLeftOut(query.item); !reason.empty())
            throw Error("This picture takes no part and finds nothing: " + reason);
        const SharedMatrix& items = query.item.view == View::image ? snapshot.images : snapshot.sentences;
        const auto row = items.row(static_cast<std::size_t>(query.item.index));
        return {row.begin(), row.end()};
    }
    case Query::Kind::PictureFile:
        return snapshot.network->image.embed(chain.imageFeatures(query.picture));
    case Query::Kind::Text:
        return textEmbedding(query.text, chain, snapshot.network->sentence, answer);
    }
    return {};
}

/// Items of the answers' view that are no answer: they take no part, or do not pass the filter. Ascending.
std::vector<std::int32_t> leftOutOf(View view, const std::vector<FilterWord>& filters,
                                    const Session& session) {
    const std::span<const std::int32_t> without = session.input.features->leftOut(view);
    std::vector<std::int32_t> leftOut(without.begin(), without.end());
    if (filters.empty())
        return leftOut;
    const KnownColumns columns(session.input.dataset, session.input.splits->images);
    const ItemMask mask = itemsThatPass(columns, conditionsOf(filters, columns));
    const std::vector<bool>& passes = view == View::image ? mask.images : mask.sentences;
    for (std::size_t i = 0; i < passes.size(); ++i)
        if (!passes[i])
            leftOut.push_back(static_cast<std::int32_t>(i));
    std::ranges::sort(leftOut);
    leftOut.erase(std::unique(leftOut.begin(), leftOut.end()), leftOut.end());
    if (leftOut.size() == passes.size())
        throw Error(std::string("No ") + (view == View::image ? "picture" : "sentence") +
                    " passes the filter: widen it.");
    return leftOut;
}

/// A query without the words of its text that filter.
Query withoutFilters(const Query& query, std::vector<FilterWord>& filters) {
    Query asked = query;
    WrittenFilter beside = takeFilters(query.filter);
    if (!trimmed(beside.text).empty())
        throw Error("\"" + beside.text + "\" is no filter: write split:test, source:photos or price:5..20.");
    filters = std::move(beside.filters);
    if (query.kind != Query::Kind::Text)
        return asked;
    WrittenFilter written = takeFilters(query.text);
    if (!written.filters.empty() && trimmed(written.text).empty())
        throw Error("These words only filter: say also what the pictures show, as in \"a dog " + query.text +
                    "\".");
    asked.text = std::move(written.text);
    filters.insert(filters.end(), written.filters.begin(), written.filters.end());
    return asked;
}

std::vector<std::int32_t> truthOf(const Query& query, TrueAnswers& truth) {
    switch (query.kind) {
    case Query::Kind::None:
        break;
    case Query::Kind::Text:
        return truth.toText(query.text);
    case Query::Kind::PictureFile:
        return truth.toPicture(query.picture);
    case Query::Kind::Item:
        return truth.toItem(query.item);
    }
    return {};
}

} // namespace

View Query::answerView() const {
    const bool fromPicture = kind == Kind::PictureFile || (kind == Kind::Item && item.view == View::image);
    return fromPicture ? View::sentence : View::image;
}

/// Rounding reads all rows once: it pays for embeddings that are asked again, and not for one query, nor for
/// a few thousand rows.
std::vector<Hit> QueryEngine::search(std::span<const float> point, const SharedMatrix& items,
                                     std::size_t count, std::span<const std::int32_t> leftOut) {
    constexpr std::size_t kWorthRounding = std::size_t{1} << 24; // values
    const MatrixView rows = items;
    if (m_coarse && m_coarse->rows().view().data() != rows.data())
        m_coarse.reset();
    const bool again = std::exchange(m_searched, rows.data()) == rows.data();
    if (!m_coarse && again && rows.size() >= kWorthRounding)
        m_coarse.emplace(items);
    return m_coarse ? m_coarse->nearest(point, count, leftOut) : nearest(point, rows, count, leftOut);
}

QueryAnswer QueryEngine::answer(const Query& query, std::size_t count, const Session& session,
                                const Snapshot& snapshot, const ScoreCorrection* correction) {
    QueryAnswer answer;
    answer.query = query;
    answer.epoch = snapshot.epoch;
    const auto begin = std::chrono::steady_clock::now();
    std::vector<FilterWord> filters;
    const Query asked = withoutFilters(query, filters);
    const std::vector<std::int32_t> leftOut = leftOutOf(query.answerView(), filters, session);
    answer.point = embeddingOf(asked, session, snapshot, answer);
    const SharedMatrix& items = query.answerView() == View::image ? snapshot.images : snapshot.sentences;
    answer.searched = items.rows() - leftOut.size();
    if (!answer.point.empty() && correction != nullptr) {
        CorrectedHits corrected = bestCorrected(answer.point, items, count, *correction, leftOut);
        answer.hits = std::move(corrected.hits);
        answer.scores = std::move(corrected.scores);
    } else if (!answer.point.empty()) {
        answer.hits = search(answer.point, items, count, leftOut);
    }
    answer.milliseconds =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    if (!m_truth || &m_truth->dataset() != session.input.dataset.get())
        m_truth = std::make_unique<TrueAnswers>(session.input.dataset);
    const std::vector<std::int32_t> truth = truthOf(asked, *m_truth);
    for (const Hit& hit : answer.hits)
        answer.truePairs.push_back(std::ranges::binary_search(truth, hit.item));
    return answer;
}

} // namespace crossview
