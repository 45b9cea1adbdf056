#include "bridge/query_controller.h"

#include "common/unicode_text.h"

#include <algorithm>
#include <chrono>
#include <unordered_map>

namespace crossview::ui {
namespace {

/// Identity of a sentence for the mark of a true pair: folded, and without an article in front, so that
/// "a red flower" is the "red flower" of the data.
std::string identity(std::string_view text) {
    std::string folded = foldedText(text);
    for (const std::string_view article : {"a ", "an ", "the "})
        if (folded.starts_with(article))
            return folded.substr(article.size());
    return folded;
}

/// Sentences by identity; made once per data set by the worker that asks.
struct SentenceIndex {
    const Dataset* dataset = nullptr;
    std::unordered_map<std::string, std::vector<std::int32_t>> sentences;

    void use(const Dataset& wanted) {
        if (dataset == &wanted)
            return;
        sentences.clear();
        for (std::size_t s = 0; s < wanted.sentences().size(); ++s)
            sentences[identity(wanted.sentences()[s].text)].push_back(static_cast<std::int32_t>(s));
        dataset = &wanted;
    }
};

std::vector<std::int32_t> trueAnswers(const Query& query, const Dataset& dataset, SentenceIndex& index) {
    std::vector<std::int32_t> items;
    const auto add = [&items](std::span<const std::int32_t> more) {
        items.insert(items.end(), more.begin(), more.end());
    };
    if (query.kind == Query::Kind::Item) {
        const auto item = static_cast<std::size_t>(query.item.index);
        add(query.item.view == View::image ? dataset.relation().sentencesOf(item)
                                           : dataset.relation().imagesOf(item));
    } else if (query.kind == Query::Kind::Text) {
        index.use(dataset);
        const auto found = index.sentences.find(identity(query.text.toStdString()));
        if (found != index.sentences.end())
            for (const std::int32_t sentence : found->second)
                add(dataset.relation().imagesOf(static_cast<std::size_t>(sentence)));
    }
    std::sort(items.begin(), items.end());
    return items;
}

/// The query as a point of the joint space; empty when nothing of it is known.
std::vector<float> embeddingOf(const Query& query, const Session& session, const Snapshot& snapshot,
                               QueryAnswer& answer) {
    if (query.kind == Query::Kind::Item) {
        const SharedMatrix& items = query.item.view == View::image ? snapshot.images : snapshot.sentences;
        const auto row = items.row(static_cast<std::size_t>(query.item.index));
        return {row.begin(), row.end()};
    }
    const FeatureChain& chain = *session.input.features->chain;
    if (query.kind == Query::Kind::PictureFile)
        return snapshot.network->image.embed(chain.imageFeatures(query.text.toStdString()));
    const std::string text = query.text.toStdString();
    for (const std::string& word : chain.unknownWords(text))
        answer.unknownWords.push_back(QString::fromStdString(word));
    const std::vector<float> features = chain.sentenceFeatures(text);
    answer.nothingKnown =
        std::all_of(features.begin(), features.end(), [](float value) { return value == 0; });
    return answer.nothingKnown ? std::vector<float>() : snapshot.network->sentence.embed(features);
}

QueryAnswer answerTo(const Query& query, std::size_t count, const Session& session, const Snapshot& snapshot,
                     SentenceIndex& index) {
    QueryAnswer answer;
    answer.query = query;
    answer.epoch = snapshot.epoch;
    const auto begin = std::chrono::steady_clock::now();
    try {
        const std::vector<float> point = embeddingOf(query, session, snapshot, answer);
        const SharedMatrix& items = query.answerView() == View::image ? snapshot.images : snapshot.sentences;
        answer.searched = items.rows();
        if (!point.empty())
            answer.hits = nearest(point, items, std::min(count, items.rows()));
    } catch (const std::exception& exception) {
        answer.error = QString::fromUtf8(exception.what());
    }
    answer.milliseconds =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    const std::vector<std::int32_t> truth = trueAnswers(query, *session.input.dataset, index);
    for (const Hit& hit : answer.hits)
        answer.truePairs.push_back(std::binary_search(truth.begin(), truth.end(), hit.item));
    return answer;
}

} // namespace

View Query::answerView() const {
    const bool fromPicture = kind == Kind::PictureFile || (kind == Kind::Item && item.view == View::image);
    return fromPicture ? View::sentence : View::image;
}

QueryController::QueryController(QObject* parent)
    : QObject(parent),
      m_worker(
          [index = std::make_shared<SentenceIndex>()](const Request& request, const std::stop_token&) {
              return Result{
                  answerTo(request.query, request.count, *request.session, *request.snapshot, *index),
                  request.generation};
          },
          [this](const Result& result) {
              if (result.generation == m_generation)
                  Q_EMIT answered(result.answer);
          },
          [](const QString&) {}) {}

void QueryController::setSession(std::shared_ptr<const Session> session) {
    m_session = std::move(session);
    m_snapshot.reset();
    ++m_generation;
    m_worker.clear();
}

void QueryController::setSnapshot(std::shared_ptr<const Snapshot> snapshot) {
    m_snapshot = std::move(snapshot);
    if (!m_pinned)
        askAgain();
}

void QueryController::ask(const Query& query, std::size_t count) {
    m_query = query;
    m_count = count;
    ++m_generation;
    askAgain();
}

void QueryController::setPinned(bool pinned) {
    m_pinned = pinned;
    if (!pinned)
        askAgain();
}

void QueryController::askAgain() {
    if (!isReady() || m_query.kind == Query::Kind::None)
        return;
    m_worker.request({m_query, m_count, m_session, m_snapshot, m_generation});
}

} // namespace crossview::ui
