#pragma once

#include "common/error.h"

#include <string>

namespace crossview::test {

/// What the Error says that some work throws; "nothing was thrown" where it throws none.
std::string messageOf(const auto& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.what();
    }
    return "nothing was thrown";
}

} // namespace crossview::test
