#include "triplets/triplet_finder.h"

#include "common/progress.h"
#include "common/threads.h"
#include "model/scalar_distance.h"
#include "training/anchor_kinds.h"

#include <algorithm>
#include <iterator>

namespace crossview::ui {
namespace {

/// Of an image its own, of a sentence that of the first image it describes. What no split uses is set beside
/// what is learned from.
Split splitOf(ItemRef item, const TrainingInput& input) {
    auto image = static_cast<std::size_t>(item.index);
    if (item.view == View::sentence) {
        const auto images = input.dataset->relation().imagesOf(image);
        if (images.empty())
            return Split::train;
        image = static_cast<std::size_t>(images.front());
    }
    const Split split = input.splits->images[image];
    return split == Split::unused ? Split::train : split;
}

/// The items of a view that a split holds and that take part, ascending.
std::vector<std::int32_t> poolOf(View view, Split split, const TrainingInput& input) {
    const std::vector<std::int32_t> all = view == View::image
                                              ? input.splits->imagesIn(split)
                                              : input.splits->sentencesIn(split, input.dataset->relation());
    std::vector<std::int32_t> pool;
    std::ranges::set_difference(all, input.features->leftOut(view), std::back_inserter(pool));
    return pool;
}

} // namespace

TripletFinder::TripletFinder(const Workspace& workspace, QObject* parent)
    : QObject(parent), m_workspace(workspace),
      m_worker(
          &TripletFinder::compute,
          [this](const Result& result) {
              if (result.snapshot != m_askedOf || !(result.triplets.anchor == m_asked))
                  return;
              m_newest = result.triplets;
              Q_EMIT found();
          },
          [this](const QString& message) { Q_EMIT failed(message); }) {
    connect(&workspace, &Workspace::sessionChanged, this, &TripletFinder::forget);
    connect(&workspace, &Workspace::runReplaced, this, &TripletFinder::forget);
    connect(&workspace, &Workspace::answeringChanged, this, &TripletFinder::look);
    connect(&workspace, &Workspace::selectionChanged, this, &TripletFinder::look);
}

void TripletFinder::setWatched(bool watched) {
    m_isWatched = watched;
    look();
}

void TripletFinder::forget() {
    m_worker.clear();
    m_asked = {};
    m_askedOf.reset();
    m_newest = {};
    Q_EMIT found();
    look();
}

void TripletFinder::look() {
    const ItemRef anchor = m_workspace.selected();
    const std::shared_ptr<const Snapshot>& snapshot = m_workspace.answering();
    if (!m_isWatched || (anchor == m_asked && snapshot == m_askedOf))
        return;
    m_asked = anchor;
    m_askedOf = snapshot;
    if (m_workspace.holds(anchor) && snapshot) {
        const RunOptions options = m_workspace.runOptions().value_or(m_workspace.options());
        m_worker.request({anchor, m_workspace.session(), snapshot, options.loss, options.batch});
        return;
    }
    m_worker.clear();
    m_newest = {};
    m_newest.anchor = anchor;
    Q_EMIT found();
}

// On the worker's thread.
TripletFinder::Result TripletFinder::compute(const Request& request, const std::stop_token& stop) {
    giveWay();
    const TrainingInput& input = request.session->input;
    const Snapshot& snapshot = *request.snapshot;
    const LossOptions& loss = request.loss;
    const bool isImage = request.anchor.view == View::image;
    ItemTriplets found;
    found.anchor = request.anchor;
    found.epoch = snapshot.epoch;
    found.split = splitOf(request.anchor, input);
    found.margin = loss.margin;
    found.topK = loss.topK;
    found.takesPart = input.features->takesPart(request.anchor);
    if (!found.takesPart)
        return {request.snapshot, std::move(found)};
    const HingeRule rule{loss.margin, static_cast<std::size_t>(std::max(0, loss.topK)),
                         distanceOfSquared(loss.distance)};
    const auto index = static_cast<std::size_t>(request.anchor.index);
    const auto anchor = isImage ? snapshot.images.row(index) : snapshot.sentences.row(index);
    const auto look = [&](View view, const AnchorKinds& kinds, double weight, bool isHinge) {
        const std::vector<std::int32_t> pool = poolOf(view, found.split, input);
        throwIfStopped(stop);
        const MatrixView rows = view == View::image ? snapshot.images.view() : snapshot.sentences.view();
        return TermTriplets{view,
                            anchorTriplets(anchor, rows, pool, kinds.positives, kinds.spared, rule, stop),
                            pool.size(), weight, isHinge};
    };
    const View own = request.anchor.view;
    found.across = look(isImage ? View::sentence : View::image,
                        kindsAcross(request.anchor, *input.dataset, request.batch),
                        isImage ? 1 : loss.lambda1, loss.objective == Objective::ranking);
    throwIfStopped(stop);
    found.within = look(own, kindsWithin(request.anchor, *input.dataset, request.batch),
                        isImage ? loss.lambda2 : loss.lambda3, true);
    return {request.snapshot, std::move(found)};
}

} // namespace crossview::ui
