#pragma once

#include <QString>

namespace crossview::ui {

/// A number of a column as it is shown, with at most six digits, in the person's language; groups of
/// thousands are parted from 10,000 on, so that 1984 stays a year.
QString columnNumber(double number);

} // namespace crossview::ui
