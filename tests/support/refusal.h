#pragma once

#include "common/error.h"

#include <string>
#include <utility>

namespace crossview::test {

/// The sentence of the Error that the work ends with.
template <typename Work>
std::string refusalOf(Work&& work) {
    try {
        std::forward<Work>(work)();
    } catch (const Error& error) {
        return error.what();
    }
    return "nothing was refused";
}

} // namespace crossview::test
