#include "commands/correction_flags.h"

#include <CLI/CLI.hpp>

namespace crossview {

CorrectionRequest CorrectionFlags::request() const {
    CorrectionRequest request{options, correctionBankFromString(bank)};
    request.options.kind = correctionFromString(kind);
    return request;
}

void addCorrectionFlags(CLI::App& command, CorrectionFlags& flags) {
    command
        .add_option("--correction", flags.kind,
                    "Correct scores against hubs, items that come up for everything: csls, inverted-softmax, "
                    "qb-norm; default: none")
        ->type_name("none|csls|inverted-softmax|qb-norm")
        ->check(CLI::IsMember({"none", "csls", "inverted-softmax", "qb-norm"}).description(""));
    command
        .add_option("--correction-neighbours", flags.options.neighbours,
                    "csls: how many nearest neighbours are averaged; default: 10")
        ->type_name("K")
        ->check(CLI::Range(std::size_t{1}, std::size_t{10000}).description(""));
    command
        .add_option("--correction-beta", flags.options.beta,
                    "inverted-softmax and qb-norm: inverse temperature; default: 20")
        ->type_name("B")
        ->check(CLI::PositiveNumber.description(""));
}

void addCorrectionBankFlag(CLI::App& command, CorrectionFlags& flags) {
    command
        .add_option("--correction-bank", flags.bank,
                    "Whose queries correct: training (default): those of the training split, at most 10000; "
                    "asked: the asked ones themselves, for csls and inverted-softmax only")
        ->type_name("training|asked")
        ->check(CLI::IsMember({"training", "asked"}).description(""));
}

} // namespace crossview
