#include "clusters/map_clusters.h"
#include "commands/commands.h"
#include "commands/report.h"
#include "common/error.h"
#include "dataset/importers/map_positions.h"
#include "files/atomic_file.h"
#include "project/brought_map.h"
#include "project/map_of_run.h"
#include "project/opened_project.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace crossview {

namespace {

struct ProjectArguments {
    std::filesystem::path project;
    std::filesystem::path output;
    std::filesystem::path clusters;        // empty: not written
    std::filesystem::path bring;           // empty: none is
    std::vector<std::string> bringColumns; // two of their names
    std::string run = "latest";
    bool keepMeans = false;
    ProjectionOptions options = [] {
        ProjectionOptions given;
        given.method = "tsne";
        return given;
    }();
};

std::string methodNames() {
    std::string names;
    for (const ProjectionMethod& method : projectionMethods())
        names += (names.empty() ? "" : "|") + method.key;
    return names;
}

/// The clusters of a map, a line each: broad ones with their fine ones beneath.
std::string tableOf(const MapClusters& clusters) {
    std::string table = "level\tname\timages\tsentences\tpicture\n";
    const auto add = [&table](const char* level, const MapCluster& cluster) {
        fmt::format_to(std::back_inserter(table), "{}\t{}\t{}\t{}\t{}\n", level, cluster.name, cluster.images,
                       cluster.sentences, cluster.picture);
    };
    for (std::size_t b = 0; b < clusters.broad.size(); ++b) {
        add("broad", clusters.broad[b]);
        for (const MapCluster& fine : clusters.fine)
            if (fine.parent == static_cast<std::int32_t>(b))
                add("fine", fine);
    }
    return table;
}

void writeClusters(const std::filesystem::path& file, const Projection& map, const Session& session,
                   std::uint64_t seed, const Environment& environment) {
    const std::shared_ptr<const Dataset>& dataset = session.input.dataset;
    const auto leftOut = session.input.features->leftOut(View::image);
    const ClusterData data{
        dataset, SentenceWords(dataset->sentences(), environment.stop), {leftOut.begin(), leftOut.end()}};
    writeFileAtomically(file, tableOf(mapClusters(map, data, nullptr, seed, environment.stop)));
}

/// Names, legend and marks are drawn by the window, which needs no screen for it.
void refusePicture(const ProjectArguments& arguments) {
    const std::string ending = arguments.output.extension().string();
    if (ending == ".png" || ending == ".svg")
        throw Error(
            fmt::format("This command writes positions (.npy, .tsv, .csv). Pictures of the map come from "
                        "the window, with or without a screen: crossview {} --export-map {} --size "
                        "1600x1200 --scale 2",
                        arguments.project.string(), arguments.output.string()));
}

/// Keeps a map of another program with the project.
void bring(const ProjectArguments& arguments, const Environment& environment) {
    const std::shared_ptr<const Dataset> imported = Project::open(arguments.project).loadDataset();
    const bool areColumns = !arguments.bringColumns.empty();
    Matrix positions =
        areColumns ? positionsInColumns(arguments.bringColumns[0], arguments.bringColumns[1], *imported)
                   : readPositions(arguments.bring, *imported, environment.stop, environment.console.sink());
    const BroughtMap map = bringMap(
        arguments.project, *imported, std::move(positions),
        areColumns ? fmt::format("columns {} and {}", arguments.bringColumns[0], arguments.bringColumns[1])
                   : arguments.bring.filename().string());
    environment.console.clear();
    environment.console.print(fmt::format("The map of {} is kept with the project: \"Own\" in the window, "
                                          "--method brought here.",
                                          map.from));
}

void layOut(const ProjectArguments& arguments, const Environment& environment) {
    refusePicture(arguments);
    if (!arguments.bring.empty() || !arguments.bringColumns.empty())
        bring(arguments, environment);
    if (arguments.output.empty())
        return;
    ProjectionOptions options = arguments.options;
    if (options.method == "brought")
        if (const auto map = broughtMapOf(arguments.project, *Project::open(arguments.project).loadDataset()))
            options.brought = map->options;
    options.removeViewMeans = !arguments.keepMeans;
    const auto projector = makeProjector(options); // refuses bad options before anything is opened
    const TrainedRun run =
        openTrainedRun(arguments.project, arguments.run, environment.stop, environment.console.sink());
    const auto start = std::chrono::steady_clock::now();
    const Projection map = mapOf(*run.snapshot, run.session->input.features.get(), *projector, nullptr,
                                 environment.stop, environment.console.sink());
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    writePositions(arguments.output, map, *run.session->input.dataset);
    if (!arguments.clusters.empty())
        writeClusters(arguments.clusters, map, *run.session, options.seed, environment);
    const MapQuality quality =
        qualityOf(map, *run.snapshot, run.session->input.features.get(), options.removeViewMeans,
                  environment.stop, environment.console.sink());
    environment.console.clear();
    environment.console.print(fmt::format(
        "{}: {} images and {} sentences of run {}, epoch {}, laid out in {}", arguments.output.string(),
        map.images.rows(), map.sentences.rows(), run.record.id, run.snapshot->epoch, duration(seconds)));
    environment.console.print("  " + projector->key());
    if (quality.asked > 0)
        environment.console.print(fmt::format("  keeps {:.1f} % of the ten nearest neighbours, trust {:.3f}, "
                                              "continuity {:.3f} ({} items asked)",
                                              100 * quality.preservation, quality.trust, quality.continuity,
                                              quality.asked));
}

} // namespace

void addProjectCommand(CLI::App& program, Action& chosen) {
    auto arguments = std::make_shared<ProjectArguments>();
    CLI::App* command =
        program.add_subcommand("project", "Lay the embeddings of a trained run on a map, into a file");
    command->add_option("PROJECT", arguments->project, "Project folder")->required()->type_name("DIR");
    command
        ->add_option(
            "-o,--output", arguments->output,
            "File for the positions: .npy ([images + sentences, 2], images first) or a table of tabs")
        ->type_name("FILE");
    CLI::Option* brought =
        command
            ->add_option(
                "--bring", arguments->bring,
                "A map made elsewhere, to keep with the project: two numbers (.npy, .csv, .mat, …) for "
                "each image, then each sentence, or for the images alone")
            ->type_name("FILE");
    command
        ->add_option("--bring-columns", arguments->bringColumns,
                     "The same from two columns of numbers of the imported file")
        ->type_name("X Y")
        ->expected(2)
        ->excludes(brought);
    command
        ->add_option("--clusters", arguments->clusters,
                     "File for what lies together and the words that tell of it: a table of tabs")
        ->type_name("FILE");
    command->add_option("--run", arguments->run, "Run, its best epoch; default: the newest")
        ->type_name("ID|latest");
    ProjectionOptions& options = arguments->options;
    command->add_option("--method", options.method, "How; default: tsne")->type_name(methodNames());
    command
        ->add_option(
            "--perplexity", options.tsne.perplexity,
            "t-SNE: about how many neighbours of each item count; default: 30, and of more than 50,000 "
            "items the 15 nearest, all alike")
        ->type_name("N")
        ->each([arguments](const std::string&) {
            arguments->options.tsne.affinities = TsneAffinities::perplexity;
        });
    command
        ->add_option("--exaggeration", options.tsne.exaggeration,
                     "t-SNE: factor of the attraction; 1 (default), 4 looks like UMAP")
        ->type_name("X");
    command->add_option("--seed", options.seed, "t-SNE: of its random start; default: 1")->type_name("N");
    command->add_flag("--keep-means", arguments->keepMeans,
                      "Do not remove each view's mean first; then the gap between the views fills the map");
    command->footer("The window makes the same maps beside the training.\n\n"
                    "Examples:\n"
                    "  crossview-cli project mine.crossview --output map.npy\n"
                    "  crossview-cli project mine.crossview --method pca --output map.tsv\n"
                    "  crossview-cli project mine.crossview --bring umap.npy\n"
                    "  crossview mine.crossview --export-map map.svg   (a picture, by the window)");
    command->callback([arguments, &chosen] {
        if (arguments->output.empty() && arguments->bring.empty() && arguments->bringColumns.empty())
            throw CLI::RequiredError("--output, --bring or --bring-columns");
        chosen = [arguments](const Environment& environment) { layOut(*arguments, environment); };
    });
}

} // namespace crossview
