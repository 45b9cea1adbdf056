#include "commands/commands.h"
#include "common/error.h"
#include "files/atomic_file.h"
#include "project/report/report_page.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace crossview {

namespace {

struct ReportArguments {
    ReportRequest request;
    std::filesystem::path output;
    bool noMap = false;
    bool force = false;
};

void writeReport(const ReportArguments& arguments, const Environment& environment) {
    std::error_code failure;
    if (!arguments.force && std::filesystem::exists(arguments.output, failure))
        throw Error(fmt::format("{} is there already: choose another name, or give --force to replace it.",
                                arguments.output.string()));
    ReportRequest request = arguments.request;
    request.withMap = !arguments.noMap;
    const RunReport report = collectReport(request, environment.stop, environment.console.sink());
    const std::string page = reportPage(report, "Crossview " CROSSVIEW_VERSION);
    throwIfStopped(environment.stop);
    writeFileAtomically(arguments.output, page, Parents::required);
    environment.console.clear();
    environment.console.print(fmt::format("{}: run {}, epoch {}, {} kB", arguments.output.string(),
                                          report.trained.record.id, report.evaluated.epoch,
                                          (page.size() + 999) / 1000));
}

} // namespace

void addReportCommand(CLI::App& program, Action& chosen) {
    auto arguments = std::make_shared<ReportArguments>();
    CLI::App* command = program.add_subcommand(
        "report", "Write a run as one web page: recall, curves, map, queries right and wrong");
    command->add_option("PROJECT", arguments->request.project, "Project folder")
        ->required()
        ->type_name("DIR");
    command->add_option("-o,--output", arguments->output, "File of the page")
        ->required()
        ->type_name("FILE.html");
    command->add_option("--run", arguments->request.run, "Run, its best epoch; default: the newest")
        ->type_name("ID|latest");
    command
        ->add_option("--examples", arguments->request.examples,
                     "Queries that are shown of the worst and of those that are right, each way; default: 8")
        ->type_name("N")
        ->check(CLI::Range(std::size_t{0}, std::size_t{1000}).description(""));
    command->add_flag("--no-map", arguments->noMap, "Leave the map out, which may have to be laid out first");
    command->add_flag("--force", arguments->force, "Replace the file if it is there");
    command->footer(
        "The page holds all it shows, small pictures too, and needs no other file and no network.\n\n"
        "Examples:\n"
        "  crossview-cli report mine.crossview --output report.html\n"
        "  crossview-cli report mine.crossview --run 2026-11-27-060603-1 --examples 20 -o run.html");
    command->callback([arguments, &chosen] {
        chosen = [arguments](const Environment& environment) { writeReport(*arguments, environment); };
    });
}

} // namespace crossview
