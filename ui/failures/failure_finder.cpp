#include "failures/failure_finder.h"

#include "common/linear_algebra.h"
#include "common/threads.h"
#include "evaluation/doubtful_pairs.h"
#include "evaluation/failures.h"
#include "features/asked_items.h"
#include "retrieval/nearest_rows.h"

#include <algorithm>

namespace crossview::ui {

FailureFinder::FailureFinder(const Workspace& workspace, QObject* parent)
    : QObject(parent), m_workspace(workspace),
      m_worker(
          &FailureFinder::compute,
          [this](const Result& result) {
              if (result.request.snapshot != m_looked || result.request.kind != m_lookedKind)
                  return;
              m_newest = result.failures;
              Q_EMIT found();
          },
          [this](const QString& message) { Q_EMIT failed(message); }) {
    connect(&workspace, &Workspace::sessionChanged, this, &FailureFinder::forget);
    connect(&workspace, &Workspace::runReplaced, this, &FailureFinder::forget);
    connect(&workspace, &Workspace::answeringChanged, this, &FailureFinder::look);
}

void FailureFinder::setWatched(bool watched) {
    m_isWatched = watched;
    look();
}

void FailureFinder::setKind(FailureKind kind) {
    m_kind = kind;
    look();
}

void FailureFinder::forget() {
    m_worker.clear();
    m_looked.reset();
    m_newest = {};
    m_newest.kind = m_kind;
    Q_EMIT found();
    look();
}

void FailureFinder::look() {
    const std::shared_ptr<const Snapshot>& snapshot = m_workspace.answering();
    if (!m_isWatched || !m_workspace.session() || !snapshot ||
        (snapshot == m_looked && m_kind == m_lookedKind))
        return;
    m_looked = snapshot;
    m_lookedKind = m_kind;
    if (m_newest.kind != m_kind) {
        m_newest = {};
        m_newest.kind = m_kind;
        m_newest.isLookedFor = true;
        Q_EMIT found();
    }
    m_worker.request({m_workspace.session(), snapshot, m_kind});
}

// On the worker's thread.
FailureFinder::Result FailureFinder::compute(const Request& request, const std::stop_token& stop) {
    giveWay();
    return {request, request.kind == FailureKind::doubtfulPairs ? doubtfulPairsOf(request, stop)
                                                                : failedQueries(request, stop)};
}

Failures FailureFinder::doubtfulPairsOf(const Request& request, const std::stop_token& stop) {
    const TrainingInput& input = request.session->input;
    const Snapshot& snapshot = *request.snapshot;
    const std::span<const std::int32_t> leftOut = input.features->leftOut(View::image);
    Failures failures;
    failures.kind = request.kind;
    failures.epoch = snapshot.epoch;
    failures.asked = input.dataset->relation().pairCount();
    const std::vector<DoubtfulPair> pairs =
        doubtfulPairs(snapshot.images, snapshot.sentences, input.dataset->relation(), kShown, leftOut, stop);
    failures.failed = pairs.size();
    for (const DoubtfulPair& pair : pairs) {
        throwIfStopped(stop);
        FailedQuery failed;
        failed.query = {View::image, pair.image};
        failed.own = {View::sentence, pair.sentence};
        failed.place = pair.place;
        failed.similar = pair.similar;
        for (const Hit& hit :
             nearest(snapshot.images.row(static_cast<std::size_t>(pair.image)), snapshot.sentences, 1))
            failed.found.push_back({View::sentence, hit.item});
        failures.worst.push_back(std::move(failed));
    }
    return failures;
}

Failures FailureFinder::failedQueries(const Request& request, const std::stop_token& stop) {
    const TrainingInput& input = request.session->input;
    Failures failures;
    failures.kind = request.kind;
    failures.epoch = request.snapshot->epoch;
    failures.split = input.splits->imagesIn(Split::test).empty() ? Split::validation : Split::test;
    const AskedItems items = askedItems(*input.splits, input.dataset->relation(), failures.split, false);
    const bool fromImages = request.kind == FailureKind::images;
    const Matrix images = chosenRows(request.snapshot->images, items.images);
    throwIfStopped(stop);
    const Matrix sentences = chosenRows(request.snapshot->sentences, items.sentences);
    throwIfStopped(stop);
    const MatchesOf matchesOf = [&](std::size_t query) {
        return fromImages ? items.relation.sentencesOf(query) : items.relation.imagesOf(query);
    };
    const QueryRanking ranking(fromImages ? images : sentences, fromImages ? sentences : images, matchesOf,
                               stop);
    failures.asked = ranking.size();
    failures.failed = ranking.failures();
    const auto image = [&](std::size_t index) { return ItemRef{View::image, items.images.at(index)}; };
    const auto sentence = [&](std::size_t index) {
        return ItemRef{View::sentence, items.sentences.at(index)};
    };
    const auto answer = [&](std::int32_t index) {
        return fromImages ? sentence(static_cast<std::size_t>(index))
                          : image(static_cast<std::size_t>(index));
    };
    for (std::size_t place = 0; place < std::min(kShown, failures.failed); ++place) {
        throwIfStopped(stop);
        const AnsweredQuery answered = ranking.at(place, kFound);
        FailedQuery failed{fromImages ? image(answered.query) : sentence(answered.query),
                           answered.rank,
                           answer(answered.bestMatch),
                           {}};
        for (const std::int32_t item : answered.first)
            failed.found.push_back(answer(item));
        failures.worst.push_back(std::move(failed));
    }
    return failures;
}

} // namespace crossview::ui
