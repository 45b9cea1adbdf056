#pragma once

#include "commands/commands.h"
#include "project/measuring/correction_bank.h"

#include <string>

namespace crossview {

/// What was said of corrections on the command line.
struct CorrectionFlags {
    std::string kind = "none";
    std::string bank = "training";
    CorrectionOptions options;

    CorrectionRequest request() const;
};

/// Adds --correction, --correction-neighbours and --correction-beta.
void addCorrectionFlags(CLI::App& command, CorrectionFlags& flags);
/// Adds --correction-bank, where there are asked queries to choose.
void addCorrectionBankFlag(CLI::App& command, CorrectionFlags& flags);

} // namespace crossview
