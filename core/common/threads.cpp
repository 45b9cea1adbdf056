#include "common/threads.h"

#include "common/error.h"
#include "common/product_kernel.h"
#include "common/text.h"

#include <algorithm>
#include <atomic>
#include <clocale>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace crossview {
namespace {

/// Sets a variable unless the user did; true when it changed.
bool setDefault(const char* name, const std::string& value) {
    if (std::getenv(name))
        return false;
    return ::setenv(name, value.c_str(), 0) == 0;
}

} // namespace

std::size_t threadBudget() {
    if (const char* text = std::getenv("CROSSVIEW_THREADS"))
        if (const auto count = parseInteger(text); count && *count > 0)
            return static_cast<std::size_t>(std::min<long long>(*count, 1024));
    return std::max(1U, std::thread::hardware_concurrency());
}

void prepareProcess(char** argv) {
    // Spinning OpenMP and OpenBLAS pools cost up to three times the run time on two cores (method.md 7).
    const std::string threads = std::to_string(threadBudget());
    bool changed = setDefault("OMP_WAIT_POLICY", "PASSIVE");
    changed |= setDefault("OMP_NUM_THREADS", threads);
    changed |= setDefault("OPENBLAS_NUM_THREADS", threads);
    if (changed && argv && !std::getenv("CROSSVIEW_PREPARED")) {
        // The pools read these when their library is loaded, before main: start once more with them set.
        ::setenv("CROSSVIEW_PREPARED", "1", 1);
        ::execv("/proc/self/exe", argv);
    }
    ::unsetenv("CROSSVIEW_PREPARED");
    std::setlocale(LC_NUMERIC, "C");
    productKernel();
}

void parallelFor(std::size_t count, const std::stop_token& stop,
                 const std::function<void(std::size_t)>& body) {
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    std::exception_ptr failure;
    std::mutex failureMutex;
    const auto work = [&] {
        while (!failed && !stop.stop_requested()) {
            const std::size_t index = next++;
            if (index >= count)
                return;
            try {
                body(index);
            } catch (...) {
                const std::lock_guard lock(failureMutex);
                if (!failure)
                    failure = std::current_exception();
                failed = true;
            }
        }
    };
    {
        std::vector<std::jthread> helpers;
        const std::size_t threads = std::min(threadBudget(), count);
        for (std::size_t i = 1; i < threads; ++i)
            helpers.emplace_back(work);
        work();
    }
    if (failure)
        std::rethrow_exception(failure);
    if (next < count)
        throw Cancelled();
}

} // namespace crossview
