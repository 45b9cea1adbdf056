#include "bridge/columns/column_colours.h"

#include "bridge/colour_rules.h"
#include "bridge/columns/column_number.h"
#include "dataset/columns/column_summary.h"
#include "dataset/columns/partner_values.h"
#include "style/plain_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace crossview::ui {
namespace {

constexpr std::size_t kNumberClasses = 6;

QString tr(const char* text) {
    return QCoreApplication::translate("Colours", text);
}

/// Values of the column's own view and of the other one, in their places.
template <typename T>
OfItems<T> inPlace(View view, std::vector<T> own, std::vector<T> others) {
    OfItems<T> items{std::move(own), std::move(others)};
    if (view == View::sentence)
        std::swap(items.images, items.sentences);
    return items;
}

std::vector<float> narrowed(const std::vector<double>& numbers) {
    return {numbers.begin(), numbers.end()};
}

ItemColours byNumbers(const Dataset& dataset, const ItemColumn& column) {
    const std::vector<double> bounds = classBounds(column, kNumberClasses);
    const auto highest = std::ranges::max_element(
        column.numbers, [](double a, double b) { return std::isnan(a) || (!std::isnan(b) && a < b); });
    std::vector<double> ends = bounds;
    if (highest != column.numbers.end() && !std::isnan(*highest))
        ends.push_back(*highest);
    // A few values are classes by themselves.
    const bool each = std::ranges::all_of(column.numbers, [&ends](double number) {
        return std::isnan(number) || std::ranges::count(ends, number) > 0;
    });
    std::vector<QString> names;
    for (const double end : ends)
        names.push_back(each ? columnNumber(end) : tr("to %1").arg(columnNumber(end)));
    return scaleOf(narrowed(bounds), names,
                   inPlace(column.view, narrowed(column.numbers), narrowed(partnerNumbers(dataset, column))),
                   tr("no value"));
}

ItemColours byTexts(const Dataset& dataset, const ItemColumn& column, const ItemColours* previous) {
    std::vector<Category> names;
    for (const std::string& text : column.texts)
        names.push_back({shownLine(QString::fromStdString(text)), names.size()});
    return classesOf(names, inPlace(column.view, column.textOf, partnerTexts(dataset, column)),
                     tr("no value"), previous);
}

} // namespace

ItemColours byColumn(const ColourSources& sources, const ItemColours* previous, MeasuresOfSnapshot&,
                     const std::stop_token&, const ProgressSink&) {
    const Dataset& dataset = *sources.session->input.dataset;
    const auto found = std::ranges::find(dataset.columns(), sources.column, &ItemColumn::name);
    if (found == dataset.columns().end())
        return scaleOf(
            {}, {},
            {std::vector<float>(dataset.images().size(), std::numeric_limits<float>::quiet_NaN()),
             std::vector<float>(dataset.sentences().size(), std::numeric_limits<float>::quiet_NaN())},
            tr("no value"));
    return found->isNumber() ? byNumbers(dataset, *found) : byTexts(dataset, *found, previous);
}

} // namespace crossview::ui
