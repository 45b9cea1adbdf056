#include "commands/commands.h"
#include "commands/run_query.h"
#include "common/error.h"

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
    std::string run = "latest";
    std::size_t k = 10;
    bool json = false;
};

nlohmann::ordered_json answersAsJson(const Dataset& dataset, const std::vector<Answer>& answers,
                                     bool pictures) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto item = static_cast<std::size_t>(answers[i].item);
        nlohmann::ordered_json entry = {
            {"rank", i + 1}, {"distance", answers[i].distance}, {"true", answers[i].isTrue}};
        if (pictures) {
            entry["image"] = item;
            entry["title"] = dataset.imageTitle(item);
            entry["path"] = dataset.imagePath(item).string();
        } else {
            entry["sentence"] = item;
            entry["text"] = dataset.sentences()[item].text;
        }
        list.push_back(std::move(entry));
    }
    return list;
}

void printAnswers(Console& console, const Dataset& dataset, const std::vector<Answer>& answers,
                  bool pictures) {
    console.print(
        fmt::format("  {:>3}  {:>8}  {}  {}", "#", "distance", " ", pictures ? "picture" : "sentence"));
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto item = static_cast<std::size_t>(answers[i].item);
        const std::string what = pictures ? padded(shortened(dataset.imageTitle(item), 40), 40) + "  " +
                                                dataset.imagePath(item).string()
                                          : dataset.sentences()[item].text;
        console.print(fmt::format("  {:>3}  {:>8.3f}  {}  {}", i + 1, answers[i].distance,
                                  answers[i].isTrue ? "✓" : " ", what));
    }
}

void ask(const QueryArguments& arguments, const Environment& environment) {
    const bool pictures = arguments.image.empty();
    const std::string text = fmt::format("{}", fmt::join(arguments.words, " "));
    const bool transfer = !arguments.networkOf.empty();
    QueryEngine engine = openQueryEngine(transfer ? arguments.networkOf : arguments.project, arguments.run,
                                         environment.stop, environment.console.sink());
    if (transfer)
        engine = withAnswersFrom(engine, arguments.project, environment.stop, environment.console.sink());
    environment.console.clear();
    const Dataset& dataset = *engine.session->input.dataset;
    std::vector<std::string> unknown;
    if (pictures)
        unknown = engine.session->input.features->chain->unknownWords(text);
    if (!unknown.empty())
        environment.console.note(
            fmt::format("Not in the training sentences, so left out: {}", fmt::join(unknown, ", ")));
    const std::vector<Answer> answers = pictures ? picturesFor(engine, text, arguments.k)
                                                 : sentencesFor(engine, arguments.image, arguments.k);
    if (arguments.json) {
        const nlohmann::ordered_json document = {{"query", pictures ? text : arguments.image.string()},
                                                 {"kind", pictures ? "sentence" : "image"},
                                                 {"run", engine.snapshot->run},
                                                 {"epoch", engine.snapshot->epoch},
                                                 {"unknown_words", unknown},
                                                 {"results", answersAsJson(dataset, answers, pictures)}};
        environment.console.print(document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
        return;
    }
    environment.console.print(fmt::format("{} of {} {} for {}, run {}, epoch {}", answers.size(),
                                          pictures ? dataset.images().size() : dataset.sentences().size(),
                                          pictures ? "pictures" : "sentences",
                                          pictures ? "\"" + text + "\"" : arguments.image.string(),
                                          engine.snapshot->run, engine.snapshot->epoch));
    printAnswers(environment.console, dataset, answers, pictures);
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
    text->excludes(image);
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
    command->add_flag("--json", arguments->json, "Print JSON instead of a table");
    command->footer(
        "✓ marks pairs that the data themselves call true.\n\n"
        "--json prints query, kind (sentence or image: what was asked with), run, epoch, unknown_words "
        "and results: rank, distance (0 to 2), true, and for pictures image, title, path, for sentences "
        "sentence, text.\n\n"
        "Examples:\n"
        "  crossview-cli query mine.crossview \"a red flower\"\n"
        "  crossview-cli query mine.crossview --image flower.jpg -k 5 --json");
    command->callback([arguments, &chosen] {
        if (arguments->words.empty() && arguments->image.empty())
            throw CLI::RequiredError("TEXT or --image");
        chosen = [arguments](const Environment& environment) { ask(*arguments, environment); };
    });
}

} // namespace crossview
