#include "bridge/dataset_info.h"

#include <cmath>

namespace crossview::ui {

void DatasetInfo::setSession(std::shared_ptr<const Session> session) {
    m_dataset = session ? session->input.dataset : nullptr;
    m_snapshot.reset();
    m_inspection = {};
}

bool DatasetInfo::exists(ItemRef item) const {
    if (!m_dataset || !item.isValid())
        return false;
    const std::size_t count =
        item.view == View::image ? m_dataset->images().size() : m_dataset->sentences().size();
    return static_cast<std::size_t>(item.index) < count;
}

QString DatasetInfo::text(ItemRef item) const {
    if (!exists(item))
        return {};
    const auto index = static_cast<std::size_t>(item.index);
    return QString::fromStdString(item.view == View::image ? m_dataset->imageTitle(index)
                                                           : m_dataset->sentences()[index].text);
}

QString DatasetInfo::conceptName(ItemRef item) const {
    if (!exists(item))
        return {};
    const auto index = static_cast<std::size_t>(item.index);
    std::int32_t conceptId = -1;
    if (item.view == View::image) {
        conceptId = m_dataset->images()[index].conceptId;
    } else {
        const auto images = m_dataset->relation().imagesOf(index);
        if (images.size() == 1)
            conceptId = m_dataset->images()[static_cast<std::size_t>(images.front())].conceptId;
    }
    return conceptId < 0 ? QString()
                         : QString::fromStdString(m_dataset->concepts()[static_cast<std::size_t>(conceptId)]);
}

QString DatasetInfo::source(ItemRef item) const {
    if (!exists(item))
        return {};
    const auto index = static_cast<std::size_t>(item.index);
    return QString::fromStdString(item.view == View::image ? m_dataset->images()[index].source
                                                           : m_dataset->sentences()[index].kind);
}

std::vector<int> DatasetInfo::partners(ItemRef item) const {
    if (!exists(item))
        return {};
    const auto index = static_cast<std::size_t>(item.index);
    const auto found = item.view == View::image ? m_dataset->relation().sentencesOf(index)
                                                : m_dataset->relation().imagesOf(index);
    return {found.begin(), found.end()};
}

std::optional<double> DatasetInfo::distance(ItemRef a, ItemRef b) const {
    if (!m_snapshot || !exists(a) || !exists(b))
        return std::nullopt;
    const auto row = [this](ItemRef item) {
        const auto index = static_cast<std::size_t>(item.index);
        return item.view == View::image ? m_snapshot->images.row(index) : m_snapshot->sentences.row(index);
    };
    const auto first = row(a);
    const auto second = row(b);
    double sum = 0;
    for (std::size_t i = 0; i < first.size(); ++i)
        sum += (double{first[i]} - second[i]) * (double{first[i]} - second[i]);
    return std::sqrt(sum);
}

std::vector<ItemRef> DatasetInfo::nearest(ItemRef item, int count) const {
    if (m_inspection.epoch < 0 || !(m_inspection.item == item))
        return {};
    const View other = item.view == View::image ? View::sentence : View::image;
    const auto& hits = other == View::image ? m_inspection.nearestImages : m_inspection.nearestSentences;
    std::vector<ItemRef> items;
    for (const Hit& hit : hits)
        if (static_cast<int>(items.size()) < count)
            items.push_back({other, hit.item});
    return items;
}

} // namespace crossview::ui
