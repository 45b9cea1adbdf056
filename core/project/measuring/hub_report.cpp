#include "project/measuring/hub_report.h"

namespace crossview {
namespace {

Hub namedHub(std::int32_t item, View view, const AskedItems& items, const Hubness& hubness,
             const Dataset& dataset) {
    const auto index = static_cast<std::size_t>(item);
    const std::uint32_t occurrences = hubness.occurrences[index];
    if (view == View::sentence && !items.documents) {
        const std::int32_t sentence = items.sentences[index];
        return {{View::sentence, sentence},
                dataset.sentences()[static_cast<std::size_t>(sentence)].text,
                occurrences};
    }
    const std::int32_t image = items.images[index];
    return {{View::image, image}, dataset.imageTitle(static_cast<std::size_t>(image)), occurrences};
}

} // namespace

HubReport hubReport(Hubness hubness, View answers, const AskedItems& items, const Dataset& dataset) {
    HubReport report;
    for (const std::int32_t item : hubness.hubs(kNamedHubs))
        report.hubs.push_back(namedHub(item, answers, items, hubness, dataset));
    for (const std::int32_t item : hubness.neverFound(kNamedHubs))
        report.neverFound.push_back(namedHub(item, answers, items, hubness, dataset));
    report.hubness = std::move(hubness);
    return report;
}

} // namespace crossview
