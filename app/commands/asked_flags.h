#pragma once

#include "commands/commands.h"
#include "commands/report.h"
#include "dataset/splits.h"
#include "evaluation/match_ranks.h"
#include "evaluation/test_pool.h"

#include <string>

namespace crossview {

/// Adds --protocol, --ties and --pool: how recall is counted.
void addProtocolFlags(CLI::App& command, std::string& protocol, std::string& ties, std::string& pool);

/// The same with --split, of a project that was trained itself.
void addAskedFlags(CLI::App& command, std::string& split, std::string& protocol, std::string& ties,
                   std::string& pool);

/// What those flags say, for a request; "auto" leaves its protocol as it is. Throws Error for an unknown
/// word.
template <typename Request>
void readAskedFlags(Request& request, const std::string& split, const std::string& protocol,
                    const std::string& ties, const std::string& pool) {
    request.split = splitFromString(split);
    if (protocol != "auto")
        request.protocol = protocolFromString(protocol);
    request.ties = tieRuleFromString(ties);
    request.pool = testPoolFromString(pool);
}

} // namespace crossview
