#include "project/ablation/ablation_text.h"

#include "common/error.h"

#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crossview {
namespace {

constexpr std::array kColumns{"i2t_r1", "i2t_r5", "i2t_r10", "t2i_r1", "t2i_r5", "t2i_r10", "rsum"};
constexpr std::array kHeads{"R@1", "R@5", "R@10", "R@1", "R@5", "R@10", "rsum"};

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
        text.replace(at, what.size(), with);
    return text;
}

/// A cell after RFC 4180.
std::string csvCell(const std::string& text) {
    return text.find_first_of(",\"\r\n") == std::string::npos ? text
                                                              : '"' + replaced(text, "\"", "\"\"") + '"';
}

std::string markdownCell(const std::string& text) {
    return replaced(replaced(text, "\\", "\\\\"), "|", "\\|");
}

std::string latexCell(const std::string& text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '\\')
            escaped += "\\textbackslash{}";
        else if (c == '~' || c == '^')
            escaped += fmt::format("\\{}{{}}", c);
        else if (std::string_view("#$%&_{}").find(c) != std::string_view::npos)
            escaped += fmt::format("\\{}", c);
        else
            escaped += c;
    }
    return replaced(replaced(replaced(escaped, "±", "$\\pm$"), "–", "--"), "*", "$^*$");
}

std::string csvText(const AblationTable& table, const std::stop_token& stop) {
    std::vector<std::string> heading = table.axes;
    for (const char* column : kColumns)
        for (const char* part : {"", "_half"})
            heading.push_back(std::string(column) + part);
    for (const char* column : kColumns)
        for (const char* part : {"_more", "_more_low", "_more_high", "_more_seed_half", "_beyond_noise"})
            heading.push_back(std::string(column) + part);
    for (const char* column : {"is_full", "seeds", "runs", "failures"})
        heading.emplace_back(column);
    const auto line = [](const std::vector<std::string>& cells) {
        std::string text;
        for (const std::string& cell : cells)
            text += (text.empty() ? "" : ",") + csvCell(cell);
        return text + "\n";
    };
    std::string text = line(heading);
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        const AblationRow& entry = table.rows[row];
        std::vector<std::string> cells = entry.names;
        const SeedMean mean = entry.mean(stop);
        const auto more = table.againstFull(row, stop);
        const auto number = [&](bool isThere, double value) {
            cells.push_back(isThere ? fmt::format("{:.6g}", value) : std::string());
        };
        for (std::size_t i = 0; i < kMeasures; ++i) {
            number(entry.isMeasured(), mean.mean[i]);
            number(entry.isMeasured(), mean.halfWidth[i]);
        }
        for (std::size_t i = 0; i < kMeasures; ++i) {
            number(more.has_value(), more ? more->queries.difference[i] : 0);
            number(more.has_value(), more ? more->queries.intervals.low[i] : 0);
            number(more.has_value(), more ? more->queries.intervals.high[i] : 0);
            number(more && more->seeds > 1, more ? more->seedHalfWidth[i] : 0);
            number(more.has_value(), more && more->isBeyondNoise(i) ? 1 : 0);
        }
        std::vector<std::uint64_t> seeds;
        std::vector<std::string> runs;
        for (const AblationRun& run : entry.runs) {
            seeds.push_back(run.seed);
            runs.push_back(run.run);
        }
        number(true, row == table.full ? 1 : 0);
        cells.push_back(fmt::format("{}", fmt::join(seeds, " ")));
        cells.push_back(fmt::format("{}", fmt::join(runs, " ")));
        cells.push_back(fmt::format("{}", fmt::join(entry.failures, " ")));
        text += line(cells);
    }
    return text;
}

/// All cells of a row as they are read: levels and measures.
std::vector<std::string> cellsOf(const AblationTable& table, std::size_t row, const std::stop_token& stop) {
    std::vector<std::string> cells = table.rows[row].names;
    const SeedMean mean = table.rows[row].mean(stop);
    const auto more = table.againstFull(row, stop);
    for (std::size_t i = 0; i < kMeasures; ++i)
        cells.push_back(table.rows[row].isMeasured() ? measureText(mean, more, i) : "–");
    return cells;
}

std::string markdownText(const AblationTable& table, const std::stop_token& stop) {
    std::string text;
    const auto line = [&](const std::vector<std::string>& cells) {
        text += "|";
        for (const std::string& cell : cells)
            text += " " + markdownCell(cell) + " |";
        text += "\n";
    };
    std::vector<std::string> heading = table.axes;
    for (std::size_t i = 0; i < kMeasures; ++i)
        heading.push_back(std::string(i < 3   ? "image → sentence "
                                      : i < 6 ? "sentence → image "
                                              : "") +
                          kHeads[i]);
    line(heading);
    text += "|";
    for (std::size_t i = 0; i < heading.size(); ++i)
        text += i < table.axes.size() ? " --- |" : " ---: |";
    text += "\n";
    for (std::size_t row = 0; row < table.rows.size(); ++row)
        line(cellsOf(table, row, stop));
    return text + "\n" + tableNote(table) + "\n";
}

std::string latexText(const AblationTable& table, const std::stop_token& stop) {
    const std::string axes(table.axes.size(), 'l');
    std::string text = fmt::format("\\begin{{tabular}}{{{}|rrr|rrr|r}}\n\\hline\n", axes);
    text += fmt::format("\\multicolumn{{{}}}{{l|}}{{}} & \\multicolumn{{3}}{{c|}}{{Image-to-sentence}} & "
                        "\\multicolumn{{3}}{{c|}}{{Sentence-to-image}} & \\\\\n",
                        table.axes.size());
    const auto line = [&](const std::vector<std::string>& cells) {
        std::string joined;
        for (const std::string& cell : cells)
            joined += (joined.empty() ? "" : " & ") + latexCell(cell);
        text += joined + " \\\\\n";
    };
    std::vector<std::string> heading = table.axes;
    heading.insert(heading.end(), kHeads.begin(), kHeads.end());
    line(heading);
    text += "\\hline\n";
    for (std::size_t row = 0; row < table.rows.size(); ++row)
        line(cellsOf(table, row, stop));
    return text + "\\hline\n\\end{tabular}\n% " + tableNote(table) + "\n";
}

} // namespace

AblationFormat ablationFormatOf(const std::filesystem::path& file) {
    if (file.extension() == ".csv")
        return AblationFormat::csv;
    if (file.extension() == ".md")
        return AblationFormat::markdown;
    if (file.extension() == ".tex")
        return AblationFormat::latex;
    throw Error(
        fmt::format("{} is no kind of table that can be written: name it .csv, .md or .tex.", file.string()));
}

std::string tableText(const AblationTable& table, AblationFormat format, const std::stop_token& stop) {
    switch (format) {
    case AblationFormat::csv:
        return csvText(table, stop);
    case AblationFormat::markdown:
        return markdownText(table, stop);
    case AblationFormat::latex:
        break;
    }
    return latexText(table, stop);
}

std::string measureText(const SeedMean& mean, const std::optional<SeedComparison>& againstFull,
                        std::size_t measure) {
    return fmt::format("{:.1f} ±{:.1f}{}", mean.mean[measure], mean.halfWidth[measure],
                       againstFull && againstFull->isBeyondNoise(measure) ? "*" : "");
}

std::string tableNote(const AblationTable& table) {
    return table.seeds > 1
               ? fmt::format(
                     "Mean of {} seeds ± half of its 95 % interval (Student's t). * differs from {} by "
                     "more than the noise: by more than other test pictures change (95 %, paired "
                     "bootstrap) and than other seeds do (95 %, Student's t over pairs of one seed).",
                     table.seeds, table.rows[table.full].title)
               : fmt::format(
                     "One seed ± half of the 95 % bootstrap interval over images. * differs from {} by "
                     "more than other test pictures change (95 %, paired bootstrap); what another "
                     "seed changes is not known.",
                     table.rows[table.full].title);
}

} // namespace crossview
