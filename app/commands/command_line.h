#pragma once

namespace crossview {

/// crossview-cli: reads the arguments and runs one subcommand. Returns the exit code: 0, 1 (bad input, with
/// one sentence on stderr), 2 (usage), 130 (stopped by Ctrl+C, can be resumed). Throws nothing.
int runCommandLine(int argc, char** argv);

} // namespace crossview
