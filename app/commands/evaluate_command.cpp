#include "commands/commands.h"
#include "commands/report.h"
#include "commands/shuffled_pairs.h"
#include "commands/training_output.h"
#include "common/error.h"
#include "project/project.h"
#include "project/session.h"
#include "project/zero_shot.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
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
    bool json = false;

    bool isTransfer() const { return !networkOf.empty(); }
    const std::filesystem::path& trained() const { return isTransfer() ? networkOf : project; }
    std::string part() const {
        return !split.empty() ? split : isTransfer() ? std::string(kWholeData) : std::string("test");
    }
};

/// Runs that differ in nothing but their seed.
struct RunGroup {
    RunOptions options;
    bool shuffled = false;
    std::vector<EvaluatedRun> runs;
};

/// What makes two runs the same but for their seed.
std::string groupKey(const Project& project, const RunRecord& run) {
    RunOptions options = runOptionsFromJson(run.optionsJson);
    options.seed = 0;
    return toJson(options) + (shuffleSeed(project, run.id) ? "shuffled" : "");
}

std::vector<RunRecord> newestWithItsSeeds(const Project& project, const std::vector<RunRecord>& all) {
    std::map<std::uint64_t, RunRecord> bySeed; // a seed that was trained again counts once, as the newest
    const std::string key = groupKey(project, all.back());
    for (const RunRecord& run : all)
        if (run.epochs > 0 && groupKey(project, run) == key)
            bySeed.insert_or_assign(runOptionsFromJson(run.optionsJson).seed, run);
    std::vector<RunRecord> runs;
    for (auto& [seed, run] : bySeed)
        runs.push_back(std::move(run));
    return runs;
}

std::vector<RunRecord> chosenRuns(const Project& project, const std::vector<std::string>& names) {
    const std::vector<RunRecord> all = project.runs();
    if (all.empty())
        throw Error(fmt::format("{} has no runs to evaluate: train one with 'crossview-cli train {}'.",
                                project.folder().string(), quoted(project.folder())));
    if (names.empty())
        return newestWithItsSeeds(project, all);
    std::vector<RunRecord> runs;
    for (const std::string& name : names) {
        if (name == "all") {
            std::copy_if(all.begin(), all.end(), std::back_inserter(runs),
                         [](const RunRecord& run) { return run.epochs > 0; });
            continue;
        }
        const std::optional<RunRecord> run = name == "latest" ? project.latestRun() : project.run(name);
        if (!run)
            throw Error(fmt::format("{} has no run '{}': 'crossview-cli runs {}' lists those there are.",
                                    project.folder().string(), name, quoted(project.folder())));
        runs.push_back(*run);
    }
    return runs;
}

/// Opens every needed combination of splits and features once, with the items that are asked.
class Sessions {
public:
    Sessions(const EvaluateArguments& arguments, const Environment& environment)
        : m_arguments(arguments), m_environment(environment) {}

    std::shared_ptr<const Session> open(const RunOptions& options) {
        RunOptions inputs;
        inputs.split = options.split;
        inputs.features = options.features;
        std::shared_ptr<const Session>& session = m_sessions[toJson(inputs)];
        if (!session)
            session = opened(options);
        return session;
    }

private:
    std::shared_ptr<const Session> opened(const RunOptions& options) const {
        const ProgressSink sink = m_environment.console.sink();
        std::shared_ptr<const Session> session =
            openSession(m_arguments.trained(), options, m_environment.stop, sink);
        if (!m_arguments.isTransfer())
            return session;
        std::optional<Split> only;
        if (m_arguments.part() != kWholeData)
            only = splitFromString(m_arguments.part());
        session = withItemsOf(*session, m_arguments.project, only, m_environment.stop, sink);
        const std::vector<std::string>& unreadable = session->input.features->unreadable;
        if (!unreadable.empty())
            m_environment.console.note(
                fmt::format("{} pictures cannot be read and are left out, the first: {}", unreadable.size(),
                            unreadable.front()));
        return session;
    }

    const EvaluateArguments& m_arguments;
    const Environment& m_environment;
    std::map<std::string, std::shared_ptr<const Session>> m_sessions;
};

std::vector<RunGroup> evaluateRuns(const EvaluateArguments& arguments, const Environment& environment) {
    if (arguments.part() == kWholeData && !arguments.isTransfer())
        throw Error("All pictures include those that the run was trained on: --split all goes with "
                    "--network-of only.");
    const Project project = Project::open(arguments.trained());
    // Another project's items that are asked stand in the test split (transfer.h).
    const Split split = arguments.isTransfer() ? Split::test : splitFromString(arguments.part());
    const TieRule rule = tieRuleFromString(arguments.ties);
    Sessions sessions(arguments, environment);
    std::vector<RunGroup> groups;
    std::map<std::string, std::size_t> groupOf;
    const std::vector<RunRecord> runs = chosenRuns(project, arguments.runs);
    for (const RunRecord& run : runs) {
        throwIfStopped(environment.stop);
        const std::shared_ptr<const Snapshot> snapshot = loadSnapshot(arguments.trained(), run.id, true);
        if (!snapshot) {
            environment.console.note(fmt::format("Run {} has no finished epoch: left out.", run.id));
            continue;
        }
        const RunOptions options = runOptionsFromJson(run.optionsJson);
        std::shared_ptr<const Session> session = sessions.open(options);
        const std::optional<std::uint64_t> shuffle = shuffleSeed(project, run.id);
        if (shuffle && !arguments.isTransfer())
            session = withShuffledPairs(*session, *shuffle);
        const bool single = options.batch.textUnit == TextUnit::sentences;
        const TextUnit protocol = arguments.protocol == "auto"
                                      ? (single ? TextUnit::sentences : TextUnit::documents)
                                      : protocolFromString(arguments.protocol);
        EvaluatedRun evaluated{run.id, options.seed, snapshot->epoch, shuffle.has_value(),
                               evaluateSplit(*session, *snapshot->network, split, protocol, rule)};
        const auto [place, isNew] = groupOf.emplace(groupKey(project, run), groups.size());
        if (isNew)
            groups.push_back({options, shuffle.has_value(), {}});
        groups[place->second].runs.push_back(std::move(evaluated));
    }
    environment.console.clear();
    if (groups.empty())
        throw Error(
            fmt::format("No run of {} has a finished epoch: go on with 'crossview-cli train {} --resume'.",
                        arguments.trained().string(), quoted(arguments.trained())));
    return groups;
}

std::string seedList(const RunGroup& group) {
    std::vector<std::uint64_t> seeds;
    for (const EvaluatedRun& run : group.runs)
        seeds.push_back(run.seed);
    return fmt::format("{}", fmt::join(seeds, ", "));
}

void printGroups(const std::vector<RunGroup>& groups, const std::string& part, Console& console) {
    for (const RunGroup& group : groups) {
        for (const EvaluatedRun& run : group.runs) {
            console.print(fmt::format("Run {}, preset {}, seed {}, best epoch {}{}", run.run,
                                      group.options.preset, run.seed, run.epoch,
                                      run.shuffledPairs ? ", pairs shuffled" : ""));
            printRecallTable(console, run.recall);
        }
        if (group.runs.size() > 1) {
            console.print(fmt::format("Mean of {} runs (seeds {})", group.runs.size(), seedList(group)));
            printRecallTable(console, meanRecall(group.runs));
        }
        console.print(recallConditions(group.runs.front().recall, part));
        console.print("");
    }
}

nlohmann::ordered_json bothWays(const RecallBothWays& recall, const std::string& part) {
    return {{"image_to_sentence", toJson(recall.imageToSentence, recall, part)},
            {"sentence_to_image", toJson(recall.sentenceToImage, recall, part)},
            {"rsum", recall.sum()}};
}

nlohmann::ordered_json asJson(const EvaluateArguments& arguments, const std::vector<RunGroup>& groups) {
    const std::string part = arguments.part();
    nlohmann::ordered_json document = {{"project", arguments.project.string()}};
    if (arguments.isTransfer())
        document["network_of"] = arguments.networkOf.string();
    if (groups.size() == 1)
        document.update(bothWays(meanRecall(groups.front().runs), part));
    document["groups"] = nlohmann::ordered_json::array();
    for (const RunGroup& group : groups) {
        nlohmann::ordered_json entry = {{"preset", group.options.preset},
                                        {"split_method", toString(group.options.split.method)},
                                        {"shuffled_pairs", group.shuffled},
                                        {"seeds", nlohmann::ordered_json::array()},
                                        {"mean", bothWays(meanRecall(group.runs), part)},
                                        {"runs", nlohmann::ordered_json::array()}};
        for (const EvaluatedRun& run : group.runs) {
            nlohmann::ordered_json one = {{"run", run.run}, {"seed", run.seed}, {"epoch", run.epoch}};
            one.update(bothWays(run.recall, part));
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
    command
        ->add_option(
            "--protocol", arguments->protocol,
            "documents: all texts of a picture as one; sentences: every sentence by itself; auto (default): "
            "sentences for runs that were trained on single sentences, else documents")
        ->type_name("documents|sentences|auto")
        ->check(CLI::IsMember({"documents", "sentences", "auto"}).description(""));
    command->add_option("--ties", arguments->ties, "What equal distances count as; default: mean")
        ->type_name("mean|index|optimistic|pessimistic")
        ->check(CLI::IsMember({"mean", "index", "optimistic", "pessimistic"}).description(""));
    command->add_flag("--json", arguments->json, "Print JSON instead of tables");
    command->footer(
        "R@K is the share of queries, in percent, with at least one match among the first K.\n\n"
        "--json prints one object. \"image_to_sentence\" and \"sentence_to_image\" hold for their "
        "direction:\n"
        "  r1 r5 r10        R@1, R@5, R@10 in percent      medr    median rank of the best match\n"
        "  n_queries        number of queries              split   test, validation, train, all\n"
        "  protocol         documents or sentences         tie_rule  mean, index, optimistic, pessimistic\n"
        "  r1_low r1_high   95 % Wilson interval of R@1    meanr, mrr  mean rank, mean reciprocal rank\n"
        "They are the mean over the evaluated runs; rsum adds the six recalls. \"groups\" lists the runs "
        "that differ "
        "only in their seed: preset, split_method, shuffled_pairs, seeds, mean, runs (run, seed, epoch and "
        "the same "
        "two directions each). With several groups the directions stand in the groups only. With "
        "--network-of, \"network_of\" is the project that was trained.\n\n"
        "Examples:\n"
        "  crossview-cli evaluate mine.crossview\n"
        "  crossview-cli evaluate mine.crossview --run all --protocol sentences --json\n"
        "  crossview-cli evaluate photos.crossview --network-of picture-book.crossview");
    command->callback([arguments, &chosen] {
        chosen = [arguments](const Environment& environment) {
            const std::vector<RunGroup> groups = evaluateRuns(*arguments, environment);
            if (arguments->json)
                environment.console.print(asJson(*arguments, groups).dump(2));
            else
                printGroups(groups, arguments->part(), environment.console);
        };
    });
}

} // namespace crossview
