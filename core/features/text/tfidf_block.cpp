#include "features/text/tfidf_block.h"

#include "common/linear_algebra.h"
#include "common/threads.h"
#include "features/text/truncated_svd.h"
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

/// Sum of the rows of some sentences, scaled to length 1.
SparseRow document(std::span<const SparseRow> rows, std::span<const std::int32_t> sentences) {
    std::map<std::int32_t, double> sums;
    for (const std::int32_t sentence : sentences)
        for (const auto& [column, value] : rows[static_cast<std::size_t>(sentence)])
            sums[column] += static_cast<double>(value);
    double square = 0;
    for (const auto& [column, value] : sums)
        square += value * value;
    SparseRow row;
    for (const auto& [column, value] : sums)
        row.emplace_back(column, static_cast<float>(value / std::sqrt(square)));
    return row;
}

} // namespace

void TfidfBlock::project(const SparseRow& row, std::span<float> out) const {
    std::fill(out.begin(), out.end(), 0.F);
    for (const auto& [column, value] : row) {
        const auto direction = m_basis.row(static_cast<std::size_t>(column));
        for (std::size_t c = 0; c < out.size(); ++c)
            out[c] += value * direction[c];
    }
    // A text whose words all fell outside the kept directions is as unknown as one without known words.
    if (dot(out, out) < 1e-12F)
        std::fill(out.begin(), out.end(), 0.F);
    normalise(out);
}

TfidfBlock TfidfBlock::fit(TermCounting counting, const TextFitInput& input, Matrix& rows) {
    const auto& [options, dataset, splits, featuresFolder, encoder, stop, progress, remarks] = input;
    const std::vector<SentenceItem>& sentences = dataset.sentences();
    const std::vector<std::int32_t> training = splits.sentencesIn(Split::train, dataset.relation());
    TfidfBlock block(std::move(counting));
    report(progress, {"Reading sentences", 0, sentences.size(), {}});
    const std::size_t steps = (sentences.size() + kStep - 1) / kStep;
    const auto forEach = [&](const std::function<void(std::size_t)>& body) {
        parallelFor(steps, input.stop, [&](std::size_t step) {
            const std::size_t end = std::min((step + 1) * kStep, sentences.size());
            for (std::size_t i = step * kStep; i < end; ++i)
                body(i);
        });
    };
    std::vector<std::vector<std::string>> documents(sentences.size());
    forEach([&](std::size_t i) { documents[i] = block.m_counting.terms(sentences[i].text); });
    std::vector<std::vector<std::string>> trainingDocuments;
    trainingDocuments.reserve(training.size());
    for (const std::int32_t index : training)
        trainingDocuments.push_back(documents[static_cast<std::size_t>(index)]);
    block.m_tfidf = Tfidf::fit(trainingDocuments, block.m_counting.minimumCount);
    if (block.m_tfidf.size() == 0) { // another block may read the sentences all the same
        input.remarks.push_back(
            fmt::format("No word occurs in {} training sentences, so there are no {} among "
                        "the features",
                        block.m_counting.minimumCount, block.m_counting.noun));
        rows = Matrix(sentences.size(), 0);
        return block;
    }
    report(progress, {"Reading sentences", sentences.size(), sentences.size(), {}});
    report(progress, {"Fitting sentence features", 0, 1, {}});
    std::vector<SparseRow> weighted(sentences.size());
    forEach([&](std::size_t i) { weighted[i] = block.m_tfidf.weigh(documents[i]); });
    std::vector<SparseRow> trainingRows;
    for (const std::int32_t image : splits.imagesIn(Split::train)) {
        throwIfStopped(stop);
        trainingRows.push_back(
            document(weighted, dataset.relation().sentencesOf(static_cast<std::size_t>(image))));
    }
    block.m_basis = truncatedSvd(joinRows(trainingRows, block.m_tfidf.size()),
                                 static_cast<std::size_t>(block.m_counting.components), options.seed, stop)
                        .basis;
    rows = Matrix(sentences.size(), block.dimensions());
    forEach([&](std::size_t i) { block.project(weighted[i], rows.row(i)); });
    report(progress, {"Fitting sentence features", 1, 1, {}});
    return block;
}

void TfidfBlock::row(std::string_view text, std::span<float> out) const {
    project(m_tfidf.weigh(m_counting.terms(text)), out);
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
