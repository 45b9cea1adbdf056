#include "projection/grid_convolution.h"

#include "common/error.h"
#include "common/threads.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <fftw3.h>
#include <mutex>
#include <new>
#include <numbers>

namespace crossview {
namespace {

constexpr std::size_t kColumnBlock = 16; // columns transformed together: whole cache lines of every row
constexpr std::size_t kRowBlock = 8;
constexpr std::size_t kSharedCells = 200 * 200; // a grid below them is done before a helper has started

std::size_t roundedUp(std::size_t value, std::size_t multiple) {
    return (value + multiple - 1) / multiple * multiple;
}

/// FFTW's planner, unlike its transforms, is one for the whole process.
std::mutex& plannerMutex() {
    static std::mutex mutex;
    return mutex;
}

struct PlanDeleter {
    void operator()(fftwf_plan plan) const {
        const std::lock_guard lock(plannerMutex());
        fftwf_destroy_plan(plan);
    }
};
using Plan = std::unique_ptr<std::remove_pointer_t<fftwf_plan>, PlanDeleter>;

struct FftwFree {
    void operator()(void* memory) const { fftwf_free(memory); }
};
template <typename T>
using Buffer = std::unique_ptr<T[], FftwFree>;

template <typename T>
Buffer<T> buffer(std::size_t count) {
    void* memory = fftwf_malloc(count * sizeof(T));
    if (!memory)
        throw std::bad_alloc();
    std::fill_n(static_cast<T*>(memory), count, T{});
    return Buffer<T>(static_cast<T*>(memory));
}

fftwf_complex* asFftw(std::complex<float>* values) {
    return reinterpret_cast<fftwf_complex*>(values); // FFTW promises this layout
}

/// What the kernel's spectrum is multiplied by at frequency k of 2 * side: W² / (sum of W² over all aliases)²
/// with the transform W of a B-spline, which leaves the smallest error of the interpolated potential.
std::vector<double> influence(std::size_t side, int splineOrder) {
    std::vector<double> factors(side + 1);
    for (std::size_t k = 0; k <= side; ++k) {
        const double centre = std::numbers::pi * static_cast<double>(k) / static_cast<double>(2 * side);
        double aliases = 0;
        double own = 1;
        for (int alias = -3; alias <= 3; ++alias) {
            const double x = centre + std::numbers::pi * alias;
            const double squared = std::pow(x == 0 ? 1.0 : std::sin(x) / x, 2 * splineOrder);
            aliases += squared;
            if (alias == 0)
                own = squared;
        }
        factors[k] = own / (aliases * aliases);
    }
    return factors;
}

} // namespace

struct GridConvolution::Scratch {
    Buffer<float> row;                         ///< [2 columns]
    Buffer<std::complex<float>> rowSpectrum;   ///< [columns + 1]
    Buffer<std::complex<float>> columnSpectra; ///< [kColumnBlock, column pitch]
};

struct GridConvolution::Plans {
    Plan rowForward, rowBackward, columnsForward, columnsBackward;
    std::size_t columnPitch = 0;
};

GridConvolution::~GridConvolution() = default;
GridConvolution::GridConvolution(GridConvolution&&) noexcept = default;
GridConvolution& GridConvolution::operator=(GridConvolution&&) noexcept = default;

GridConvolution::GridConvolution(std::size_t rows, std::size_t columns, double spacing, int splineOrder)
    : m_rows(rows), m_columns(columns), m_pitch(roundedUp(columns + 1, kColumnBlock)),
      m_plans(std::make_unique<Plans>()), m_spectrum((rows + 1) * m_pitch),
      m_kernel((columns + 1) * (rows + 1)) {
    m_plans->columnPitch = roundedUp(2 * rows, kColumnBlock);
    const std::size_t threads = rows * columns < kSharedCells ? 1 : threadBudget();
    for (std::size_t thread = 0; thread < threads; ++thread)
        m_scratch.push_back({buffer<float>(2 * columns), buffer<std::complex<float>>(columns + 1),
                             buffer<std::complex<float>>(kColumnBlock * m_plans->columnPitch)});
    {
        const std::lock_guard lock(plannerMutex());
        const Scratch& any = m_scratch.front();
        const int width = static_cast<int>(2 * columns);
        const int height = static_cast<int>(2 * rows);
        const int pitch = static_cast<int>(m_plans->columnPitch);
        fftwf_complex* row = asFftw(any.rowSpectrum.get());
        fftwf_complex* block = asFftw(any.columnSpectra.get());
        m_plans->rowForward.reset(fftwf_plan_dft_r2c_1d(width, any.row.get(), row, FFTW_ESTIMATE));
        m_plans->rowBackward.reset(fftwf_plan_dft_c2r_1d(width, row, any.row.get(), FFTW_ESTIMATE));
        const auto columnsPlan = [&](int sign) {
            return fftwf_plan_many_dft(1, &height, kColumnBlock, block, nullptr, 1, pitch, block, nullptr, 1,
                                       pitch, sign, FFTW_ESTIMATE);
        };
        m_plans->columnsForward.reset(columnsPlan(FFTW_FORWARD));
        m_plans->columnsBackward.reset(columnsPlan(FFTW_BACKWARD));
    }
    for (const Plan* plan :
         {&m_plans->rowForward, &m_plans->rowBackward, &m_plans->columnsForward, &m_plans->columnsBackward})
        if (!*plan)
            throw Error("The map's grid could not be laid out: FFTW made no plan for it.");
    makeKernel(spacing, splineOrder);
}

std::size_t GridConvolution::goodSide(std::size_t least) {
    for (std::size_t side = std::max<std::size_t>(2, roundedUp(least, 2));; side += 2) {
        std::size_t rest = side;
        for (const std::size_t factor : {2, 3, 5})
            while (rest % factor == 0)
                rest /= factor;
        if (rest == 1)
            return side;
    }
}

void GridConvolution::makeKernel(double spacing, int splineOrder) {
    // Even in both directions: one quadrant of samples makes one quadrant of a real spectrum.
    Scratch& scratch = m_scratch.front();
    for (std::size_t r = 0; r <= m_rows; ++r) {
        for (std::size_t c = 0; c <= m_columns; ++c) {
            const double squared = spacing * spacing *
                                   (static_cast<double>(r) * static_cast<double>(r) +
                                    static_cast<double>(c) * static_cast<double>(c));
            scratch.row[c] = static_cast<float>(1 / (1 + squared));
            if (c > 0)
                scratch.row[2 * m_columns - c] = scratch.row[c];
        }
        fftwf_execute_dft_r2c(m_plans->rowForward.get(), scratch.row.get(),
                              asFftw(scratch.rowSpectrum.get()));
        std::copy_n(scratch.rowSpectrum.get(), m_columns + 1,
                    m_spectrum.begin() + static_cast<std::ptrdiff_t>(r * m_pitch));
    }
    const std::vector<double> alongRows = influence(m_columns, splineOrder);
    const std::vector<double> alongColumns = influence(m_rows, splineOrder);
    const double scale =
        1 / (4 * static_cast<double>(m_rows) * static_cast<double>(m_columns)); // FFTW has none
    std::complex<float>* block = scratch.columnSpectra.get();
    const std::size_t pitch = m_plans->columnPitch;
    for (std::size_t first = 0; first <= m_columns; first += kColumnBlock) {
        const std::size_t count = std::min(kColumnBlock, m_columns + 1 - first);
        for (std::size_t r = 0; r <= m_rows; ++r)
            for (std::size_t c = 0; c < count; ++c) {
                const float value = m_spectrum[r * m_pitch + first + c].real();
                block[c * pitch + r] = value;
                if (r > 0)
                    block[c * pitch + 2 * m_rows - r] = value;
            }
        fftwf_execute_dft(m_plans->columnsForward.get(), asFftw(block), asFftw(block));
        for (std::size_t c = 0; c < count; ++c)
            for (std::size_t r = 0; r <= m_rows; ++r)
                m_kernel[(first + c) * (m_rows + 1) + r] = static_cast<float>(
                    scale * alongRows[first + c] * alongColumns[r] * double(block[c * pitch + r].real()));
    }
}

void GridConvolution::transformRows(float* grid, std::size_t pitch, bool forward, Workers& workers) {
    std::atomic<std::size_t> next{0};
    workers.forEach(m_scratch.size(), [&](std::size_t thread) {
        Scratch& scratch = m_scratch[thread];
        for (std::size_t first = next.fetch_add(kRowBlock); first < m_rows; first = next.fetch_add(kRowBlock))
            for (std::size_t r = first; r < std::min(m_rows, first + kRowBlock); ++r) {
                std::complex<float>* spectrum = m_spectrum.data() + r * m_pitch;
                float* values = grid + r * pitch;
                if (forward) {
                    std::copy_n(values, m_columns, scratch.row.get());
                    std::fill_n(scratch.row.get() + m_columns, m_columns, 0.0F);
                    fftwf_execute_dft_r2c(m_plans->rowForward.get(), scratch.row.get(),
                                          asFftw(scratch.rowSpectrum.get()));
                    std::copy_n(scratch.rowSpectrum.get(), m_columns + 1, spectrum);
                } else {
                    std::copy_n(spectrum, m_columns + 1, scratch.rowSpectrum.get());
                    fftwf_execute_dft_c2r(m_plans->rowBackward.get(), asFftw(scratch.rowSpectrum.get()),
                                          scratch.row.get());
                    std::copy_n(scratch.row.get(), m_columns, values);
                }
            }
    });
}

void GridConvolution::convolveColumns(Workers& workers) {
    std::atomic<std::size_t> next{0};
    const std::size_t pitch = m_plans->columnPitch;
    workers.forEach(m_scratch.size(), [&](std::size_t thread) {
        std::complex<float>* block = m_scratch[thread].columnSpectra.get();
        for (std::size_t first = next.fetch_add(kColumnBlock); first <= m_columns;
             first = next.fetch_add(kColumnBlock)) {
            const std::size_t count = std::min(kColumnBlock, m_columns + 1 - first);
            for (std::size_t r = 0; r < m_rows; ++r)
                for (std::size_t c = 0; c < kColumnBlock; ++c)
                    block[c * pitch + r] = m_spectrum[r * m_pitch + first + c];
            for (std::size_t c = 0; c < count; ++c)
                std::fill_n(block + c * pitch + m_rows, m_rows, std::complex<float>());
            fftwf_execute_dft(m_plans->columnsForward.get(), asFftw(block), asFftw(block));
            for (std::size_t c = 0; c < count; ++c) {
                const float* kernel = m_kernel.data() + (first + c) * (m_rows + 1);
                std::complex<float>* column = block + c * pitch;
                column[0] *= kernel[0];
                column[m_rows] *= kernel[m_rows];
                for (std::size_t k = 1; k < m_rows; ++k) {
                    column[k] *= kernel[k];
                    column[2 * m_rows - k] *= kernel[k];
                }
            }
            fftwf_execute_dft(m_plans->columnsBackward.get(), asFftw(block), asFftw(block));
            for (std::size_t r = 0; r < m_rows; ++r)
                for (std::size_t c = 0; c < kColumnBlock; ++c)
                    m_spectrum[r * m_pitch + first + c] = block[c * pitch + r];
        }
    });
}

void GridConvolution::apply(float* grid, std::size_t pitch, Workers& workers) {
    transformRows(grid, pitch, true, workers);
    convolveColumns(workers);
    transformRows(grid, pitch, false, workers);
}

} // namespace crossview
