#include "bridge/colourings.h"

#include "bridge/colour_rules.h"
#include "clusters/neighbourhood_purity.h"
#include "style/plain_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace crossview::ui {
namespace {

constexpr float kUnknown = std::numeric_limits<float>::quiet_NaN();
constexpr std::size_t kPollRows = 4096;

QString tr(const char* text) {
    return QCoreApplication::translate("Colours", text);
}

const Dataset& datasetOf(const ColourSources& sources) {
    return *sources.session->input.dataset;
}

/// Every item the same.
template <typename T>
OfItems<T> everyItem(const Dataset& dataset, T value) {
    return {std::vector<T>(dataset.images().size(), value),
            std::vector<T>(dataset.sentences().size(), value)};
}

/// What images have, for sentences too: what all images have that a sentence describes; else `several`.
OfItems<std::int32_t> withSentences(const Dataset& dataset, std::vector<std::int32_t> images,
                                    std::int32_t several) {
    OfItems<std::int32_t> items{std::move(images), {}};
    for (std::size_t s = 0; s < dataset.sentences().size(); ++s) {
        const auto described = dataset.relation().imagesOf(s);
        std::int32_t common = described.empty() ? -1 : items.images[std::size_t(described.front())];
        for (const std::int32_t image : described)
            if (items.images[std::size_t(image)] != common)
                common = several;
        items.sentences.push_back(common);
    }
    return items;
}

ItemColours byView(const ColourSources&, const ItemColours*, MeasuresOfSnapshot&, const std::stop_token&,
                   const ProgressSink&) {
    return {};
}

ItemColours bySplit(const ColourSources& sources, const ItemColours*, MeasuresOfSnapshot&,
                    const std::stop_token&, const ProgressSink&) {
    std::vector<std::int32_t> images;
    for (const Split split : sources.session->input.splits->images)
        images.push_back(std::int32_t(split));
    const std::vector<Category> names{{tr("training"), 0},
                                      {tr("validation"), 1},
                                      {tr("test"), 2},
                                      {tr("unused"), 3},
                                      {tr("of several"), 4}};
    return fixedClassesOf(names, withSentences(datasetOf(sources), std::move(images), 4),
                          tr("without an image"));
}

OfItems<std::int32_t> groupsOf(const ColourSources& sources) {
    const Dataset& dataset = datasetOf(sources);
    if (!sources.groups || sources.groups->groupOfImage.size() != dataset.images().size())
        return everyItem<std::int32_t>(dataset, -1);
    const std::vector<int>& groups = sources.groups->groupOfImage;
    return withSentences(dataset, {groups.begin(), groups.end()}, -1);
}

ItemColours byConcept(const ColourSources& sources, const ItemColours* previous, MeasuresOfSnapshot&,
                      const std::stop_token&, const ProgressSink&) {
    std::vector<Category> names;
    if (sources.groups)
        for (const std::string& name : sources.groups->names)
            names.push_back({shownLine(QString::fromStdString(name)), names.size()});
    return classesOf(names, groupsOf(sources), tr("of none"), previous);
}

/// The broad cluster of every item.
OfItems<std::int32_t> clustersOf(const ColourSources& sources) {
    OfItems<std::int32_t> items = everyItem<std::int32_t>(datasetOf(sources), -1);
    if (!sources.clusters || sources.clusters->ofImage.size() != items.images.size() ||
        sources.clusters->ofSentence.size() != items.sentences.size())
        return items;
    const auto take = [&](const std::vector<std::int32_t>& from, std::vector<std::int32_t>& to) {
        std::ranges::transform(from, to.begin(),
                               [&](std::int32_t number) { return sources.clusters->broadOf(number); });
    };
    take(sources.clusters->ofImage, items.images);
    take(sources.clusters->ofSentence, items.sentences);
    return items;
}

ItemColours byCluster(const ColourSources& sources, const ItemColours* previous, MeasuresOfSnapshot&,
                      const std::stop_token&, const ProgressSink&) {
    std::vector<Category> names;
    if (sources.clusters)
        for (const MapCluster& cluster : sources.clusters->broad)
            names.push_back({shownLine(QString::fromStdString(cluster.name)), cluster.id});
    return classesOf(names, clustersOf(sources), tr("no place"), previous);
}

/// Distances of all items to the query; NaN where one takes no part.
OfItems<float> distancesTo(const ColourSources& sources, const std::stop_token& stop) {
    OfItems<float> values = everyItem(datasetOf(sources), kUnknown);
    if (!sources.snapshot || sources.query.empty())
        return values;
    const auto take = [&](const SharedMatrix& rows, std::vector<float>& to) {
        for (std::size_t r = 0; r < rows.rows() && rows.cols() == sources.query.size(); ++r) {
            if (r % kPollRows == 0)
                throwIfStopped(stop);
            float sum = 0;
            for (std::size_t c = 0; c < rows.cols(); ++c)
                sum += (rows.row(r)[c] - sources.query[c]) * (rows.row(r)[c] - sources.query[c]);
            to[r] = std::sqrt(sum);
        }
    };
    take(sources.snapshot->images, values.images);
    take(sources.snapshot->sentences, values.sentences);
    for (const std::int32_t image : sources.session->input.features->leftOut(View::image))
        values.images[std::size_t(image)] = kUnknown;
    return values;
}

ItemColours byQuery(const ColourSources& sources, const ItemColours*, MeasuresOfSnapshot&,
                    const std::stop_token& stop, const ProgressSink&) {
    const OfItems<float> values = distancesTo(sources, stop);
    std::vector<float> known;
    for (const auto* view : {&values.images, &values.sentences})
        std::ranges::copy_if(*view, std::back_inserter(known), [](float v) { return !std::isnan(v); });
    if (known.empty())
        return scaleOf({}, {}, values, tr("nothing is asked"));
    std::ranges::sort(known);
    // By shares of all items: distances themselves crowd together.
    std::vector<float> bounds;
    std::vector<QString> names;
    for (const double share : {0.01, 0.05, 0.2, 0.5}) {
        bounds.push_back(known[std::size_t(share * double(known.size() - 1))]);
        names.push_back(tr("%1 %: to %2").arg(100 * share).arg(double(bounds.back()), 0, 'f', 2));
    }
    names.push_back(tr("farther"));
    ItemColours colours = scaleOf(bounds, names, values, tr("takes no part"));
    colours.lowStandsOut = true;
    return colours;
}

const CrossViewMeasures& measuresOf(const ColourSources& sources, MeasuresOfSnapshot& memory,
                                    const std::stop_token& stop, const ProgressSink& progress) {
    if (memory.snapshot.lock() != sources.snapshot) {
        memory.measures = crossViewMeasures(
            sources.snapshot->images, sources.snapshot->sentences, datasetOf(sources).relation(),
            sources.session->input.features->leftOut(View::image), stop, progress);
        memory.snapshot = sources.snapshot;
    }
    return memory.measures;
}

/// One member of the measures as values; `none` is missing.
OfItems<float> valuesOf(const CrossViewMeasures& measures, std::vector<std::int32_t> ItemMeasures::*which,
                        std::int32_t none) {
    const auto values = [&](const ItemMeasures& view) {
        std::vector<float> result;
        for (const std::int32_t value : view.*which)
            result.push_back(value == none ? kUnknown : float(value));
        return result;
    };
    return {values(measures.images), values(measures.sentences)};
}

/// Without a network there is nothing to measure.
ItemColours notYet(const ColourSources& sources) {
    return scaleOf({}, {}, everyItem(datasetOf(sources), kUnknown), tr("not trained yet"));
}

ItemColours byRank(const ColourSources& sources, const ItemColours*, MeasuresOfSnapshot& memory,
                   const std::stop_token& stop, const ProgressSink& progress) {
    if (!sources.snapshot)
        return notYet(sources);
    const CrossViewMeasures& measures = measuresOf(sources, memory, stop, progress);
    return scaleOf({1, 5, 10, 50, 250},
                   {tr("1st"), tr("2nd to 5th"), tr("to 10th"), tr("to 50th"), tr("to 250th"), tr("beyond")},
                   valuesOf(measures, &ItemMeasures::rank, 0), tr("without a match"));
}

ItemColours byHubness(const ColourSources& sources, const ItemColours*, MeasuresOfSnapshot& memory,
                      const std::stop_token& stop, const ProgressSink& progress) {
    if (!sources.snapshot)
        return notYet(sources);
    const CrossViewMeasures& measures = measuresOf(sources, memory, stop, progress);
    return scaleOf({0, 5, 10, 25, 100},
                   {tr("never"), tr("1 to 5 times"), tr("to 10 times"), tr("to 25 times"), tr("to 100 times"),
                    tr("more often")},
                   valuesOf(measures, &ItemMeasures::occurrence, -1), {});
}

ItemColours byPurity(const ColourSources& sources, const ItemColours*, MeasuresOfSnapshot&,
                     const std::stop_token& stop, const ProgressSink& progress) {
    if (!sources.snapshot)
        return notYet(sources);
    const bool grouped = sources.groups && !sources.groups->names.empty();
    const OfItems<std::int32_t> labels = grouped ? groupsOf(sources) : clustersOf(sources);
    ItemShares shares = neighbourhoodPurity(sources.snapshot->images, sources.snapshot->sentences,
                                            {labels.images, labels.sentences}, stop, progress);
    return scaleOf({0.201F, 0.401F, 0.601F, 0.801F},
                   {tr("up to 20 %"), tr("to 40 %"), tr("to 60 %"), tr("to 80 %"), tr("to 100 %")},
                   {std::move(shares.images), std::move(shares.sentences)},
                   grouped ? tr("of no concept") : tr("no place"));
}

std::vector<Colouring> makeColourings() {
    const auto key = [](const char* text) { return QString::fromLatin1(text); };
    return {
        {key("view"), tr("view"), tr("Images in blue, sentences in orange."), false, false, false, false,
         &byView},
        {key("split"), tr("split"), tr("Which part of the data an item belongs to."), false, false, false,
         false, &bySplit},
        {key("concept"), tr("concept"),
         tr("The largest groups of concepts or categories that the data name."), false, false, false, false,
         &byConcept},
        {key("cluster"), tr("cluster"),
         tr("The largest clusters of this map, named by their sentences' words."), false, true, false, false,
         &byCluster},
        {key("query"), tr("distance to the query"),
         tr("How far an item is from what you asked, in the joint space: the nearest 1 % of all, 5 %, …"),
         true, false, true, false, &byQuery},
        {key("rank"), tr("rank of the true match"),
         tr("Asked for with this item, where its nearest true match of the other view stands."), true, false,
         false, true, &byRank},
        {key("hubness"), tr("hubness"),
         tr("Among the ten nearest of how many items of the other view an item is: ten on average where both "
            "views are as large; hubs are everybody's answer."),
         true, false, false, true, &byHubness},
        {key("purity"), tr("neighbourhood purity"),
         tr("How many of an item's ten nearest in the joint space are of its concept; where the data name "
            "none, of "
            "its cluster."),
         true, true, false, true, &byPurity},
    };
}

} // namespace

const std::vector<Colouring>& colourings() {
    static const std::vector<Colouring> all = makeColourings();
    return all;
}

const Colouring& colouringOf(const QString& key) {
    const auto found = std::ranges::find(colourings(), key, &Colouring::key);
    return found == colourings().end() ? colourings().front() : *found;
}

} // namespace crossview::ui
