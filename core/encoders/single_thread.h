#pragma once

#include <omp.h>

namespace crossview {

/// OpenMP on one thread for the calling thread while it lives: encoders run one item per core, which needs no
/// barriers and gives the same bits whatever runs beside it.
class SingleThread {
public:
    SingleThread() : m_before(omp_get_max_threads()) { omp_set_num_threads(1); }
    ~SingleThread() { omp_set_num_threads(m_before); }
    SingleThread(const SingleThread&) = delete;
    SingleThread& operator=(const SingleThread&) = delete;

private:
    int m_before;
};

} // namespace crossview
