#include "retrieval/index/faiss_index.h"

#include "common/error.h"
#include "common/progress.h"
#include "files/atomic_file.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <vector>

#include <faiss/IndexFlat.h>
#include <faiss/IndexHNSW.h>
#include <faiss/IndexIVFFlat.h>
#include <faiss/impl/AuxIndexStructures.h>
#include <faiss/impl/FaissException.h>
#include <faiss/impl/io.h>
#include <faiss/index_io.h>
#include <fmt/format.h>

namespace crossview {
namespace {

constexpr std::size_t kAmong = 10;
constexpr std::size_t kMostQueries = 1000;
constexpr int kLinks = 32;           // of a row of the graph
constexpr int kConstruction = 80;    // candidates while it is built
constexpr int kSearched = 128;       // candidates while it is asked
constexpr std::size_t kPerCell = 39; // rows of a cell at least, in the mean
constexpr std::size_t kTrainedPerCell = 64;
constexpr float kEqualScores = 1e-5F;

using Number = faiss::Index::idx_t;

/// faiss asks it now and then whether to go on.
class StopLook : public faiss::InterruptCallback {
public:
    explicit StopLook(std::stop_token stop) : m_stop(std::move(stop)) {}
    bool want_interrupt() override { return m_stop.stop_requested(); }

private:
    std::stop_token m_stop;
};

/// Installed while it lives.
class Interruptible {
public:
    explicit Interruptible(const std::stop_token& stop) {
        faiss::InterruptCallback::instance = std::make_unique<StopLook>(stop);
    }
    ~Interruptible() { faiss::InterruptCallback::clear_instance(); }
    Interruptible(const Interruptible&) = delete;
    Interruptible& operator=(const Interruptible&) = delete;
};

class PieceWriter : public faiss::IOWriter {
public:
    explicit PieceWriter(const PieceSink& sink) : m_sink(sink) {}
    std::size_t operator()(const void* bytes, std::size_t size, std::size_t count) override {
        m_sink({static_cast<const char*>(bytes), size * count});
        return count;
    }

private:
    const PieceSink& m_sink;
};

std::size_t cellsOf(std::size_t rows) {
    const auto wished = static_cast<std::size_t>(4 * std::sqrt(static_cast<double>(rows)));
    return std::clamp<std::size_t>(wished, 1, std::max<std::size_t>(rows / kPerCell, 1));
}

std::unique_ptr<faiss::Index> emptyIndex(IndexKind kind, std::size_t rows, std::size_t width) {
    const auto d = static_cast<Number>(width);
    switch (kind) {
    case IndexKind::ivf: {
        const std::size_t cells = cellsOf(rows);
        auto index = std::make_unique<faiss::IndexIVFFlat>(new faiss::IndexFlatIP(d), width, cells,
                                                           faiss::METRIC_INNER_PRODUCT);
        index->own_fields = true;
        index->cp.min_points_per_centroid = 1; // or it prints a warning of few rows
        index->nprobe = std::clamp<std::size_t>(cells / 8, 1, 64);
        return index;
    }
    case IndexKind::hnsw: {
        auto index =
            std::make_unique<faiss::IndexHNSWFlat>(static_cast<int>(d), kLinks, faiss::METRIC_INNER_PRODUCT);
        index->hnsw.efConstruction = kConstruction;
        index->hnsw.efSearch = kSearched;
        return index;
    }
    case IndexKind::flat:
        break;
    }
    return std::make_unique<faiss::IndexFlatIP>(d);
}

/// Rows as they are numbered, in parts that are small in memory.
void forEachPart(MatrixView all, std::span<const std::int32_t> rows,
                 const std::function<void(const Matrix&)>& each) {
    constexpr std::size_t kPart = 4096;
    for (std::size_t first = 0; first < rows.size(); first += kPart) {
        Matrix part(std::min(kPart, rows.size() - first), all.cols());
        for (std::size_t i = 0; i < part.rows(); ++i)
            std::ranges::copy(all.row(static_cast<std::size_t>(rows[first + i])), part.row(i).begin());
        each(part);
    }
}

/// Every n-th of them, kMostQueries at most.
Matrix someQueries(MatrixView queries) {
    const std::size_t count = std::min(queries.rows(), kMostQueries);
    Matrix some(count, queries.cols());
    for (std::size_t i = 0; i < count; ++i)
        std::ranges::copy(queries.row(i * queries.rows() / count), some.row(i).begin());
    return some;
}

/// The scores of the first answers of every query, over parts of the rows that are small in memory.
class ExactScores {
public:
    ExactScores(const Matrix& queries, std::size_t among) : m_queries(queries), m_best(queries.rows()) {
        m_among = among;
    }

    void see(const Matrix& part) {
        faiss::IndexFlatIP exact(static_cast<Number>(part.cols()));
        exact.add(static_cast<Number>(part.rows()), part.data());
        const std::size_t count = std::min(m_among, part.rows());
        std::vector<float> scores(m_queries.rows() * count);
        std::vector<Number> answers(scores.size());
        exact.search(static_cast<Number>(m_queries.rows()), m_queries.data(), static_cast<Number>(count),
                     scores.data(), answers.data());
        for (std::size_t q = 0; q < m_best.size(); ++q) {
            std::vector<float>& best = m_best[q];
            best.insert(best.end(), scores.begin() + static_cast<std::ptrdiff_t>(q * count),
                        scores.begin() + static_cast<std::ptrdiff_t>((q + 1) * count));
            std::ranges::sort(best, std::greater());
            best.resize(std::min(best.size(), m_among));
        }
    }
    /// Of the last of the first answers of a query.
    float least(std::size_t query) const { return m_best[query].back(); }

private:
    const Matrix& m_queries;
    std::size_t m_among = 0;
    std::vector<std::vector<float>> m_best; // of each query, the largest first
};

IndexRecall recallOf(const faiss::Index& index, MatrixView all, std::span<const std::int32_t> rows,
                     const Matrix& queries, const std::stop_token& stop) {
    const IndexRecall asked{queries.rows(), std::min(kAmong, rows.size()), 0};
    if (asked.queries == 0 || asked.among == 0)
        return {};
    ExactScores exact(queries, asked.among);
    forEachPart(all, rows, [&](const Matrix& part) {
        throwIfStopped(stop);
        exact.see(part);
    });
    std::vector<float> scores(asked.queries * asked.among);
    std::vector<Number> answers(scores.size());
    index.search(static_cast<Number>(asked.queries), queries.data(), static_cast<Number>(asked.among),
                 scores.data(), answers.data());
    std::size_t found = 0;
    for (std::size_t i = 0; i < answers.size(); ++i) // by score: copies of a row are as good as each other
        found += answers[i] >= 0 && scores[i] >= exact.least(i / asked.among) - kEqualScores ? 1 : 0;
    return {asked.queries, asked.among, static_cast<double>(found) / static_cast<double>(answers.size())};
}

/// Evenly chosen rows, kTrainedPerCell for each cell at most.
Matrix trainingRows(MatrixView all, std::span<const std::int32_t> rows, std::size_t cells) {
    Matrix chosen(std::min(rows.size(), cells * kTrainedPerCell), all.cols());
    for (std::size_t i = 0; i < chosen.rows(); ++i)
        std::ranges::copy(all.row(static_cast<std::size_t>(rows[i * rows.size() / chosen.rows()])),
                          chosen.row(i).begin());
    return chosen;
}

IndexRecall tryToWrite(MatrixView all, std::span<const std::int32_t> rows, MatrixView queries, IndexKind kind,
                       const std::filesystem::path& file, const std::stop_token& stop) {
    const std::unique_ptr<faiss::Index> index = emptyIndex(kind, rows.size(), all.cols());
    if (!index->is_trained) {
        const Matrix chosen = trainingRows(all, rows, cellsOf(rows.size()));
        index->train(static_cast<Number>(chosen.rows()), chosen.data());
    }
    forEachPart(all, rows, [&](const Matrix& part) {
        throwIfStopped(stop);
        index->add(static_cast<Number>(part.rows()), part.data());
    });
    const IndexRecall recall =
        kind == IndexKind::flat ? IndexRecall{} : recallOf(*index, all, rows, someQueries(queries), stop);
    writeFileAtomically(file, [&](const PieceSink& sink) {
        PieceWriter writer(sink);
        faiss::write_index(index.get(), &writer);
    });
    return recall;
}

} // namespace

IndexRecall writeFaissIndex(MatrixView all, std::span<const std::int32_t> rows, MatrixView queries,
                            IndexKind kind, const std::filesystem::path& file, const std::stop_token& stop) {
    const Interruptible interruptible(stop);
    try {
        return tryToWrite(all, rows, queries, kind, file, stop);
    } catch (const faiss::FaissException& error) {
        throwIfStopped(stop); // an interrupted computation ends as an error
        throw Error(fmt::format("faiss could not make the index {}: {}", file.string(), error.what()));
    }
}

} // namespace crossview
