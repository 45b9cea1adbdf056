#include "commands/commands.h"
#include "commands/correction_flags.h"
#include "commands/report.h"
#include "common/error.h"
#include "common/visible_text.h"
#include "dataset/item_name.h"
#include "project/opened_project.h"
#include "project/query.h"
#include "project/zero_shot.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace crossview {

namespace {

struct QueryArguments {
    std::filesystem::path project;
    std::filesystem::path networkOf; ///< project whose run answers; empty: the same
    std::vector<std::string> words;
    std::filesystem::path image;
    std::string item; ///< of the data set, as itemNamed takes it
    std::vector<std::string> filter;
    std::string run = "latest";
    std::size_t k = 10;
    CorrectionFlags correction;
    bool json = false;
};

nlohmann::ordered_json hitsAsJson(const Dataset& dataset, const QueryAnswer& answer) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < answer.hits.size(); ++i) {
        const auto item = static_cast<std::size_t>(answer.hits[i].item);
        nlohmann::ordered_json entry = {
            {"rank", i + 1}, {"distance", answer.hits[i].distance}, {"true", bool(answer.truePairs[i])}};
        if (!answer.scores.empty())
            entry["score"] = answer.scores[i];
        if (answer.query.answerView() == View::image) {
            entry["image"] = item;
            entry["title"] = dataset.imageTitle(item);
            entry["path"] = dataset.imagePath(item).string();
            if (const std::optional<PixelBox>& box = dataset.images()[item].box)
                entry["box"] = {box->x, box->y, box->width, box->height};
        } else {
            entry["sentence"] = item;
            entry["text"] = dataset.sentences()[item].text;
        }
        list.push_back(std::move(entry));
    }
    return list;
}

constexpr std::size_t kLongestShown = 160; // characters of a sentence in a table

/// " [12, 30, 40, 50]" of a region.
std::string boxNote(const ImageItem& image) {
    return image.box ? " [" + boxText(*image.box) + "]" : std::string();
}

void printHits(Console& console, const Dataset& dataset, const QueryAnswer& answer) {
    const bool images = answer.query.answerView() == View::image;
    const bool scored = !answer.scores.empty();
    console.print(fmt::format("  {:>3}  {:>8}  {}{}  {}", "#", "distance", scored ? "   score  " : "", " ",
                              images ? "picture" : "sentence"));
    for (std::size_t i = 0; i < answer.hits.size(); ++i) {
        const auto item = static_cast<std::size_t>(answer.hits[i].item);
        const std::string what =
            images ? padded(shortened(visibleLine(dataset.imageTitle(item)), 40), 40) + "  " +
                         visibleLine(dataset.imagePath(item).string()) + boxNote(dataset.images()[item])
                   : shortened(visibleLine(dataset.sentences()[item].text), kLongestShown);
        console.print(fmt::format("  {:>3}  {:>8.3f}  {}{}  {}", i + 1, answer.hits[i].distance,
                                  scored ? fmt::format("{:>8.3f}  ", answer.scores[i]) : "",
                                  answer.truePairs[i] ? "✓" : " ", what));
    }
}

/// A run that answers, and the session that it was trained on: another one where only its network is asked.
struct AnsweringRun : TrainedRun {
    std::shared_ptr<const Session> trained;
};

AnsweringRun openRun(const QueryArguments& arguments, const Environment& environment) {
    const bool zeroShot = !arguments.networkOf.empty();
    AnsweringRun run{openTrainedRun(zeroShot ? arguments.networkOf : arguments.project, arguments.run,
                                    environment.stop, environment.console.sink(), ReadValues::whenAsked),
                     {}};
    run.trained = run.session;
    if (zeroShot) {
        run.session = withItemsOf(*run.session, arguments.project, std::nullopt, environment.stop,
                                  environment.console.sink());
        run.snapshot = embeddedItems(*run.session, *run.snapshot, environment.stop);
    }
    environment.console.clear();
    return run;
}

std::optional<ScoreCorrection> correctionFor(const QueryArguments& arguments, const AnsweringRun& run,
                                             View answers, const Environment& environment) {
    const CorrectionRequest wanted = arguments.correction.request();
    if (wanted.isNone())
        return std::nullopt;
    auto correction = correctionOfAnswers(wanted.options, run.trained->input, *run.snapshot, answers,
                                          environment.stop, environment.console.sink());
    environment.console.clear();
    return correction;
}

Query queryOf(const QueryArguments& arguments, const std::string& text, const Dataset& dataset) {
    Query query = !arguments.item.empty()   ? Query::ofItem(itemNamed(dataset, arguments.item))
                  : arguments.image.empty() ? Query::ofText(text)
                                            : Query::ofPicture(arguments.image);
    query.filter = fmt::format("{}", fmt::join(arguments.filter, " "));
    return query;
}

void ask(const QueryArguments& arguments, const Environment& environment) {
    const std::string text = fmt::format("{}", fmt::join(arguments.words, " "));
    const AnsweringRun run = openRun(arguments, environment);
    const Dataset& dataset = *run.session->input.dataset;
    const Query query = queryOf(arguments, text, dataset);
    const auto correction = correctionFor(arguments, run, query.answerView(), environment);
    const QueryAnswer answer = QueryEngine().answer(query, arguments.k, *run.session, *run.snapshot,
                                                    correction ? &*correction : nullptr);
    if (!answer.unknownWords.empty())
        environment.console.note(
            fmt::format("Not in the training sentences: {}", fmt::join(answer.unknownWords, ", ")));
    if (answer.nothingKnown)
        throw Error(fmt::format(
            "No word of '{}' that counts for something occurs in the training sentences: try other words.",
            text));
    const bool images = query.answerView() == View::image;
    const std::string asked = !arguments.item.empty() ? arguments.item
                              : images                ? text
                                                      : arguments.image.string();
    if (arguments.json) {
        const nlohmann::ordered_json document = {{"query", asked},
                                                 {"kind", images ? "sentence" : "image"},
                                                 {"run", run.snapshot->run},
                                                 {"epoch", answer.epoch},
                                                 {"unknown_words", answer.unknownWords},
                                                 {"correction", arguments.correction.kind},
                                                 {"results", hitsAsJson(dataset, answer)}};
        environment.console.print(jsonText(document));
        return;
    }
    environment.console.print(fmt::format("{} of {} {} for {}, run {}, epoch {}", answer.hits.size(),
                                          answer.searched, images ? "pictures" : "sentences",
                                          query.kind == Query::Kind::Text ? "\"" + asked + "\"" : asked,
                                          run.snapshot->run, answer.epoch));
    if (correction)
        environment.console.print(fmt::format("Corrected by {}; bank: {} {} of the training split",
                                              arguments.correction.kind, correction->bankQueries(),
                                              images ? "sentences" : "pictures"));
    printHits(environment.console, dataset, answer);
}

} // namespace

void addQueryCommand(CLI::App& program, Action& chosen) {
    auto arguments = std::make_shared<QueryArguments>();
    CLI::App* command =
        program.add_subcommand("query", "Ask for pictures by a text, or for sentences by a picture");
    command->add_option("PROJECT", arguments->project, "Project folder")->required()->type_name("DIR");
    CLI::Option* text =
        command->add_option("TEXT", arguments->words, "What the pictures should show")->type_name("WORD...");
    CLI::Option* image =
        command->add_option("--image", arguments->image, "A picture file: answers with sentences")
            ->type_name("FILE");
    CLI::Option* item =
        command
            ->add_option("--item", arguments->item,
                         "An item of the data: its number from 0, or what it is called; answers with the "
                         "other view")
            ->type_name("image:N|sentence:N");
    text->excludes(image)->excludes(item);
    image->excludes(item);
    command
        ->add_option("--filter", arguments->filter,
                     "Only answers with this, e.g. split:test, source:photos,maps or price:5..20")
        ->allow_extra_args(false)
        ->type_name("COLUMN:VALUE");
    command->add_option("-k", arguments->k, "How many answers; default: 10")
        ->check(CLI::Range(std::size_t{1}, std::size_t{1000000}).description(""))
        ->type_name("N");
    command->add_option("--run", arguments->run, "Run that answers; default: the newest trained one")
        ->type_name("ID|latest");
    command
        ->add_option(
            "--network-of", arguments->networkOf,
            "Another project whose run answers with this one's pictures or sentences, which it never "
            "saw")
        ->type_name("DIR");
    addCorrectionFlags(*command, arguments->correction);
    command->add_flag("--json", arguments->json, "Print JSON instead of a table");
    command->footer(
        "Words combine: 'dog -cat' is near dogs and away from cats (half as much), '\"red flower\" + snow' "
        "near "
        "both; ^2 behind a word or quote is its weight. Put such a text in quotes of the shell.\n\n"
        "Words of the form COLUMN:VALUE filter the answers by split, concept or an imported column: "
        "source:photos, source:\"stock photos\",maps (either), price:7, price:>10, price:<=10, price:5..20. "
        "All "
        "of several hold. --filter takes the same beside --image and --item.\n\n"
        "✓ marks pairs that the data themselves call true.\n\n"
        "--json prints query, kind (sentence or image: what was asked with), run, epoch, unknown_words, "
        "correction and results: rank, distance (0 to 2), true, score where a correction ordered them, and "
        "for pictures image, title, path, for sentences "
        "sentence, text.\n\n"
        "Examples:\n"
        "  crossview-cli query mine.crossview \"a red flower\"\n"
        "  crossview-cli query mine.crossview \"a red flower\" --correction csls\n"
        "  crossview-cli query mine.crossview 'dog -cat'\n"
        "  crossview-cli query mine.crossview 'a red flower split:test price:>10'\n"
        "  crossview-cli query mine.crossview --image flower.jpg -k 5 --json\n"
        "  crossview-cli query mine.crossview --item image:17");
    command->callback([arguments, &chosen] {
        if (arguments->words.empty() && arguments->image.empty() && arguments->item.empty())
            throw CLI::RequiredError("TEXT, --image or --item");
        chosen = [arguments](const Environment& environment) { ask(*arguments, environment); };
    });
}

} // namespace crossview
