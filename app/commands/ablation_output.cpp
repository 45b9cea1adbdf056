#include "commands/ablation_output.h"

#include "project/ablation/ablation_text.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crossview {

namespace {

constexpr std::size_t kCell = 13; // "100.0 ±100.0*" and its gap

/// Width of the column of every axis.
std::vector<std::size_t> widthsOf(const AblationTable& table) {
    std::vector<std::size_t> widths;
    for (std::size_t axis = 0; axis < table.axes.size(); ++axis) {
        std::size_t width = columns(table.axes[axis]);
        for (const AblationRow& row : table.rows)
            width = std::max(width, columns(row.names[axis]));
        widths.push_back(width);
    }
    return widths;
}

std::string levelCells(const AblationTable& table, const std::vector<std::string>& levels) {
    const std::vector<std::size_t> widths = widthsOf(table);
    std::string line;
    for (std::size_t axis = 0; axis < levels.size(); ++axis)
        line += "  " + padded(levels[axis], widths[axis]);
    return line;
}

/// The text against the right edge of a cell; a star hangs beyond it.
std::string cell(std::string text) {
    const bool hasStar = text.ends_with('*');
    if (hasStar)
        text.pop_back();
    const std::size_t width = columns(text);
    return std::string(kCell > width + 1 ? kCell - 1 - width : 1, ' ') + text + (hasStar ? "*" : " ");
}

} // namespace

void printPlan(Console& console, const AblationPlan& plan, std::size_t seeds) {
    console.print(
        fmt::format("{} rows over {}, {} seed{}: {} runs, one after another. The others are compared "
                    "with: {}.",
                    plan.variants.size(), fmt::join(plan.axes, " × "), seeds, seeds == 1 ? "" : "s",
                    plan.variants.size() * seeds, plan.variants[plan.full].title));
}

void printTableHeading(Console& console, const AblationTable& table) {
    const std::string blank(columns(levelCells(table, std::vector<std::string>(table.axes.size()))), ' ');
    console.print(blank + padded("         image → sentence", 3 * kCell) +
                  padded("         sentence → image", 3 * kCell));
    std::string line = levelCells(table, table.axes);
    for (const char* head : {"R@1", "R@5", "R@10", "R@1", "R@5", "R@10", "rsum"})
        line += cell(head);
    console.print(line + "  seeds");
}

void printTableRow(Console& console, const AblationTable& table, std::size_t row,
                   const std::stop_token& stop) {
    const AblationRow& entry = table.rows[row];
    const SeedMean mean = entry.mean(stop);
    const auto more = table.againstFull(row, stop);
    std::string line = levelCells(table, entry.names);
    for (std::size_t i = 0; i < kMeasures; ++i)
        line += cell(entry.isMeasured() ? measureText(mean, more, i) : "–");
    console.print(fmt::format("{}  {:>5}{}", line, entry.runs.size(),
                              row == table.full ? "  (the others are compared with this)" : ""));
    for (const std::string& failure : entry.failures)
        console.note("    " + failure);
}

void printDifferences(Console& console, const AblationTable& table, const std::stop_token& stop) {
    constexpr std::array kNames{"image → sentence R@1",
                                "image → sentence R@5",
                                "image → sentence R@10",
                                "sentence → image R@1",
                                "sentence → image R@5",
                                "sentence → image R@10",
                                "rsum"};
    std::vector<std::string> within;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        const auto more = table.againstFull(row, stop);
        if (!more) {
            if (row != table.full && table.rows[row].isMeasured())
                console.print(fmt::format("  {}: asked other queries or with other seeds, so that it is not "
                                          "compared.",
                                          table.rows[row].title));
            continue;
        }
        std::vector<std::string> beyond;
        for (std::size_t i = 0; i < kMeasures; ++i)
            if (more->isBeyondNoise(i))
                beyond.push_back(fmt::format("{} {:+.1f} ({:+.1f} to {:+.1f})", kNames[i],
                                             more->queries.difference[i], more->queries.intervals.low[i],
                                             more->queries.intervals.high[i]));
        if (beyond.empty())
            within.push_back(table.rows[row].title);
        else
            console.print(fmt::format("  {}: {}", table.rows[row].title, fmt::join(beyond, ", ")));
    }
    if (!within.empty())
        console.print(fmt::format("  No difference larger than the noise: {}", fmt::join(within, "; ")));
}

void printPublished(Console& console, PublishedPool pool) {
    constexpr std::size_t kNumber = 6;
    std::vector<const PublishedResult*> results;
    std::size_t width = 0;
    for (const PublishedResult& result : publishedResults())
        if (result.pool == pool) {
            results.push_back(&result);
            width = std::max(width, columns(result.method));
        }
    const auto right = [kNumber](std::string_view text) {
        return std::string(kNumber - std::min(kNumber, columns(text)), ' ') + std::string(text);
    };
    console.print(fmt::format("{}  image → sentence    sentence → image", padded(describe(pool), width)));
    std::string line = padded("", width);
    for (const char* head : {"R@1", "R@5", "R@10", "R@1", "R@5", "R@10"})
        line += right(head);
    console.print(line + "  trust        read in");
    for (const PublishedResult* result : results) {
        line = padded(result->method, width);
        for (std::size_t i = 0; i < result->recall.size(); ++i)
            line += right(publishedText(*result, i));
        console.print(fmt::format("{}  {:<11}  {}", line, describe(result->trust), result->source));
    }
    console.print(publishedNote());
}

} // namespace crossview
