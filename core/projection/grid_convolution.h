#pragma once

#include "common/threads.h"

#include <complex>
#include <cstddef>
#include <memory>
#include <vector>

namespace crossview {

/// Free-space convolution of a grid with a radial kernel by real FFTs in float (FFTW). The grid is padded to
/// twice its sides, but the half that is known to be zero, or is not wanted, is neither stored nor
/// transformed.
///
/// Plans are made by FFTW's estimate and not by its clock, so that the same input gives the same bits.
class GridConvolution {
public:
    /// For grids [rows, columns]; both even. The kernel is that of t-SNE, 1 / (1 + r²) with r in units of
    /// `spacing` per cell, with the transform of B-splines of the given order, by which charges are spread
    /// and potentials interpolated, taken out (the influence function of Hockney and Eastwood, 1981).
    GridConvolution(std::size_t rows, std::size_t columns, double spacing, int splineOrder);
    ~GridConvolution();
    GridConvolution(GridConvolution&&) noexcept;
    GridConvolution& operator=(GridConvolution&&) noexcept;

    std::size_t rows() const { return m_rows; }
    std::size_t columns() const { return m_columns; }

    /// Replaces the charges [rows, columns], rows `pitch` floats apart, by their potential. Throws Cancelled.
    void apply(float* grid, std::size_t pitch, Workers& workers);

    /// The smallest side at least as long whose double FFTW transforms quickly: even, factors 2, 3 and 5
    /// only.
    static std::size_t goodSide(std::size_t least);

private:
    struct Plans;
    struct Scratch;

    /// Spectra of all rows: forward, or back into `grid`.
    void transformRows(float* grid, std::size_t pitch, bool forward, Workers& workers);
    /// Down the columns: forward, times the kernel, backward; or forward only into m_kernel.
    void convolveColumns(Workers& workers);
    void makeKernel(double spacing, int splineOrder);

    std::size_t m_rows;
    std::size_t m_columns;
    std::size_t m_pitch;                         ///< complex numbers from row to row of m_spectrum
    std::unique_ptr<Plans> m_plans;              ///< of the doubled sides
    std::vector<std::complex<float>> m_spectrum; ///< [rows, pitch]
    std::vector<float> m_kernel;                 ///< [columns + 1, rows + 1]: a quadrant, real
    std::vector<Scratch> m_scratch;              ///< one for each thread
};

} // namespace crossview
