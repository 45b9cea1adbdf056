#pragma once

#include "common/error.h"

#include <cstdlib>

namespace crossview::fuzz {

/// Does the work. An Error is said in a sentence, and fine; everything else that is thrown is a finding.
/// Returns whether it was done.
template <typename Work>
bool doneOrSaid(const Work& work) {
    try {
        work();
        return true;
    } catch (const Error& error) {
        if (*error.what() == '\0')
            std::abort();
        return false;
    }
}

} // namespace crossview::fuzz
