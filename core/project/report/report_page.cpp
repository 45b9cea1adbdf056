#include "project/report/report_page.h"

#include "common/error.h"
#include "evaluation/bootstrap.h"
#include "pictures/image_reader.h"
#include "pictures/jpeg_encoder.h"
#include "project/report/html_text.h"
#include "project/report/svg_figures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <variant>

#include <fmt/format.h>

namespace crossview {
namespace {

constexpr const char* kStyle = R"(
:root { color-scheme: light dark; --ink: #1C1D21; --soft: #5B5F69; --page: #F4F5F7; --card: #FFFFFF; --grid: #E1E3E8;
  --image: #0072B2; --sentence: #B86E00; --true: #1A7F4B; --wrong: #C4420B; }
@media (prefers-color-scheme: dark) { :root { --ink: #E8E9EC; --soft: #A3A7B0; --page: #191A1D; --card: #222327;
  --grid: #34363D; --image: #56B4E9; --sentence: #F0B23E; --true: #5CC98F; --wrong: #FF8A5C; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); margin: 0; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
section { background: var(--card); border: 1px solid var(--grid); border-radius: 8px; padding: 0 1.25rem 1rem; margin: 1rem 0; }
h1 { font-size: 1.5rem; margin: 0.5rem 0 0; } h2 { font-size: 1.1rem; margin: 1rem 0 0.5rem; } h3 { font-size: 1rem; margin: 1rem 0 0.25rem; }
p, li { max-width: 46rem; } .soft, figcaption, .none { color: var(--soft); }
table { border-collapse: collapse; } th, td { text-align: right; padding: 0.2rem 0.7rem; border-bottom: 1px solid var(--grid); }
th:first-child, td:first-child { text-align: left; padding-left: 0; } th { font-weight: 600; }
td.changed { font-weight: 700; } td span.soft { display: block; font-size: 12px; white-space: nowrap; } th, td:first-child { white-space: nowrap; } .numbers td { font-variant-numeric: tabular-nums; }
svg { width: 100%; height: auto; } svg text { font: 11px system-ui, sans-serif; fill: var(--soft); } svg.key { width: 24px; height: 8px; margin-right: 0.35rem; }
.grid { stroke: var(--grid); } .line { fill: none; stroke: var(--ink); stroke-width: 1.6; }
.line.image { stroke: var(--image); } .line.sentence { stroke: var(--sentence); } .line.total { stroke-width: 2.4; }
.line.image-own { stroke: var(--image); stroke-dasharray: 5 3; } .line.sentence-own { stroke: var(--sentence); stroke-dasharray: 5 3; }
.line.image-5 { stroke: var(--image); stroke-dasharray: 5 3; } .line.sentence-5 { stroke: var(--sentence); stroke-dasharray: 5 3; }
.line.image-10 { stroke: var(--image); stroke-dasharray: 1 3; } .line.sentence-10 { stroke: var(--sentence); stroke-dasharray: 1 3; }
.mark { fill: none; stroke-width: 2.2; stroke-opacity: 0.6; } .mark.image { stroke: var(--image); } .mark.sentence { stroke: var(--sentence); stroke-width: 1.6; }
svg.map { max-width: 40rem; display: block; } .legend span { margin-right: 1rem; white-space: nowrap; }
.query { border-top: 1px solid var(--grid); padding: 0.6rem 0; } .query p { margin: 0.2rem 0; }
.row { display: flex; gap: 0.5rem; flex-wrap: wrap; align-items: flex-start; } figure { margin: 0; width: 104px; }
figure img, .gone { width: 96px; height: 96px; object-fit: contain; background: #fff; border: 2px solid var(--grid); border-radius: 4px; display: block; }
.gone { color: #5B5F69; font-size: 12px; overflow: hidden; } figure.match img { border-color: var(--true); } figcaption { font-size: 12px; overflow-wrap: anywhere; }
ol { margin: 0.2rem 0; padding-left: 1.4rem; } .match { color: var(--true); } .rank { font-weight: 600; } .rank.bad { color: var(--wrong); } .rank.good { color: var(--true); }
)";

/// Appends formatted text to a page.
template <typename... Arguments>
void put(std::string& page, fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(page), format, std::forward<Arguments>(arguments)...);
}

std::string valueText(const OptionValue& value) {
    return std::visit(
        [](const auto& held) -> std::string {
            using Held = std::decay_t<decltype(held)>;
            if constexpr (std::is_same_v<Held, bool>)
                return held ? "true" : "false";
            else
                return fmt::format("{}", held);
        },
        value);
}

/// A projector's key, {"method": "tsne", "seed": 1}, without its quotation.
std::string plainKey(std::string key) {
    std::erase_if(key, [](char c) { return c == '{' || c == '}' || c == '"'; });
    return key;
}

void putData(std::string& page, const RunReport& report) {
    const Dataset& dataset = *report.trained.session->input.dataset;
    const SplitAssignment& splits = *report.trained.session->input.splits;
    put(page, "<section><h2>Data</h2>\n<p>{}: {} images, {} sentences, {} pairs", htmlText(dataset.name()),
        dataset.images().size(), dataset.sentences().size(), dataset.relation().pairCount());
    if (dataset.hasConcepts())
        put(page, ", {} concepts", dataset.concepts().size());
    put(page, ".</p>\n<table class=\"numbers\"><tr><th>Split ({})<th>images<th>sentences</tr>\n",
        htmlText(toString(report.options.split.method)));
    for (const Split split : {Split::train, Split::validation, Split::test, Split::unused})
        put(page, "<tr><td>{}<td>{}<td>{}</tr>\n", toString(split), splits.imagesIn(split).size(),
            splits.sentencesIn(split, dataset.relation()).size());
    const FeatureChain& chain = *report.trained.session->input.features->chain;
    put(page, "</table>\n<p class=\"soft\">Features of images: {}. Of sentences: {}.</p></section>\n",
        htmlText(chain.imageDescription()), htmlText(chain.sentenceDescription()));
}

void putRecall(std::string& page, const RunReport& report) {
    const Measurement& measurement = report.evaluated.measured.plain;
    page += "<section><h2>Recall on the test split</h2>\n";
    if (!report.evaluated.recall.isMeasured()) {
        page += "<p class=\"none\">The test split is empty: nothing was asked.</p></section>\n";
        return;
    }
    const Measures measures = measuresOf(measurement);
    const Intervals intervals = bootstrapIntervals(measurement);
    const RecallBothWays& recall = report.evaluated.recall;
    page += "<table class=\"numbers\"><tr><th>Direction<th>R@1<th>R@5<th>R@10<th>median rank<th>mean "
            "rank<th>queries</tr>\n";
    const auto line = [&](const char* name, const Recall& direction, std::size_t first) {
        put(page, "<tr><td>{}", name);
        for (std::size_t i = first; i < first + 3; ++i)
            put(page, "<td>{:.1f} <span class=\"soft\">({:.1f} to {:.1f})</span>", measures[i],
                intervals.low[i], intervals.high[i]);
        put(page, "<td>{:g}<td>{:.1f}<td>{}</tr>\n", direction.medianRank, direction.meanRank,
            direction.queries);
    };
    const auto chance = [&](const char* name, const ChanceRecall& by) {
        put(page, "<tr class=\"soft\"><td>{}<td>{:.2f}<td>{:.2f}<td>{:.2f}<td><td><td></tr>\n", name, by.r1,
            by.r5, by.r10);
    };
    line("image → sentence", recall.imageToSentence, 0);
    line("sentence → image", recall.sentenceToImage, 3);
    chance("chance, image →", chanceOf(measurement, &PoolRanks::imageToSentence));
    chance("chance, sentence →", chanceOf(measurement, &PoolRanks::sentenceToImage));
    put(page,
        "</table>\n<p>rsum {:.1f} ({:.1f} to {:.1f}). Epoch {}{}.</p>\n<p class=\"soft\">R@K in percent of "
        "queries; protocol {}: {}; pool: {}; ties: {}; in brackets 95 % by bootstrap over "
        "images.</p></section>\n",
        measures[6], intervals.low[6], intervals.high[6], report.evaluated.epoch,
        report.evaluated.validated ? ", the best on the validation split" : ", the newest",
        measurement.protocol,
        measurement.protocol == "documents" ? "all texts of an image as one" : "every sentence by itself",
        describe(measurement.pool, measurement.images), toString(measurement.tieRule));
}

void putCurves(std::string& page, const RunReport& report) {
    const RunHistory& history = report.history;
    std::vector<double> steps;
    std::array<std::vector<double>, 4> terms;
    std::vector<double> totals;
    for (const StepMetrics& step : history.steps) {
        steps.push_back(step.step);
        totals.push_back(step.total);
        for (std::size_t t = 0; t < terms.size(); ++t)
            terms[t].push_back(step.terms[t]);
    }
    std::vector<ChartSeries> losses{{"T1 image → sentence", "image", steps, terms[0]},
                                    {"T2 sentence → image", "sentence", steps, terms[1]}};
    if (report.options.loss.lambda2 > 0)
        losses.push_back({"T3 within images", "image-own", steps, terms[2]});
    if (report.options.loss.lambda3 > 0)
        losses.push_back({"T4 within sentences", "sentence-own", steps, terms[3]});
    losses.push_back({"total", "total", steps, totals});
    page += "<section><h2>Training</h2>\n<h3>Loss</h3>\n" + lineChart(losses, "step", "loss");

    std::vector<double> epochs;
    std::array<std::vector<double>, 6> recalls;
    for (const EpochMetrics& epoch : history.epochs) {
        if (!epoch.validation.isMeasured())
            continue;
        epochs.push_back(epoch.epoch);
        const Recall& there = epoch.validation.imageToSentence;
        const Recall& back = epoch.validation.sentenceToImage;
        const std::array<double, 6> values{there.r1, there.r5, there.r10, back.r1, back.r5, back.r10};
        for (std::size_t i = 0; i < values.size(); ++i)
            recalls[i].push_back(values[i]);
    }
    page += "<h3>Recall on the validation split</h3>\n" +
            lineChart({{"R@1 image → sentence", "image", epochs, recalls[0]},
                       {"R@5", "image-5", epochs, recalls[1]},
                       {"R@10", "image-10", epochs, recalls[2]},
                       {"R@1 sentence → image", "sentence", epochs, recalls[3]},
                       {"R@5", "sentence-5", epochs, recalls[4]},
                       {"R@10", "sentence-10", epochs, recalls[5]}},
                      "epoch", "percent") +
            "</section>\n";
}

/// "41.3 %", or that it is not known.
std::string shareText(double share) {
    return std::isfinite(share) ? fmt::format("{:.1f} %", 100 * share) : "not known";
}

void putStructure(std::string& page, const RunReport& report) {
    std::vector<double> epochs, images, sentences, gaps;
    const EpochStructure* features = nullptr;
    for (const EpochStructure& epoch : report.structure) {
        if (epoch.epoch == EpochStructure::kFeatures) {
            features = &epoch;
            continue;
        }
        epochs.push_back(epoch.epoch);
        images.push_back(100 * epoch.views.images);
        sentences.push_back(100 * epoch.views.sentences);
        gaps.push_back(epoch.views.gap);
    }
    if (epochs.empty())
        return;
    const ViewStructure& last = report.structure.back().views;
    put(page,
        "<section><h2>Neighbourhoods within each view</h2>\n<table class=\"numbers\"><tr><th>Neighbours of "
        "the same meaning<th>images<th>sentences</tr>\n");
    if (features != nullptr)
        put(page, "<tr><td>of the features<td>{}<td>{}</tr>\n", shareText(features->views.images),
            shareText(features->views.sentences));
    put(page, "<tr><td>of the embeddings, epoch {}<td>{}<td>{}</tr></table>\n", report.structure.back().epoch,
        shareText(last.images), shareText(last.sentences));
    if (epochs.size() > 1)
        page += lineChart({{"images", "image", epochs, images}, {"sentences", "sentence", epochs, sentences}},
                          "epoch", "percent") +
                "<h3>Modality gap</h3>\n" +
                lineChart({{"distance of the views' means", "total", epochs, gaps}}, "epoch", "distance");
    else if (std::isfinite(last.gap))
        put(page, "<p>Modality gap, the distance of the views' means: {:.3f}.</p>\n", last.gap);
    put(page,
        "<p class=\"soft\">Of the items with the same meaning (concept, or picture) that could stand among "
        "an "
        "item's {} nearest of its own view, the share that does: what the within-view terms T3 and T4 are "
        "for. Over a sample of {} at most.</p></section>\n",
        kStructureNeighbours, kStructureSample);
}

/// A picture small, as an element of the page; made once per image.
class Pictures {
public:
    explicit Pictures(const Dataset& dataset) : m_dataset(dataset) {}

    const std::string& of(std::int32_t image) {
        auto [found, isNew] = m_made.try_emplace(image);
        if (isNew)
            found->second = make(static_cast<std::size_t>(image));
        return found->second;
    }

private:
    std::string make(std::size_t image) const {
        constexpr int kSide = 96;
        if (!m_dataset.hasPicture(image))
            return "<div class=\"gone\">known by its features alone</div>";
        try {
            const cv::Mat small =
                fittedPicture(readPicture(m_dataset.imagePath(image), m_dataset.images()[image].box), kSide);
            return fmt::format("<img alt=\"{}\" src=\"data:image/jpeg;base64,{}\">",
                               htmlText(m_dataset.imageTitle(image)), base64(encodeJpeg(small)));
        } catch (const Error& error) {
            return fmt::format("<div class=\"gone\" title=\"{}\">This picture cannot be read.</div>",
                               htmlText(error.what()));
        }
    }

    const Dataset& m_dataset;
    std::map<std::int32_t, std::string> m_made;
};

std::string figure(Pictures& pictures, const Dataset& dataset, std::int32_t image, bool isMatch) {
    return fmt::format("<figure{}>{}<figcaption>{}{}</figcaption></figure>",
                       isMatch ? " class=\"match\"" : "", pictures.of(image), isMatch ? "✓ " : "",
                       htmlText(dataset.imageTitle(static_cast<std::size_t>(image))));
}

void putExample(std::string& page, const ReportExample& example, Pictures& pictures, const Dataset& dataset) {
    put(page, "<div class=\"query\"><p class=\"rank {}\">{} match at place {:g}</p>\n",
        example.rank < 1 ? "good" : "bad", example.rank < 1 ? "✓" : "!", example.rank + 1);
    if (example.image >= 0) {
        put(page, "<div class=\"row\">{}<ol>", figure(pictures, dataset, example.image, false));
        for (std::size_t i = 0; i < example.foundTexts.size(); ++i)
            put(page, "<li{}>{}{}</li>", example.isMatch[i] ? " class=\"match\"" : "",
                example.isMatch[i] ? "✓ " : "", htmlText(example.foundTexts[i]));
        page += "</ol></div>\n";
        if (example.rank >= 1)
            put(page, "<p class=\"soft\">Its own: {}</p>\n", htmlText(example.bestText));
    } else {
        put(page, "<p>{}</p><div class=\"row\">", htmlText(example.text));
        for (std::size_t i = 0; i < example.foundImages.size(); ++i)
            page += figure(pictures, dataset, example.foundImages[i], example.isMatch[i]);
        if (example.rank >= 1)
            put(page, "<figure>{}<figcaption>its own</figcaption></figure>", pictures.of(example.bestImage));
        page += "</div>\n";
    }
    page += "</div>\n";
}

void putExamples(std::string& page, const char* heading, const ReportExamples& examples, Pictures& pictures,
                 const Dataset& dataset) {
    put(page, "<section><h2>{}</h2>\n<p>{} of {} queries have their match in front.</p>\n", heading,
        examples.asked - examples.failed, examples.asked);
    const auto list = [&](const char* title, const std::vector<ReportExample>& shown) {
        if (shown.empty())
            return;
        put(page, "<h3>{}</h3>\n", title);
        for (const ReportExample& example : shown)
            putExample(page, example, pictures, dataset);
    };
    list("The worst", examples.worst);
    list("Some that are right", examples.right);
    page += "</section>\n";
}

void putSettings(std::string& page, const RunReport& report) {
    put(page,
        "<section><h2>Settings</h2>\n<p>Preset {}; what differs from it is bold.</p>\n<details><summary>All "
        "options</summary><table>\n",
        htmlText(report.options.preset));
    std::optional<RunOptions> original;
    try {
        original = preset(report.options.preset);
    } catch (const Error&) { // of another version: nothing to compare with
    }
    for (const OptionField& field : optionFields()) {
        const std::string value = valueText(field.get(report.options));
        const bool changed = original && valueText(field.get(*original)) != value;
        put(page, "<tr><td>{}<td{}>{} {}</tr>\n", htmlText(field.key), changed ? " class=\"changed\"" : "",
            htmlText(value), htmlText(field.unit));
    }
    page += "</table></details></section>\n";
}

void putOrigin(std::string& page, const RunReport& report, const std::string& program) {
    const Provenance& from = report.provenance;
    put(page,
        "<section><h2>Made with</h2>\n<table>\n<tr><td>Run<td>{}, begun {}</tr>\n<tr><td>Seed<td>{}</tr>\n"
        "<tr><td>Device<td>{}, {} threads</tr>\n<tr><td>LibTorch<td>{}</tr>\n<tr><td>Products<td>{}</tr>\n"
        "<tr><td>Data<td>{}</tr>\n<tr><td>Split<td>{}</tr>\n<tr><td>Features<td>{}</tr>\n<tr><td>Written "
        "by<td>{}</tr>\n</table></section>\n",
        htmlText(report.trained.record.id), htmlText(report.trained.record.created), from.seed,
        htmlText(from.device), from.threads, htmlText(from.libtorch), htmlText(from.products),
        htmlText(from.dataHash), htmlText(from.splitHash), htmlText(from.featuresKey), htmlText(program));
}

} // namespace

std::string reportPage(const RunReport& report, const std::string& program) {
    const Dataset& dataset = *report.trained.session->input.dataset;
    std::string page;
    put(page,
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width, initial-scale=1\"><title>{0} – run "
        "{1}</title><style>{2}</style></head>\n"
        "<body><main><h1>{0}</h1><p class=\"soft\">Run {1}: {3}, {4} epochs{5}</p>\n",
        htmlText(dataset.name()), htmlText(report.trained.record.id), kStyle,
        htmlText(statusText(report.trained.record)), report.trained.record.epochs,
        report.evaluated.shuffledPairs ? "; its pairs were shuffled: the chance control" : "");
    putRecall(page, report);
    putData(page, report);
    putCurves(page, report);
    putStructure(page, report);
    if (report.map)
        put(page,
            "<section><h2>Map of the joint space</h2>\n{}<p class=\"soft\">Epoch {}; {}. Discs are images, "
            "squares "
            "sentences; of many every n-th is drawn.</p></section>\n",
            mapFigure(report.map->images, report.map->sentences), report.trained.snapshot->epoch,
            htmlText(plainKey(report.mapMethod)));
    Pictures pictures(dataset);
    putExamples(page, "Images that ask for sentences", report.fromImages, pictures, dataset);
    putExamples(page, "Sentences that ask for images", report.fromTexts, pictures, dataset);
    putSettings(page, report);
    putOrigin(page, report, program);
    page += "</main></body></html>\n";
    return page;
}

} // namespace crossview
