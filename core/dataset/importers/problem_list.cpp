#include "dataset/importers/problem_list.h"

#include <algorithm>

namespace crossview {

namespace {

constexpr std::size_t kMostReasons = 1000;

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

/// The reason without names in quotes and without numbers: what it says of any line.
std::string withoutParticulars(const std::string& reason) {
    std::string kind;
    bool quoted = false;
    for (const char c : reason) {
        if (c == '"')
            quoted = !quoted;
        else if (!quoted && !isDigit(c))
            kind += c;
    }
    return kind;
}

} // namespace

std::string toString(const ImportProblem& problem) {
    std::string sentence = problem.file.string() +
                           (problem.line == 0 ? "" : ":" + std::to_string(problem.line)) + ": " +
                           problem.reason;
    if (problem.more > 0)
        sentence += " (and so in " + std::to_string(problem.more) + " more)";
    return sentence;
}

std::vector<std::string> toStrings(std::span<const ImportProblem> problems, std::size_t most) {
    std::vector<std::string> sentences;
    for (const ImportProblem& problem : problems.first(std::min(most, problems.size())))
        sentences.push_back(toString(problem));
    if (problems.size() > most)
        sentences.push_back("… and " + std::to_string(problems.size() - most) + " other reasons");
    return sentences;
}

void ProblemList::add(const std::filesystem::path& file, std::size_t line, const std::string& reason,
                      const std::string& key) {
    ++m_count;
    const std::string kind = file.string() + '\n' + (key.empty() ? withoutParticulars(reason) : key);
    if (const auto known = m_byKey.find(kind); known != m_byKey.end()) {
        ++m_problems[known->second].more;
        return;
    }
    if (m_problems.size() >= kMostReasons) {
        ++m_problems.back().more;
        return;
    }
    m_byKey.emplace(kind, m_problems.size());
    m_problems.push_back({file, line, reason, 0});
}

} // namespace crossview
