#pragma once

#include "common/matrix.h"
#include "projection/passes.h"
#include "projection/projection.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace crossview {

/// One view with what is needed to centre it: rows that hold NaN are left out of everything.
struct CentredView {
    static constexpr std::size_t kChunkRows = 4096; ///< at 512 dimensions a few ms of work between two polls

    MatrixView rows;
    std::vector<bool> usable; ///< empty when all are
    std::size_t usableCount = 0;
    double squaredLengths = 0; ///< of all usable rows, not centred
    std::vector<double> sum;   ///< [d] over usable rows
    std::vector<double> mean;  ///< [d] what is subtracted

    bool isUsable(std::size_t row) const { return usable.empty() || usable[row]; }

    /// Calls work(first row, rows [at most kChunkRows, d]) for all rows in turn; bad rows come as zeros.
    template <typename Work>
    void forEachChunk(Passes& passes, const Work& work) const {
        Matrix cleaned;
        for (std::size_t begin = 0; begin < rows.rows(); begin += kChunkRows) {
            const std::size_t count = std::min(kChunkRows, rows.rows() - begin);
            MatrixView chunk(rows.data() + begin * rows.cols(), count, rows.cols());
            if (!usable.empty()) {
                cleaned = Matrix(count, rows.cols());
                for (std::size_t r = 0; r < count; ++r)
                    if (usable[begin + r])
                        std::ranges::copy(chunk.row(r), cleaned.row(r).begin());
                chunk = cleaned.view();
            }
            work(begin, chunk);
            passes.advance(count);
        }
    }
};

/// Both views with the means that a map subtracts: each its own, or both the common one of all usable rows.
struct CentredViews {
    CentredView images, sentences;
    std::size_t dimensions = 0;

    std::size_t usableCount() const { return images.usableCount + sentences.usableCount; }
};

/// One pass over images [n, d] and sentences [m, d]; advances `passes` by n + m.
CentredViews centre(MatrixView images, MatrixView sentences, bool removeViewMeans, Passes& passes);

/// The centred usable rows of both views, images first, and where each stood: a sentence r counts as
/// row n + r.
struct JointRows {
    Matrix rows;                       ///< [usable, d]
    std::vector<std::uint32_t> source; ///< [usable]
};

/// Copies them; advances `passes` by n + m.
JointRows jointRows(const CentredViews& views, Passes& passes);

/// Where the rows in `source` lie on a map [usable, 2]; at its centre where that is not finite.
Matrix jointPositions(const Projection& map, const std::vector<std::uint32_t>& source);

} // namespace crossview
