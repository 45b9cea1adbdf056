#include "commands/command_line.h"
#include "common/threads.h"

int main(int argc, char** argv) {
    crossview::prepareProcess(argv);
    return crossview::runCommandLine(argc, argv);
}
