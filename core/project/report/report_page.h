#pragma once

#include "project/report/run_report.h"

#include <string>

namespace crossview {

/// The report as one HTML page that needs no other file and no network: pictures are in it, small; figures
/// are vectors; light and dark follow the reader's system. `program` is named with its version at the end. A
/// picture that cannot be read leaves a note in its place.
std::string reportPage(const RunReport& report, const std::string& program);

} // namespace crossview
