#include "bridge/colourings.h"

#include "bridge/colour_rules.h"
#include "bridge/columns/column_colours.h"
#include "clusters/neighbourhood_purity.h"
#include "evaluation/item_hinges.h"
#include "model/scalar_distance.h"
#include "style/plain_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace crossview::ui {
namespace {

constexpr float kUnknown = std::numeric_limits<float>::quiet_NaN();
constexpr std::size_t kPollRows = 4096;
const QString kColumnKey = QStringLiteral("column:");

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

ItemColours byLoss(const ColourSources& sources, const ItemColours*, MeasuresOfSnapshot&,
                   const std::stop_token& stop, const ProgressSink& progress) {
    if (!sources.snapshot)
        return notYet(sources);
    const double margin = sources.loss.margin;
    ItemHinges hinges = crossViewHinges(
        sources.snapshot->images, sources.snapshot->sentences, datasetOf(sources).relation(),
        {margin, std::size_t(std::max(0, sources.loss.topK)), distanceOfSquared(sources.loss.distance)},
        sources.session->input.features->leftOut(View::image), stop, progress);
    // In shares of the margin: below it a pair is nearer than its negatives, on average, above it farther.
    std::vector<float> bounds{0};
    std::vector<QString> names{tr("0: none violated")};
    for (const double share : {0.5, 0.75, 1.0, 1.25, 1.5}) {
        bounds.push_back(float(share * margin));
        names.push_back(share == 1 ? tr("to %1, the margin").arg(share * margin, 0, 'g', 3)
                                   : tr("to %1").arg(share * margin, 0, 'g', 3));
    }
    names.push_back(tr("beyond"));
    return scaleOf(bounds, names, {std::move(hinges.images), std::move(hinges.sentences)},
                   tr("without a match"));
}

/// Epochs that end a class: each that was measured; of many 0, 1, 2, 4, 8, … and the last.
std::vector<float> arrivalBounds(const std::vector<int>& epochs) {
    constexpr std::size_t kMostOneByOne = 8;
    if (epochs.size() <= kMostOneByOne)
        return {epochs.begin(), epochs.end()};
    std::vector<float> bounds;
    for (int epoch = epochs.front(); epoch < epochs.back() && bounds.size() < kMostOneByOne;
         epoch = std::max(1, 2 * epoch))
        bounds.push_back(float(epoch));
    bounds.push_back(float(epochs.back()));
    return bounds;
}

ItemColours byArrival(const ColourSources& sources, const ItemColours*, MeasuresOfSnapshot&,
                      const std::stop_token& stop, const ProgressSink& progress) {
    Arrivals arrivals = sources.arrivals ? *sources.arrivals : Arrivals{};
    const Dataset& dataset = datasetOf(sources);
    const bool fits = arrivals.images.size() == dataset.images().size() &&
                      arrivals.sentences.size() == dataset.sentences().size();
    if (sources.snapshot && (!fits || arrivals.epochs.back() < sources.snapshot->epoch))
        addEpoch(arrivals, sources.snapshot->epoch, sources.snapshot->images, sources.snapshot->sentences,
                 dataset.relation(), sources.session->input.features->leftOut(View::image), stop, progress);
    else if (!fits)
        return notYet(sources);
    const std::vector<float> bounds = arrivalBounds(arrivals.epochs);
    const bool each = bounds.size() == arrivals.epochs.size();
    std::vector<QString> names;
    for (const float bound : bounds)
        names.push_back(bound == 0           ? tr("before training")
                        : each || bound <= 2 ? tr("epoch %1").arg(double(bound))
                                             : tr("to epoch %1").arg(double(bound)));
    names.push_back(tr("not by epoch %1").arg(arrivals.epochs.back()));
    const auto values = [](const std::vector<std::int32_t>& arrived) {
        std::vector<float> result;
        for (const std::int32_t epoch : arrived)
            result.push_back(epoch == Arrivals::kNever    ? kUnknown
                             : epoch == Arrivals::kNotYet ? std::numeric_limits<float>::max()
                                                          : float(epoch));
        return result;
    };
    return scaleOf(bounds, names, {values(arrivals.images), values(arrivals.sentences)},
                   tr("without a match"));
}

std::vector<Colouring> makeColourings() {
    const auto make = [](const char* key, const QString& name, const QString& description,
                         decltype(Colouring::make) function) {
        Colouring colouring;
        colouring.key = QString::fromLatin1(key);
        colouring.name = name;
        colouring.description = description;
        colouring.make = function;
        return colouring;
    };
    std::vector<Colouring> all{
        make("view", tr("view"), tr("Images in blue, sentences in orange."), &byView),
        make("split", tr("split"), tr("Which part of the data an item belongs to."), &bySplit),
        make("concept", tr("concept"), tr("The largest groups of concepts or categories that the data name."),
             &byConcept),
        make("cluster", tr("cluster"),
             tr("The largest clusters of this map, named by their sentences' words."), &byCluster),
        make("query", tr("distance to the query"),
             tr("How far an item is from what you asked, in the joint space: the nearest 1 % of all, 5 %, …"),
             &byQuery),
        make("rank", tr("rank of the true match"),
             tr("Asked for with this item, where its nearest true match of the other view stands."), &byRank),
        make("loss", tr("loss"),
             tr("The mean hinge of an item's pairs against the K hardest of all items of the other view that "
                "do "
                "not match it, with the run's margin and K: what the cross-view terms say of it. Above the "
                "margin its pairs are farther than those."),
             &byLoss),
        make("arrival", tr("epoch of arrival"),
             tr("The first of the measured epochs at which an item's nearest true match was among the ten "
                "nearest. While a run trains in the window not every epoch is measured."),
             &byArrival),
        make("hubness", tr("hubness"),
             tr("Among the ten nearest of how many items of the other view an item is: ten on average where "
                "both views are as large; hubs are everybody's answer."),
             &byHubness),
        make(
            "purity", tr("neighbourhood purity"),
            tr("How many of an item's ten nearest in the joint space are of its concept; where the data name "
               "none, of its cluster."),
            &byPurity),
    };
    for (Colouring& colouring : all) {
        const auto isOneOf = [&colouring](std::initializer_list<const char*> keys) {
            return std::ranges::any_of(keys,
                                       [&](const char* key) { return colouring.key == QLatin1String(key); });
        };
        colouring.usesSnapshot = isOneOf({"query", "rank", "loss", "arrival", "hubness", "purity"});
        colouring.usesClusters = isOneOf({"cluster", "purity"});
        colouring.usesQuery = isOneOf({"query"});
        colouring.usesArrivals = isOneOf({"arrival"});
        colouring.isCostly = isOneOf({"rank", "loss", "arrival", "hubness", "purity"});
    }
    return all;
}

} // namespace

const std::vector<Colouring>& colourings() {
    static const std::vector<Colouring> all = makeColourings();
    return all;
}

std::optional<std::string> columnOf(const QString& key) {
    return key.startsWith(kColumnKey) ? std::optional(key.mid(kColumnKey.size()).toStdString())
                                      : std::nullopt;
}

std::vector<Colouring> columnColourings(const Dataset& dataset) {
    std::vector<Colouring> all;
    for (const ItemColumn& column : dataset.columns())
        all.push_back(colouringOf(kColumnKey + QString::fromStdString(column.name)));
    return all;
}

Colouring colouringOf(const QString& key) {
    if (const auto column = columnOf(key)) {
        Colouring colouring;
        colouring.key = key;
        colouring.name = shownLine(QString::fromStdString(*column));
        colouring.description = tr("A column of the imported file; items of the other view have what their "
                                   "partners agree on.");
        colouring.make = &byColumn;
        return colouring;
    }
    const auto found = std::ranges::find(colourings(), key, &Colouring::key);
    return found == colourings().end() ? colourings().front() : *found;
}

} // namespace crossview::ui
