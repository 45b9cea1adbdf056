#include "project/measuring/hub_report.h"

namespace crossview {
namespace {

std::string titleOf(std::int32_t item, View view, const AskedItems& items, const Dataset& dataset) {
    const auto index = static_cast<std::size_t>(item);
    if (view == View::sentence && !items.documents)
        return dataset.sentences()[static_cast<std::size_t>(items.sentences[index])].text;
    return dataset.imageTitle(static_cast<std::size_t>(items.images[index]));
}

} // namespace

HubReport hubReport(Hubness hubness, View answers, const AskedItems& items, const Dataset& dataset) {
    HubReport report;
    for (const std::int32_t item : hubness.hubs(kNamedHubs))
        report.hubs.push_back(
            {titleOf(item, answers, items, dataset), hubness.occurrences[static_cast<std::size_t>(item)]});
    for (const std::int32_t item : hubness.neverFound(kNamedHubs))
        report.neverFound.push_back(titleOf(item, answers, items, dataset));
    report.hubness = std::move(hubness);
    return report;
}

} // namespace crossview
