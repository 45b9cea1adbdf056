#include "project/query.h"

#include "common/error.h"
#include "retrieval/corrected_search.h"

#include <algorithm>
#include <chrono>

namespace crossview {
namespace {

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
    case Query::Kind::Text: {
        answer.unknownWords = chain.unknownWords(query.text);
        const std::vector<float> features = chain.sentenceFeatures(query.text);
        answer.nothingKnown = std::ranges::all_of(features, [](float value) { return value == 0; });
        if (!answer.nothingKnown)
            return snapshot.network->sentence.embed(features);
        break;
    }
    }
    return {};
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

QueryAnswer QueryEngine::answer(const Query& query, std::size_t count, const Session& session,
                                const Snapshot& snapshot, const ScoreCorrection* correction) {
    QueryAnswer answer;
    answer.query = query;
    answer.epoch = snapshot.epoch;
    const auto begin = std::chrono::steady_clock::now();
    const std::vector<float> point = embeddingOf(query, session, snapshot, answer);
    const SharedMatrix& items = query.answerView() == View::image ? snapshot.images : snapshot.sentences;
    const auto leftOut = session.input.features->leftOut(query.answerView());
    answer.searched = items.rows() - leftOut.size();
    if (!point.empty() && correction != nullptr) {
        CorrectedHits corrected = bestCorrected(point, items, count, *correction, leftOut);
        answer.hits = std::move(corrected.hits);
        answer.scores = std::move(corrected.scores);
    } else if (!point.empty()) {
        answer.hits = nearest(point, items, count, leftOut);
    }
    answer.milliseconds =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    if (!m_truth || &m_truth->dataset() != session.input.dataset.get())
        m_truth = std::make_unique<TrueAnswers>(session.input.dataset);
    const std::vector<std::int32_t> truth = truthOf(query, *m_truth);
    for (const Hit& hit : answer.hits)
        answer.truePairs.push_back(std::ranges::binary_search(truth, hit.item));
    return answer;
}

} // namespace crossview
