#include "bridge/inspection_controller.h"

#include "common/progress.h"

#include <algorithm>
#include <cmath>

namespace crossview::ui {
namespace {

constexpr std::size_t kNeighbours = 12;
constexpr std::size_t kPartnersRanked = 200;

std::vector<Hit> neighbours(std::span<const float> point, MatrixView items, int self,
                            std::span<const std::int32_t> leftOut) {
    std::vector<Hit> hits = nearest(point, items, kNeighbours + 1, leftOut);
    std::erase_if(hits, [self](const Hit& hit) { return hit.item == self; });
    if (hits.size() > kNeighbours)
        hits.resize(kNeighbours);
    return hits;
}

float distanceBetween(std::span<const float> a, std::span<const float> b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += (double{a[i]} - b[i]) * (double{a[i]} - b[i]);
    return static_cast<float>(std::sqrt(sum));
}

} // namespace

InspectionController::InspectionController(Workspace& workspace, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_worker(
                                                   &InspectionController::compute,
                                                   [this](const Result& result) {
                                                       if (result.generation != m_generation)
                                                           return;
                                                       m_newest = result.inspection;
                                                       Q_EMIT inspected(m_newest);
                                                   },
                                                   [](const QString&) {}) {
    connect(&workspace, &Workspace::sessionChanged, this, &InspectionController::forget);
    connect(&workspace, &Workspace::selectionChanged, this, &InspectionController::inspectAnother);
    connect(&workspace, &Workspace::answeringChanged, this, &InspectionController::again);
}

void InspectionController::forget() {
    m_newest = {};
    ++m_generation;
    m_worker.clear();
}

void InspectionController::inspectAnother() {
    ++m_generation; // an answer about the item before is not wanted any more
    again();
}

void InspectionController::again() {
    const ItemRef item = m_workspace.selected();
    if (m_workspace.holds(item))
        m_worker.request({item, m_workspace.session(), m_workspace.answering(), m_generation});
}

InspectionController::Result InspectionController::compute(const Request& request,
                                                           const std::stop_token& stop) {
    const Relation& relation = request.session->input.dataset->relation();
    const auto index = static_cast<std::size_t>(request.item.index);
    const bool isImage = request.item.view == View::image;
    const View other = isImage ? View::sentence : View::image;

    Inspection inspection;
    inspection.item = request.item;
    for (const std::int32_t partner : isImage ? relation.sentencesOf(index) : relation.imagesOf(index))
        inspection.partners.push_back({{other, partner}, 0, 0});
    if (!request.snapshot)
        return {std::move(inspection), request.generation};

    const Snapshot& snapshot = *request.snapshot;
    const FeatureSet& features = *request.session->input.features;
    inspection.epoch = snapshot.epoch;
    if (!features.takesPart(request.item))
        return {std::move(inspection), request.generation};
    const auto point = isImage ? snapshot.images.row(index) : snapshot.sentences.row(index);
    const MatrixView partners = isImage ? snapshot.sentences.view() : snapshot.images.view();
    for (std::size_t p = 0; p < std::min(inspection.partners.size(), kPartnersRanked); ++p) {
        throwIfStopped(stop);
        Partner& partner = inspection.partners[p];
        if (!features.takesPart(partner.item))
            continue;
        const auto row = static_cast<std::size_t>(partner.item.index);
        partner.rank = static_cast<int>(rankOf(point, partners, row, features.leftOut(other))) + 1;
        partner.distance = distanceBetween(point, partners.row(row));
    }
    if (!isImage) {
        inspection.places = phrasePlaces(*request.session->input.dataset, index, kPlacesShown);
        findPlaces(inspection.places, *request.session->input.dataset, point, snapshot.images,
                   features.leftOut(View::image));
    }
    inspection.nearestImages =
        neighbours(point, snapshot.images, isImage ? request.item.index : -1, features.leftOut(View::image));
    inspection.nearestSentences = neighbours(point, snapshot.sentences, isImage ? -1 : request.item.index,
                                             features.leftOut(View::sentence));
    return {std::move(inspection), request.generation};
}

} // namespace crossview::ui
