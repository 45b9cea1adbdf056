#include "read_project.h"

#include <cstddef>
#include <cstdint>

using namespace crossview;
using namespace crossview::fuzz;

/// The bytes of project.sqlite, opened and read as a project.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ScratchFolder folder;
    for (const char* name : {"project.sqlite-wal", "project.sqlite-shm", "project.sqlite-journal"})
        std::remove((folder / name).c_str());
    writeScratch(folder / "project.sqlite", asText(data, size));
    doneOrSaid([&] { readProject(Project::open(folder.path())); });
    return 0;
}
