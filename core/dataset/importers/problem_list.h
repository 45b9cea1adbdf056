#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace crossview {

/// One line or entry that something is said about, or many about which the same is said.
struct ImportProblem {
    std::filesystem::path file;
    std::size_t line = 0; ///< 1-based, of the first; 0 where the format has no lines
    std::string reason;   ///< one clause: what is wrong with it
    std::size_t more = 0; ///< further lines or entries of which the same is true
};
/// "file:line: reason (and so in 71 more)", for a person.
std::string toString(const ImportProblem& problem);
/// At most `most` of them, "… and 3 other reasons" at the end where there are more.
std::vector<std::string> toStrings(std::span<const ImportProblem> problems, std::size_t most);

/// What is said about lines of caption files: the same reason once, with the number of its lines.
class ProblemList {
public:
    /// Reasons that differ in nothing but names in double quotes and numbers are the same; `key` says
    /// otherwise what the same is.
    void add(const std::filesystem::path& file, std::size_t line, const std::string& reason,
             const std::string& key = {});

    std::size_t count() const { return m_count; } ///< of lines and entries
    /// In the order in which the reasons came up; at most 1,000, the last one stands for all others.
    const std::vector<ImportProblem>& problems() const { return m_problems; }

private:
    std::vector<ImportProblem> m_problems;
    std::unordered_map<std::string, std::size_t> m_byKey; // indices
    std::size_t m_count = 0;
};

} // namespace crossview
