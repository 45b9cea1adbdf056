#pragma once

#include "project/ablation/ablation_table.h"

#include <filesystem>
#include <stop_token>
#include <string>

namespace crossview {

/// An ablation for other programs and for papers. Every number is in percent (rsum: their sum), the mean over
/// the seeds.
enum class AblationFormat : std::uint8_t {
    csv,      ///< a line per row: levels, the seven measures with half their interval, what each is more than
              ///< in the full row with its intervals, seeds, runs, failures
    markdown, ///< the paper's Table 1 with "mean ± half interval", * where it differs by more than the noise
    latex     ///< the same as a tabular
};

/// By the file's ending: .csv, .md, .tex. Throws Error for another.
AblationFormat ablationFormatOf(const std::filesystem::path& file);

std::string tableText(const AblationTable& table, AblationFormat format, const std::stop_token& stop = {});

/// "37.3 ±1.2*": a measure of a row; "–" where nothing was measured. The interval is left out where there is
/// none, the star without a comparison.
std::string measureText(const SeedMean& mean, const std::optional<SeedComparison>& againstFull,
                        std::size_t measure);

/// One sentence under the table: what the intervals and the star are.
std::string tableNote(const AblationTable& table);

} // namespace crossview
