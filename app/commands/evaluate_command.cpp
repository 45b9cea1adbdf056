#include "commands/asked_flags.h"
#include "commands/commands.h"
#include "commands/correction_flags.h"
#include "commands/evaluation_output.h"
#include "commands/report.h"
#include "project/measuring/evaluate_runs.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace crossview {

namespace {

struct EvaluateArguments {
    std::filesystem::path project;
    std::filesystem::path networkOf; ///< project whose runs are asked; empty: the same
    std::vector<std::string> runs;   ///< ids, "latest", "all"; empty: the newest with its other seeds
    std::string split;               ///< empty: test, or all pictures where the runs are another project's
    std::string protocol = "auto";
    std::string ties = "mean";
    std::string pool = "all";
    CorrectionFlags correction;
    bool hubness = false;
    std::size_t hubsAmong = 10;
    bool lists = false;
    bool regions = false;
    std::string against;
    bool json = false;

    bool isZeroShot() const { return !networkOf.empty(); }
    std::string part() const {
        return !split.empty() ? split : isZeroShot() ? std::string(kWholeData) : std::string("test");
    }
};

std::vector<RunGroup> evaluate(const EvaluateArguments& arguments, const Environment& environment) {
    EvaluationRequest request;
    request.project = arguments.project;
    request.networkOf = arguments.networkOf;
    request.runs = arguments.runs;
    request.split.reset();
    if (arguments.part() != kWholeData)
        request.split = splitFromString(arguments.part());
    if (arguments.protocol != "auto")
        request.protocol = protocolFromString(arguments.protocol);
    request.ties = tieRuleFromString(arguments.ties);
    request.pool = testPoolFromString(arguments.pool);
    request.correction = arguments.correction.request();
    request.hubsAmong = arguments.hubness ? arguments.hubsAmong : 0;
    request.lists = arguments.lists;
    request.regions = arguments.regions;
    request.against = arguments.against;
    std::vector<RunGroup> groups =
        evaluateRuns(request, environment.stop, environment.console.sink(),
                     [&environment](const std::string& reason) { environment.console.note(reason); });
    environment.console.clear();
    const bool ofRegions = !groups.empty() && groups.front().runs.front().measured.ofRegions;
    if (ofRegions && !request.regions)
        environment.console.note("The data are regions of pictures: --regions tells how often a phrase finds "
                                 "its box among those of its picture.");
    return groups;
}

std::string seedList(const RunGroup& group) {
    std::vector<std::uint64_t> seeds;
    for (const EvaluatedRun& run : group.runs)
        seeds.push_back(run.seed);
    return fmt::format("{}", fmt::join(seeds, ", "));
}

void printRun(const EvaluateArguments& arguments, const EvaluatedRun& run, Console& console) {
    const MeasuredRun& measured = run.measured;
    printMeasurement(console, measured.plain);
    if (measured.corrected) {
        console.print(
            fmt::format("Corrected by {}", correctionName(arguments.correction.request(), measured)));
        printMeasurement(console, *measured.corrected);
        printComparison(console, *run.correction, "plain", "Corrected");
    }
    if (run.againstOther)
        printComparison(console, *run.againstOther, "run " + arguments.against, "Run " + run.run);
    if (measured.hubs) {
        console.print("Hubs");
        printHubs(console, *measured.hubs);
    }
    if (measured.correctedHubs) {
        console.print("Hubs of the corrected scores");
        printHubs(console, *measured.correctedHubs);
    }
    if (measured.lists) {
        console.print(measured.corrected ? "Whole lists of the corrected scores" : "Whole lists");
        printLists(console, *measured.lists);
    }
    if (measured.regions) {
        console.print("Phrases in their pictures");
        printRegions(console, *measured.regions);
    }
}

void printGroups(const EvaluateArguments& arguments, const std::vector<RunGroup>& groups, Console& console) {
    for (const RunGroup& group : groups) {
        for (const EvaluatedRun& run : group.runs) {
            console.print(fmt::format("Run {}, preset {}, seed {}, {}epoch {}{}", run.run,
                                      group.options.preset, run.seed, run.validated ? "best " : "", run.epoch,
                                      run.shuffledPairs ? ", pairs shuffled" : ""));
            printRun(arguments, run, console);
        }
        if (group.runs.size() > 1) {
            console.print(fmt::format("Mean of {} runs (seeds {})", group.runs.size(), seedList(group)));
            printRecallTable(console, group.mean(), "95 % of the mean R@1");
            if (!arguments.correction.request().isNone()) {
                console.print("Mean of the corrected");
                printRecallTable(console, group.correctedMean(), "95 % of the mean R@1");
            }
        }
        console.print(measurementConditions(group.runs.front().measured.plain, arguments.part()));
        console.print("");
    }
}

nlohmann::ordered_json bothWays(const RecallBothWays& recall, const std::string& part) {
    return {{"image_to_sentence", toJson(recall.imageToSentence, recall, part)},
            {"sentence_to_image", toJson(recall.sentenceToImage, recall, part)},
            {"rsum", recall.isMeasured() ? nlohmann::ordered_json(recall.sum()) : nlohmann::ordered_json()}};
}

nlohmann::ordered_json runAsJson(const EvaluateArguments& arguments, const EvaluatedRun& run) {
    nlohmann::ordered_json json = toJson(run.measured.plain, arguments.part());
    if (run.measured.corrected) {
        json["corrected"] = toJson(*run.measured.corrected, arguments.part());
        json["corrected"]["correction"] = correctionName(arguments.correction.request(), run.measured);
        json["corrected"]["against_plain"] = toJson(*run.correction);
    }
    if (run.againstOther)
        json["against"] = {{"run", arguments.against}, {"more_by", toJson(*run.againstOther)}};
    if (run.measured.hubs)
        json["hubness"] = toJson(*run.measured.hubs);
    if (run.measured.correctedHubs)
        json["corrected"]["hubness"] = toJson(*run.measured.correctedHubs);
    if (run.measured.lists)
        (run.measured.corrected ? json["corrected"] : json)["lists"] = toJson(*run.measured.lists);
    if (run.measured.regions)
        json["regions"] = toJson(*run.measured.regions);
    return json;
}

nlohmann::ordered_json asJson(const EvaluateArguments& arguments, const std::vector<RunGroup>& groups) {
    const std::string part = arguments.part();
    nlohmann::ordered_json document = {{"project", arguments.project.string()}};
    if (arguments.isZeroShot())
        document["network_of"] = arguments.networkOf.string();
    if (groups.size() == 1)
        document.update(bothWays(groups.front().mean(), part));
    document["groups"] = nlohmann::ordered_json::array();
    for (const RunGroup& group : groups) {
        nlohmann::ordered_json entry = {
            {"preset", group.options.preset},       {"split_method", toString(group.options.split.method)},
            {"shuffled_pairs", group.shuffled},     {"seeds", nlohmann::ordered_json::array()},
            {"mean", bothWays(group.mean(), part)}, {"runs", nlohmann::ordered_json::array()}};
        for (const EvaluatedRun& run : group.runs) {
            nlohmann::ordered_json one = {{"run", run.run}, {"seed", run.seed}, {"epoch", run.epoch}};
            one.update(runAsJson(arguments, run));
            entry["seeds"].push_back(run.seed);
            entry["runs"].push_back(std::move(one));
        }
        document["groups"].push_back(std::move(entry));
    }
    return document;
}

} // namespace

void addEvaluateCommand(CLI::App& program, Action& chosen) {
    auto arguments = std::make_shared<EvaluateArguments>();
    CLI::App* command =
        program.add_subcommand("evaluate", "Recall of trained runs, and the mean over their seeds");
    command->add_option("PROJECT", arguments->project, "Project folder")->required()->type_name("DIR");
    command
        ->add_option(
            "--run", arguments->runs,
            "Runs to evaluate: ids, latest, all; default: the newest and those that differ from it only in "
            "the seed")
        ->type_name("ID|latest|all")
        ->delimiter(',')
        ->allow_extra_args(false);
    command
        ->add_option("--network-of", arguments->networkOf,
                     "Another project whose runs are asked about this one's pictures and sentences, which "
                     "they never saw (zero-shot): its fitted features and networks, nothing is trained")
        ->type_name("DIR");
    command
        ->add_option("--split", arguments->split,
                     "Part of the data that is asked; default: test, with --network-of all pictures")
        ->type_name("test|validation|train|all")
        ->check(CLI::IsMember({"test", "validation", "train", "all"}).description(""));
    addProtocolFlags(*command, arguments->protocol, arguments->ties, arguments->pool);
    addCorrectionFlags(*command, arguments->correction);
    addCorrectionBankFlag(*command, arguments->correction);
    command->add_flag("--hubness", arguments->hubness,
                      "Print how unevenly items come up as answers: skewness, hubs, what is never found");
    command
        ->add_option("--hubs-among", arguments->hubsAmong, "First answers that --hubness counts; default: 10")
        ->type_name("N")
        ->check(CLI::Range(std::size_t{1}, std::size_t{1000}).description(""));
    command->add_flag(
        "--lists", arguments->lists,
        "Print how well whole lists are ordered where a query has several right answers: mAP@R, "
        "R-precision, nDCG; by pairs, and with what shares the concept");
    command->add_flag(
        "--regions", arguments->regions,
        "Of regions: print how often a phrase finds its box in its picture (overlap 0.5): accuracy, "
        "R@5, R@10, what the candidates allow at most, by type, and among proposals");
    command
        ->add_option("--against", arguments->against,
                     "A run of the same split that the others are compared with, query by query")
        ->type_name("ID|latest");
    command->add_flag("--json", arguments->json, "Print JSON instead of tables");
    command->footer(
        "R@K is the share of queries, in percent, with at least one match among the first K.\n\n"
        "--json prints one object. \"image_to_sentence\" and \"sentence_to_image\" hold for their "
        "direction:\n"
        "  r1 r5 r10        R@1, R@5, R@10 in percent      medr    median rank of the best match\n"
        "  n_queries        number of queries              split   test, validation, train, all\n"
        "  protocol         documents or sentences         tie_rule  mean, index, optimistic, pessimistic\n"
        "  r1_low r1_high   95 % interval of R@1           meanr, mrr  mean rank, mean reciprocal rank\n"
        "  r1_bootstrap …   the same by bootstrap over images, of R@1, R@5, R@10 and rsum\n"
        "  chance_r1 …      R@1, R@5, R@10 by chance       pool    all, 1k, 5x1k, 5k\n"
        "r1_low and r1_high of one run are Wilson's, those of a mean Student's t over its runs. "
        "They are the mean over the evaluated runs; rsum adds the six recalls. \"groups\" lists the runs "
        "that differ "
        "only in their seed: preset, split_method, shuffled_pairs, seeds, mean, runs (run, seed, epoch and "
        "the same "
        "two directions each, and where asked for corrected, against, hubness, lists, regions). With several "
        "groups "
        "the "
        "directions stand in the groups only. With "
        "--network-of, \"network_of\" is the project that was trained.\n\n"
        "Examples:\n"
        "  crossview-cli evaluate mine.crossview\n"
        "  crossview-cli evaluate mine.crossview --run all --protocol sentences --json\n"
        "  crossview-cli evaluate mine.crossview --correction csls --hubness\n"
        "  crossview-cli evaluate regions.crossview --regions\n"
        "  crossview-cli evaluate mine.crossview --run latest --against 2026-11-27-060603-1\n"
        "  crossview-cli evaluate photos.crossview --network-of picture-book.crossview");
    command->callback([arguments, &chosen] {
        chosen = [arguments](const Environment& environment) {
            const std::vector<RunGroup> groups = evaluate(*arguments, environment);
            if (arguments->json)
                environment.console.print(jsonText(asJson(*arguments, groups)));
            else
                printGroups(*arguments, groups, environment.console);
        };
    });
}

} // namespace crossview
