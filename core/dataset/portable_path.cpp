#include "dataset/portable_path.h"

#include <algorithm>

namespace crossview {

namespace {

bool liesIn(const std::filesystem::path& path, const std::filesystem::path& folder) {
    const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
    return end == folder.end() && rest != path.end();
}

} // namespace

std::filesystem::path portablePath(const std::filesystem::path& path, const std::filesystem::path& folder) {
    if (folder.empty() || path.is_relative())
        return path.lexically_normal();
    std::filesystem::path normal = path.lexically_normal();
    std::filesystem::path base = std::filesystem::absolute(folder).lexically_normal();
    if (!base.has_filename())
        base = base.parent_path(); // "a/Name.crossview/" and "a/Name.crossview" are the same folder
    const std::filesystem::path parent = base.parent_path();
    // Below "/" everything would lie beside the folder.
    if (liesIn(normal, base) || (parent != parent.root_path() && liesIn(normal, parent)))
        return normal.lexically_relative(base);
    return normal;
}

} // namespace crossview
