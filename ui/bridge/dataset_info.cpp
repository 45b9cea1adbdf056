#include "bridge/dataset_info.h"

#include "style/plain_text.h"

#include <cmath>

namespace crossview::ui {

QString DatasetInfo::text(ItemRef item) const {
    if (!exists(item))
        return {};
    const auto index = static_cast<std::size_t>(item.index);
    return shownText(item.view == View::image ? dataset().imageTitle(index)
                                              : dataset().sentences()[index].text);
}

QString DatasetInfo::conceptName(ItemRef item) const {
    if (!exists(item))
        return {};
    const auto index = static_cast<std::size_t>(item.index);
    std::int32_t conceptId = -1;
    if (item.view == View::image) {
        conceptId = dataset().images()[index].conceptId;
    } else {
        const auto images = dataset().relation().imagesOf(index);
        if (images.size() == 1)
            conceptId = dataset().images()[static_cast<std::size_t>(images.front())].conceptId;
    }
    return conceptId < 0 ? QString() : shownText(dataset().concepts()[static_cast<std::size_t>(conceptId)]);
}

QString DatasetInfo::source(ItemRef item) const {
    if (!exists(item))
        return {};
    const auto index = static_cast<std::size_t>(item.index);
    return shownText(item.view == View::image ? dataset().images()[index].source
                                              : dataset().sentences()[index].kind);
}

QList<std::pair<QString, QString>> DatasetInfo::columns(ItemRef item) const {
    QList<std::pair<QString, QString>> values;
    if (!exists(item))
        return values;
    const auto index = static_cast<std::size_t>(item.index);
    for (const ItemColumn& column : dataset().columns())
        if (column.view == item.view && !column.isMissing(index))
            values.push_back({shownText(column.name), shownText(column.valueText(index))});
    return values;
}

bool DatasetInfo::isOfRegions(ItemRef item) const {
    if (item.view == View::image)
        return box(item.index).has_value();
    const std::vector<int> images = partners(item);
    return !images.empty() && box(images.front()).has_value();
}

std::optional<PixelBox> DatasetInfo::box(int image) const {
    return exists({View::image, image}) ? dataset().images()[static_cast<std::size_t>(image)].box
                                        : std::nullopt;
}

std::vector<PhrasePlace> DatasetInfo::places(ItemRef item) const {
    if (!exists(item))
        return {};
    const auto index = static_cast<std::size_t>(item.index);
    if (item.view == View::sentence)
        return phrasePlaces(dataset(), index, kPlacesShown);
    if (!dataset().images()[index].box || !dataset().hasPicture(index))
        return {};
    return {PhrasePlace{{item.index}}};
}

std::vector<int> DatasetInfo::partners(ItemRef item) const {
    if (!exists(item))
        return {};
    const auto index = static_cast<std::size_t>(item.index);
    const auto found = item.view == View::image ? dataset().relation().sentencesOf(index)
                                                : dataset().relation().imagesOf(index);
    return {found.begin(), found.end()};
}

std::optional<double> DatasetInfo::distance(ItemRef a, ItemRef b) const {
    const std::shared_ptr<const Snapshot>& snapshot = m_workspace.answering();
    if (!snapshot || !takesPart(a) || !takesPart(b))
        return std::nullopt;
    const auto row = [&snapshot](ItemRef item) {
        const auto index = static_cast<std::size_t>(item.index);
        return item.view == View::image ? snapshot->images.row(index) : snapshot->sentences.row(index);
    };
    const auto first = row(a);
    const auto second = row(b);
    double sum = 0;
    for (std::size_t i = 0; i < first.size(); ++i)
        sum += (double{first[i]} - second[i]) * (double{first[i]} - second[i]);
    return std::sqrt(sum);
}

bool DatasetInfo::takesPart(ItemRef item) const {
    return exists(item) && m_workspace.session()->input.features->takesPart(item);
}

QString DatasetInfo::whyLeftOut(ItemRef item) const {
    return exists(item) ? shownText(m_workspace.session()->input.features->whyLeftOut(item)) : QString();
}

std::vector<ItemRef> DatasetInfo::nearest(ItemRef item, int count) const {
    const Inspection& inspection = m_inspections.newest();
    if (inspection.epoch < 0 || !(inspection.item == item))
        return {};
    const View other = item.view == View::image ? View::sentence : View::image;
    const auto& hits = other == View::image ? inspection.nearestImages : inspection.nearestSentences;
    std::vector<ItemRef> items;
    for (const Hit& hit : hits)
        if (static_cast<int>(items.size()) < count)
            items.push_back({other, hit.item});
    return items;
}

} // namespace crossview::ui
