#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>

namespace crossview {

/// Cores that Crossview may use: CROSSVIEW_THREADS if set, else the hardware's.
std::size_t threadBudget();

/// Sets thread counts and waiting policy of OpenMP, OpenBLAS and ATen by environment, LC_NUMERIC, and what
/// multiplies (product_kernel.h).
/// Call it first thing in main, before any library starts a pool. `argv` restarts the program once when the
/// environment had to change, because OpenMP reads it when it is loaded.
void prepareProcess(char** argv);

/// Calls body(index) for 0 <= index < count on the thread budget, in no particular order. Throws Cancelled
/// soon after a stop; the first exception of a body ends the loop and is thrown again here.
void parallelFor(std::size_t count, const std::stop_token& stop,
                 const std::function<void(std::size_t)>& body);

} // namespace crossview
