#include "bridge/columns/column_number.h"

#include <QLocale>

#include <cmath>

namespace crossview::ui {

QString columnNumber(double number) {
    constexpr double kGrouped = 10000;
    QLocale locale;
    if (std::abs(number) < kGrouped)
        locale.setNumberOptions(locale.numberOptions() | QLocale::OmitGroupSeparator);
    return locale.toString(number, 'g', 6);
}

} // namespace crossview::ui
