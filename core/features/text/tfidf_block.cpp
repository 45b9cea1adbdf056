#include "features/text/tfidf_block.h"

#include "common/linear_algebra.h"
#include "common/threads.h"
#include "features/components/truncated_svd.h"
#include "features/text/counted_terms.h"
#include "files/checked_json.h"
#include "files/npy.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace crossview {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kStep = 128; // sentences per parallel step

/// Weighted terms of the documents: all rows of an image's sentences together, scaled to length 1.
SparseMatrix documentsOf(const SparseMatrix& rows, std::span<const std::int32_t> images,
                         const Relation& relation, const std::stop_token& stop) {
    SparseMatrix documents;
    documents.cols = rows.cols;
    std::map<std::int32_t, double> sums;
    for (const std::int32_t image : images) {
        throwIfStopped(stop);
        sums.clear();
        for (const std::int32_t sentence : relation.sentencesOf(static_cast<std::size_t>(image)))
            for (std::size_t i = rows.start[static_cast<std::size_t>(sentence)];
                 i < rows.start[static_cast<std::size_t>(sentence) + 1]; ++i)
                sums[rows.columns[i]] += double{rows.values[i]};
        double square = 0;
        for (const auto& [column, value] : sums)
            square += value * value;
        for (const auto& [column, value] : sums)
            documents.append(column, static_cast<float>(value / std::sqrt(square)));
        documents.endRow();
    }
    return documents;
}

} // namespace

void TfidfBlock::project(std::span<const std::int32_t> columns, std::span<const float> values,
                         std::span<float> out) const {
    std::ranges::fill(out, 0.F);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto direction = m_basis.row(static_cast<std::size_t>(columns[i]));
        for (std::size_t c = 0; c < out.size(); ++c)
            out[c] += values[i] * direction[c];
    }
    // A text whose words all fell outside the kept directions is as unknown as one without known words.
    if (dot(out, out) < 1e-12F)
        std::ranges::fill(out, 0.F);
    normalise(out);
}

FittedTextBlock TfidfBlock::fit(TermCounting counting, const TextFitInput& input) {
    const std::vector<SentenceItem>& sentences = input.dataset.sentences();
    const auto block = std::shared_ptr<TfidfBlock>(new TfidfBlock(std::move(counting)));
    const CountedTerms counted = CountedTerms::count(
        sentences.size(), [&](std::size_t i) { return block->m_counting.terms(sentences[i].text); },
        input.stop, input.progress);
    block->m_tfidf = Tfidf::fit(counted, input.splits.sentencesIn(Split::train, input.dataset.relation()),
                                block->m_counting.minimumCount);
    if (block->m_tfidf.size() == 0) { // another block may read the sentences all the same
        input.remarks.push_back(
            fmt::format("No word occurs in {} training sentences, so there are no {} among "
                        "the features",
                        block->m_counting.minimumCount, block->m_counting.noun));
        return {block, [](std::size_t, Matrix&, std::size_t, std::span<float> shares) {
                    std::ranges::fill(shares, 0.F);
                }};
    }
    auto weighted = std::make_shared<const SparseMatrix>(block->m_tfidf.weigh(counted));
    const auto fitting = [&](const Progress& rounds) {
        report(input.progress, {"Fitting sentence features", rounds.done, rounds.total, {}});
    };
    const SparseMatrix documents =
        documentsOf(*weighted, input.splits.imagesIn(Split::train), input.dataset.relation(), input.stop);
    block->m_basis = truncatedSvd(documents, static_cast<std::size_t>(block->m_counting.components),
                                  input.options.seed, input.stop, fitting)
                         .basis;
    auto known = std::make_shared<const std::vector<float>>(block->m_tfidf.knownShares(counted));
    const auto rows = [block, weighted = std::move(weighted), known = std::move(known)](
                          std::size_t first, Matrix& to, std::size_t column, std::span<float> shares) {
        parallelFor((to.rows() + kStep - 1) / kStep, {}, [&](std::size_t step) {
            const std::size_t end = std::min((step + 1) * kStep, to.rows());
            for (std::size_t i = step * kStep; i < end; ++i) {
                const std::size_t start = weighted->start[first + i];
                const std::size_t terms = weighted->start[first + i + 1] - start;
                block->project(std::span(weighted->columns).subspan(start, terms),
                               std::span(weighted->values).subspan(start, terms),
                               to.row(i).subspan(column, block->dimensions()));
                shares[i] = (*known)[first + i];
            }
        });
    };
    return {block, rows};
}

void TfidfBlock::row(std::string_view text, std::span<float> out) const {
    std::vector<std::int32_t> columns;
    std::vector<float> values;
    for (const auto& [column, value] : m_tfidf.weigh(m_counting.terms(text))) {
        columns.push_back(column);
        values.push_back(value);
    }
    project(columns, values, out);
}

std::vector<std::string> TfidfBlock::unknownWords(std::string_view text) const {
    const std::vector<Token> tokens = m_counting.tokens(text);
    std::vector<std::string> unknown;
    for (const Token& token : tokens)
        if (std::ranges::find(unknown, token.word) == unknown.end() &&
            std::ranges::none_of(tokens, [&](const Token& other) {
                return other.word == token.word && m_tfidf.knows(other.term);
            }))
            unknown.push_back(token.word);
    return unknown;
}

std::string TfidfBlock::description() const {
    return fmt::format("tf-idf of {} {}", m_tfidf.size(), m_counting.noun);
}

void TfidfBlock::save(const std::filesystem::path& folder) const {
    Json description;
    description["terms"] = m_counting.noun;
    description["minimumCount"] = m_counting.minimumCount;
    description["vocabulary"] = m_tfidf.vocabulary();
    writeCheckedJson(folder / (m_counting.prefix + ".json"), description);
    if (m_tfidf.size() == 0)
        return;
    writeNpy(folder / (m_counting.prefix + "-idf.npy"), MatrixView(m_tfidf.idf().data(), 1, m_tfidf.size()));
    writeNpy(folder / (m_counting.prefix + "-basis.npy"), m_basis);
}

TfidfBlock TfidfBlock::load(TermCounting counting, const std::filesystem::path& folder) {
    TfidfBlock block(std::move(counting));
    const std::string& prefix = block.m_counting.prefix;
    const auto damaged = [&] {
        return Error(
            fmt::format("The stored text features in {} are damaged: delete that folder and compute the "
                        "features again.",
                        folder.string()));
    };
    const Json description = readCheckedJson(folder / (prefix + ".json"));
    if (!description.contains("vocabulary") || !description["vocabulary"].is_array())
        throw damaged();
    if (description["vocabulary"].empty())
        return block;
    Matrix idf = readNpy(folder / (prefix + "-idf.npy"));
    block.m_basis = readNpy(folder / (prefix + "-basis.npy"));
    std::vector<std::string> vocabulary;
    for (const Json& term : description["vocabulary"]) {
        if (!term.is_string())
            throw damaged();
        vocabulary.push_back(term.get<std::string>());
    }
    if (vocabulary.size() != idf.size() || vocabulary.size() != block.m_basis.rows() ||
        block.m_basis.cols() == 0)
        throw damaged();
    block.m_tfidf = Tfidf(std::move(vocabulary), std::move(idf.values()));
    return block;
}

} // namespace crossview
