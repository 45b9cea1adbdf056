// Indices as faiss itself reads and searches them.
#include "retrieval/index/faiss_index.h"

#include "common/error.h"
#include "common/seeded_random.h"
#include "files/atomic_file.h"
#include "support/temporary_folder.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <numeric>

#include <faiss/Index.h>
#include <faiss/IndexIVF.h>
#include <faiss/index_io.h>

namespace crossview::test {
namespace {

/// Unit rows around a few centres.
Matrix unitRows(std::size_t count, std::size_t width, std::uint64_t seed) {
    SeededRandom random(seed);
    Matrix rows(count, width);
    for (std::size_t r = 0; r < count; ++r) {
        double square = 0;
        for (std::size_t c = 0; c < width; ++c) {
            rows(r, c) = static_cast<float>((c % 7 == r % 7 ? 1 : 0) + random.uniform() - 0.5);
            square += double{rows(r, c)} * double{rows(r, c)};
        }
        for (float& value : rows.row(r))
            value /= static_cast<float>(std::sqrt(square));
    }
    return rows;
}

std::vector<std::int32_t> everyRow(const Matrix& rows) {
    std::vector<std::int32_t> numbers(rows.rows());
    std::iota(numbers.begin(), numbers.end(), 0);
    return numbers;
}

class FaissIndex : public testing::Test {
protected:
    IndexRecall write(IndexKind kind, MatrixView all, std::span<const std::int32_t> rows,
                      const std::stop_token& stop = {}) const {
        return writeFaissIndex(all, rows, m_queries, kind, file(), stop);
    }
    std::filesystem::path file() const { return m_folder / "image.index"; }
    std::unique_ptr<faiss::Index> read() const {
        return std::unique_ptr<faiss::Index>(faiss::read_index(file().c_str()));
    }
    /// Numbers of the first `count` answers to a query.
    static std::vector<faiss::Index::idx_t> answers(const faiss::Index& index, std::span<const float> query,
                                                    std::size_t count) {
        std::vector<float> scores(count);
        std::vector<faiss::Index::idx_t> found(count);
        index.search(1, query.data(), static_cast<faiss::Index::idx_t>(count), scores.data(), found.data());
        return found;
    }
    static std::vector<faiss::Index::idx_t> bruteAnswers(const Matrix& rows, std::span<const float> query,
                                                         std::size_t count) {
        std::vector<std::pair<double, faiss::Index::idx_t>> scored;
        for (std::size_t r = 0; r < rows.rows(); ++r) {
            double score = 0;
            for (std::size_t c = 0; c < rows.cols(); ++c)
                score += double{rows(r, c)} * double{query[c]};
            scored.emplace_back(-score, static_cast<faiss::Index::idx_t>(r));
        }
        std::ranges::sort(scored);
        std::vector<faiss::Index::idx_t> best;
        for (std::size_t i = 0; i < count; ++i)
            best.push_back(scored[i].second);
        return best;
    }

    TemporaryFolder m_folder;
    const Matrix m_rows = unitRows(5000, 24, 1); // more than a part
    const Matrix m_queries = unitRows(1100, 24, 2);
};

TEST_F(FaissIndex, OfTheFlatKindIsExact) {
    const IndexRecall recall = write(IndexKind::flat, m_rows, everyRow(m_rows));
    EXPECT_EQ(recall.queries, 0U) << "there is nothing to tell";
    const auto index = read();
    EXPECT_EQ(index->ntotal, 5000);
    EXPECT_EQ(index->d, 24);
    EXPECT_EQ(index->metric_type, faiss::METRIC_INNER_PRODUCT);
    for (const std::size_t query : {0U, 17U})
        EXPECT_EQ(answers(*index, m_queries.row(query), 10), bruteAnswers(m_rows, m_queries.row(query), 10));
}

TEST_F(FaissIndex, RepeatsRowsWhereTheirNumbersStandTwice) {
    const std::vector<std::int32_t> rows{7, 7, 3};
    write(IndexKind::flat, m_rows, rows);
    const auto index = read();
    EXPECT_EQ(index->ntotal, 3);
    EXPECT_EQ(answers(*index, m_rows.row(3), 1), std::vector<faiss::Index::idx_t>{2});
}

TEST_F(FaissIndex, OfOtherKindsSaysHowMuchItFinds) {
    for (const IndexKind kind : {IndexKind::ivf, IndexKind::hnsw}) {
        const IndexRecall recall = write(kind, m_rows, everyRow(m_rows));
        EXPECT_EQ(recall.queries, 1000U);
        EXPECT_EQ(recall.among, 10U);
        EXPECT_GT(recall.share, kind == IndexKind::ivf ? 0.2 : 0.9);
        // The file searches as the index that was measured did: the share of all queries is near that of
        // the sample, which is every one but each eleventh.
        const auto index = read();
        double found = 0;
        for (std::size_t q = 0; q < 200; ++q) {
            const auto exact = bruteAnswers(m_rows, m_queries.row(q), 10);
            for (const faiss::Index::idx_t answer : answers(*index, m_queries.row(q), 10))
                found += std::ranges::find(exact, answer) != exact.end() ? 1 : 0;
        }
        EXPECT_NEAR(found / 2000, recall.share, 0.05);
        if (const auto* cells = dynamic_cast<const faiss::IndexIVF*>(index.get())) {
            EXPECT_GT(cells->nlist, 10U);
            EXPECT_EQ(cells->nprobe, cells->nlist / 8) << "how far it looks stands in the file";
        }
        const std::string first = readFile(file());
        write(kind, m_rows, everyRow(m_rows));
        // A graph depends on which thread was first.
        EXPECT_TRUE(kind == IndexKind::hnsw || readFile(file()) == first) << "the same rows, the same file";
    }
}

TEST_F(FaissIndex, IsMadeOfFewRowsAndOfNone) {
    for (const IndexKind kind : {IndexKind::flat, IndexKind::ivf, IndexKind::hnsw}) {
        const std::vector<std::int32_t> few{4, 5};
        const IndexRecall recall = write(kind, m_rows, few);
        EXPECT_TRUE(kind == IndexKind::flat || recall.share == 1) << recall.share;
        EXPECT_EQ(read()->ntotal, 2);
    }
    write(IndexKind::hnsw, m_rows, {});
    EXPECT_EQ(read()->ntotal, 0);
}

TEST_F(FaissIndex, StopsAndLeavesNothing) {
    std::stop_source stop;
    stop.request_stop();
    for (const IndexKind kind : {IndexKind::flat, IndexKind::ivf, IndexKind::hnsw})
        EXPECT_THROW(write(kind, m_rows, everyRow(m_rows), stop.get_token()), Cancelled);
    EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(FaissIndex, NamesWhereItCannotBeWritten) {
    m_folder.write("nowhere", "a file of that name");
    const std::filesystem::path nowhere = m_folder / "nowhere/image.index";
    try {
        writeFaissIndex(m_rows, everyRow(m_rows), m_queries, IndexKind::flat, nowhere, {});
        ADD_FAILURE() << "nothing was refused";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr(nowhere.parent_path().string()));
    }
}

} // namespace
} // namespace crossview::test
