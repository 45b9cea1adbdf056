#include "commands/asked_flags.h"

#include <CLI/CLI.hpp>

namespace crossview {

void addProtocolFlags(CLI::App& command, std::string& protocol, std::string& ties, std::string& pool) {
    command
        .add_option(
            "--protocol", protocol,
            "documents: all texts of a picture as one; sentences: every sentence by itself; auto (default): "
            "sentences for runs that were trained on single sentences, else documents")
        ->type_name("documents|sentences|auto")
        ->check(CLI::IsMember({"documents", "sentences", "auto"}).description(""));
    command.add_option("--ties", ties, "What equal distances count as; default: mean")
        ->type_name("mean|index|optimistic|pessimistic")
        ->check(CLI::IsMember({"mean", "index", "optimistic", "pessimistic"}).description(""));
    command
        .add_option(
            "--pool", pool,
            "Among how many images is searched: all (default), 1k: the first 1000 of the split, 5x1k: "
            "the mean of five folds of 1000, 5k: the first 5000")
        ->type_name("all|1k|5x1k|5k")
        ->check(CLI::IsMember({"all", "1k", "5x1k", "5k"}).description(""));
}

void addAskedFlags(CLI::App& command, std::string& split, std::string& protocol, std::string& ties,
                   std::string& pool) {
    command.add_option("--split", split, "Part of the data that is asked; default: test")
        ->type_name("test|validation|train")
        ->check(CLI::IsMember({"test", "validation", "train"}).description(""));
    addProtocolFlags(command, protocol, ties, pool);
}

} // namespace crossview
