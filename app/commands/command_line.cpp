#include "commands/command_line.h"

#include "commands/commands.h"
#include "commands/interrupt.h"
#include "common/error.h"
#include "common/product_kernel.h"
#include "common/visible_text.h"
#include "training/devices.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <new>
#include <string_view>

namespace crossview {

namespace {

constexpr int kBadInput = 1;
constexpr int kUsage = 2;
constexpr int kInterrupted = 130;

void describeProgram(CLI::App& program) {
    program.description(
        "Crossview learns one space for pictures and sentences (Wang, Li and Lazebnik, CVPR 2016), so "
        "that sentences find pictures and pictures find sentences.");
    program.footer(
        "From nothing to answers:\n"
        "  crossview-cli demo --starter\n\n"
        "With data of your own:\n"
        "  crossview-cli import captions.tsv --images photos --project mine.crossview\n"
        "  crossview-cli train mine.crossview --seeds 3\n"
        "  crossview-cli evaluate mine.crossview\n"
        "  crossview-cli query mine.crossview \"a red flower\"\n\n"
        "'crossview-cli COMMAND --help' explains one command with examples. Projects are those of "
        "the window: "
        "'crossview mine.crossview'.\n"
        "Results go to stdout, progress to stderr. Exit codes: 0 done, 1 bad input (one sentence "
        "says what and how to "
        "mend it), 2 wrong usage, 130 stopped by Ctrl+C.\n"
        "Control characters of names and texts are written out, e.g. \\u001b; in JSON that means the "
        "same.\n"
        "CROSSVIEW_THREADS sets how many cores are used.");
    program.require_subcommand(1);
}

std::string versionText() {
    return fmt::format("crossview-cli " CROSSVIEW_VERSION "\nfloat32 products: {}\nLibTorch {}",
                       productKernel().name, torchVersion());
}

/// What is wrong in words of this program: CLI11 calls an unknown command a missing one.
std::string usageProblem(const CLI::App& program, const CLI::ParseError& error, std::string_view first) {
    const bool isOption = first.empty() || first.front() == '-';
    const auto known = program.get_subcommands([](const CLI::App*) { return true; });
    const bool isCommand = std::any_of(known.begin(), known.end(),
                                       [&](const CLI::App* command) { return command->get_name() == first; });
    if (!isOption && !isCommand)
        return fmt::format("There is no command '{}'.", first);
    return error.what();
}

int reportUsage(const CLI::App& program, const CLI::ParseError& error, std::string_view first) {
    if (error.get_exit_code() == 0) // --help
        return program.exit(error);
    const auto chosen = program.get_subcommands();
    const std::string command = chosen.empty() ? std::string() : " " + chosen.front()->get_name();
    writeVisibleLine(stderr, fmt::format("crossview-cli: {}\nTry 'crossview-cli{} --help'.",
                                         usageProblem(program, error, first), command));
    return kUsage;
}

int runAction(const Action& action) {
    Console console;
    try {
        const InterruptWatcher interrupt;
        action({interrupt.token(), console});
        return 0;
    } catch (const Cancelled&) {
        console.note("crossview-cli: stopped.");
        return kInterrupted;
    } catch (const Error& error) {
        console.note(fmt::format("crossview-cli: {}", error.what()));
    } catch (const std::bad_alloc&) {
        console.note(
            "crossview-cli: The memory is not enough for this: close other programs or use smaller batches "
            "(--batch.images).");
    } catch (const std::exception& error) {
        console.note(fmt::format("crossview-cli: Something went wrong that should not: {}", error.what()));
    }
    return kBadInput;
}

} // namespace

int runCommandLine(int argc, char** argv) {
    CLI::App program;
    program.name("crossview-cli");
    describeProgram(program);
    program.set_version_flag("--version", &versionText, "Version, and the libraries that compute");
    Action chosen;
    addDemoCommand(program, chosen);
    addImportCommand(program, chosen);
    addCheckCommand(program, chosen);
    addEditCommand(program, chosen);
    addRelinkCommand(program, chosen);
    addFeaturesCommand(program, chosen);
    addEncodersCommand(program, chosen);
    addNetworksCommand(program, chosen);
    addTrainCommand(program, chosen);
    addEvaluateCommand(program, chosen);
    addBaselinesCommand(program, chosen);
    addAblateCommand(program, chosen);
    addQueryCommand(program, chosen);
    addProjectCommand(program, chosen);
    addReportCommand(program, chosen);
    addExportCommand(program, chosen);
    addRunsCommand(program, chosen);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return reportUsage(program, error, argc > 1 ? argv[1] : "");
    }
    return runAction(chosen);
}

} // namespace crossview
