#include "features/text/sentence_encoder_block.h"

#include "common/error.h"
#include "common/float16.h"
#include "common/hash.h"
#include "common/linear_algebra.h"
#include "features/store/row_store.h"
#include "features/text/text_tokens.h"
#include "files/npy.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include <fmt/format.h>

namespace crossview {
namespace {

constexpr int kRawVersion = 2;      // raise when rows change for the same text and settings
constexpr std::size_t kBatch = 256; // texts per write: about half a second, the most that a kill costs
constexpr std::size_t kKeyDigits = 32;
constexpr const char* kPrefix = "text-encoder";

std::filesystem::path valuesFile(const std::filesystem::path& folder, const SentenceEncoder& encoder) {
    const std::string key = Hash().add(encoder.settings()).add(static_cast<long long>(kRawVersion)).hex();
    return folder / "raw" / fmt::format("{}-{}.npy", encoder.name(), key.substr(0, 12));
}

bool isZero(std::span<const float> row) {
    return std::ranges::all_of(row, [](float value) { return value == 0.F; });
}

/// Says how many sentences the encoder reads in part only.
void remarkCutOff(const TextFitInput& input) {
    std::size_t cut = 0;
    for (const SentenceItem& sentence : input.dataset.sentences()) {
        throwIfStopped(input.stop);
        cut += input.encoder->cutsOff(sentence.text) ? 1 : 0;
    }
    if (cut > 0)
        input.remarks.push_back(
            fmt::format("{} of {} sentences are longer than what {} reads of a sentence, its "
                        "first 254 pieces of words: the rest does not reach it",
                        cut, input.dataset.sentences().size(), input.encoder->name()));
}

/// What an encoder gives for the sentences of a data set, in half precision on disk.
class RawSentences {
public:
    /// Opens the store, and encodes and stores what it does not know.
    RawSentences(const SentenceEncoder& encoder, std::span<const SentenceItem> sentences,
                 const std::filesystem::path& featuresFolder, const std::stop_token& stop,
                 const ProgressSink& progress)
        : m_store(valuesFile(featuresFolder, encoder), encoder.dimensions(), stop) {
        std::vector<std::size_t> missing; // sentences, each text once
        std::unordered_set<std::string_view> seen;
        m_keys.reserve(sentences.size());
        for (const SentenceItem& sentence : sentences) {
            m_keys.push_back(Hash().add(sentence.text).hex().substr(0, kKeyDigits));
            if (!m_store.knows(m_keys.back()) && seen.insert(sentence.text).second)
                missing.push_back(m_keys.size() - 1);
        }
        if (!missing.empty()) {
            report(progress, {"Encoding sentences", 0, missing.size(), {}});
            encoder.load();
        }
        for (std::size_t first = 0; first < missing.size(); first += kBatch) {
            const auto batch = std::span(missing).subspan(first, std::min(kBatch, missing.size() - first));
            std::vector<std::string> texts;
            for (const std::size_t sentence : batch)
                texts.push_back(sentences[sentence].text);
            const Matrix rows = encoder.encode(texts, stop);
            std::vector<StoredRow> stored;
            for (std::size_t i = 0; i < batch.size(); ++i)
                stored.push_back({m_keys[batch[i]], rows.row(i), {}});
            m_store.append(stored);
            report(progress, {"Encoding sentences", first + batch.size(), missing.size(), {}});
        }
    }

    /// The rows of consecutive sentences [count, encoder's dimensions].
    Matrix rows(std::size_t first, std::size_t count) const {
        return m_store.rows(std::span(m_keys).subspan(first, count));
    }
    Matrix allRows() const { return m_store.rows(m_keys); }

private:
    RowStore m_store;
    std::vector<std::string> m_keys;
};

} // namespace

SentenceEncoderBlock::SentenceEncoderBlock(std::string title, std::shared_ptr<const SentenceEncoder> encoder,
                                           Pca pca)
    : m_title(std::move(title)), m_encoder(std::move(encoder)), m_pca(std::move(pca)) {}

FittedTextBlock SentenceEncoderBlock::fit(std::string title, std::size_t components,
                                          const TextFitInput& input) {
    auto sentences = std::make_shared<const RawSentences>(*input.encoder, input.dataset.sentences(),
                                                          input.featuresFolder, input.stop, input.progress);
    const Matrix raw = sentences->allRows();
    std::vector<std::int32_t> readable;
    for (const std::int32_t sentence : input.splits.sentencesIn(Split::train, input.dataset.relation()))
        if (!isZero(raw.row(static_cast<std::size_t>(sentence))))
            readable.push_back(sentence);
    if (readable.empty())
        throw Error("No training sentence has a word to encode: import sentences, or set features.text."
                    "miniLmComponents to 0.");
    remarkCutOff(input);
    const auto block = std::shared_ptr<const SentenceEncoderBlock>(new SentenceEncoderBlock(
        std::move(title), input.encoder, fitPca(raw, readable, components, input.options.seed, input.stop)));
    return {block, [block, sentences = std::move(sentences)](std::size_t first, Matrix& to,
                                                             std::size_t column, std::span<float> shares) {
                const Matrix rows = block->project(sentences->rows(first, to.rows()));
                for (std::size_t i = 0; i < rows.rows(); ++i)
                    std::ranges::copy(rows.row(i), to.row(i).subspan(column).begin());
                std::ranges::fill(shares, 1.F);
            }};
}

Matrix SentenceEncoderBlock::project(MatrixView raw, const std::stop_token& stop) const {
    Matrix rows = m_pca.apply(raw, stop);
    for (std::size_t i = 0; i < rows.rows(); ++i)
        if (isZero(raw.row(i))) // no token: the mean that PCA takes off would make a point of it
            std::ranges::fill(rows.row(i), 0.F);
    normaliseRows(rows);
    return rows;
}

std::vector<std::string> SentenceEncoderBlock::unknownWords(std::string_view text) const {
    std::vector<std::string> unknown;
    for (Token& token : textTokens(text, false))
        if (std::ranges::find(unknown, token.word) == unknown.end() && !m_encoder->reads(token.word))
            unknown.push_back(std::move(token.word));
    return unknown;
}

void SentenceEncoderBlock::row(std::string_view text, std::span<float> out) const {
    const std::string copy(text);
    Matrix raw = m_encoder->encode({&copy, 1});
    for (float& value : raw.values())
        value =
            fromFloat16(toFloat16(value)); // a query goes through exactly what stored sentences went through
    const Matrix row = project(raw);
    std::ranges::copy(row.row(0), out.begin());
}

void SentenceEncoderBlock::save(const std::filesystem::path& folder) const {
    m_pca.save(folder, kPrefix);
}

SentenceEncoderBlock SentenceEncoderBlock::load(std::string title,
                                                std::shared_ptr<const SentenceEncoder> encoder,
                                                const std::filesystem::path& folder) {
    Pca pca = Pca::load(folder, kPrefix);
    if (pca.mean.cols() != encoder->dimensions())
        throw Error(
            fmt::format("The stored components of {} in {} have another width: delete that folder and "
                        "compute the features again.",
                        encoder->name(), folder.string()));
    return {std::move(title), std::move(encoder), std::move(pca)};
}

} // namespace crossview
