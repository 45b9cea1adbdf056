#pragma once

#include "project/project.h"
#include "project/sqlite.h"

#include <filesystem>

namespace crossview {

/// What a Project holds; shared by its two source files.
struct Project::Impl {
    std::filesystem::path folder;
    sqlite::Database database;
};

} // namespace crossview
