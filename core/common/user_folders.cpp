#include "common/user_folders.h"

#include "common/error.h"

#include <cstdlib>
#include <string>

namespace crossview {

std::filesystem::path userDataFolder(const char* remedy) {
    // The specification calls a relative XDG_DATA_HOME invalid.
    const char* data = std::getenv("XDG_DATA_HOME");
    if (data && *data == '/')
        return std::filesystem::path(data) / "crossview";
    const char* home = std::getenv("HOME");
    if (home && *home)
        return std::filesystem::path(home) / ".local" / "share" / "crossview";
    throw Error(std::string("Neither XDG_DATA_HOME nor HOME is set: ") + remedy + ".");
}

} // namespace crossview
