#include "features/text/word_space.h"

#include "common/error.h"
#include "common/float16.h"
#include "common/hash.h"
#include "common/linear_algebra.h"
#include "common/seeded_random.h"
#include "common/unicode_text.h"
#include "features/components/fast_ica.h"
#include "features/components/pca.h"
#include "features/store/remembered_hash.h"
#include "features/text/text_tokens.h"
#include "features/text/words/trained_word_vectors.h"
#include "features/text/words/word_tokens.h"
#include "features/text/words/word_vector_file.h"
#include "files/checked_json.h"
#include "files/npy.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

namespace crossview {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::size_t kMostIcaWords = 20000; // drawn by the seed where there are more

/// Trained on the sentences of training, in lower case; with no window all sentences of an image are one
/// text.
WordVectors trainedVectors(const TextFitInput& input) {
    const WordOptions& options = input.options.words;
    std::vector<std::vector<std::string>> texts;
    std::vector<std::vector<std::int32_t>> groups;
    std::unordered_map<std::int32_t, std::int32_t> numbers; // of the sentences among the texts
    for (const std::int32_t sentence : input.splits.sentencesIn(Split::train, input.dataset.relation())) {
        throwIfStopped(input.stop);
        const auto number = static_cast<std::int32_t>(texts.size());
        numbers.emplace(sentence, number);
        texts.push_back(
            wordsAsWritten(foldedText(input.dataset.sentences()[static_cast<std::size_t>(sentence)].text)));
        if (options.window > 0)
            groups.push_back({number});
    }
    if (options.window == 0)
        for (const std::int32_t image : input.splits.imagesIn(Split::train)) {
            auto& group = groups.emplace_back();
            for (const std::int32_t sentence :
                 input.dataset.relation().sentencesOf(static_cast<std::size_t>(image)))
                if (const auto found = numbers.find(sentence); found != numbers.end())
                    group.push_back(found->second);
        }
    return trainWordVectors(texts, groups,
                            {static_cast<std::size_t>(options.dimensions),
                             static_cast<std::size_t>(options.window),
                             static_cast<std::size_t>(input.options.minimumCount), input.options.seed},
                            input.stop, input.progress);
}

/// Rows of length 1; words whose vector is nothing have none.
void takeUnitVectors(WordVectors& words) {
    Matrix& vectors = words.vectors;
    std::size_t kept = 0;
    std::size_t leading = 0;
    for (std::size_t i = 0; i < vectors.rows(); ++i) {
        double square = 0;
        for (const float value : vectors.row(i))
            square += double{value} * double{value};
        if (!std::isnormal(square))
            continue;
        leading += i < words.leading ? 1 : 0;
        for (std::size_t c = 0; c < vectors.cols(); ++c)
            vectors(kept, c) = static_cast<float>(double{vectors(i, c)} / std::sqrt(square));
        words.words[kept++] = words.words[i];
    }
    words.words.resize(kept);
    words.leading = leading;
    vectors.values().resize(kept * vectors.cols());
    vectors = Matrix(kept, vectors.cols(), std::move(vectors.values()));
}

/// The matrix that turns a vector [k, d]; applied without a mean, as Klein et al. do.
Matrix transformOf(MatrixView vectors, std::vector<std::int32_t> rows, const TextFeatureOptions& options,
                   const std::stop_token& stop, const ProgressSink& progress) {
    if (options.words.transform == WordTransform::pca)
        return fitPca(vectors, rows, vectors.cols(), options.seed, stop).components;
    if (rows.size() > kMostIcaWords) {
        SeededRandom(options.seed).shuffle(rows);
        rows.resize(kMostIcaWords);
    }
    const MatrixD turned = fastIca(chosenRows(vectors, rows), vectors.cols(), options.seed, stop, progress);
    return {turned.rows(), turned.cols(), std::vector<float>(turned.values().begin(), turned.values().end())};
}

Error damaged(const fs::path& folder) {
    return Error(fmt::format("The stored word vectors in {} are damaged: delete that folder and compute the "
                             "features again.",
                             folder.string()));
}

bool saysNothing(const std::string& word) {
    return textTokens(word, false).empty();
}

} // namespace

SharedWords WordSpace::fitted(const TextFitInput& input) {
    if (input.words)
        return input.words;
    const WordOptions& options = input.options.words;
    const bool isTrained = options.file.empty();
    WordVectors words;
    WordsToKeep keep{static_cast<std::size_t>(options.frequentWords), {}};
    if (isTrained) {
        words = trainedVectors(input);
        words.leading = words.words.size();
    } else {
        for (const SentenceItem& sentence : input.dataset.sentences()) {
            throwIfStopped(input.stop);
            addSpellings(sentence.text, keep.others);
        }
        words = readWordVectors(options.file, keep, input.stop, input.progress);
    }
    takeUnitVectors(words);
    if (words.words.empty())
        throw Error(
            isTrained ? fmt::format("No two words stand together in {} training sentences, so there are no "
                                    "word vectors to train: lower the minimum count of words "
                                    "(features.text.minimumCount), import more sentences, or name a file "
                                    "of word vectors (features.text.words.file).",
                                    input.options.minimumCount)
                      : fmt::format("All word vectors that {} has for these sentences are zero: name another "
                                    "file.",
                                    options.file.string()));
    const auto space = std::shared_ptr<WordSpace>(new WordSpace);
    space->m_source = isTrained ? "trained" : options.file.filename().string();
    space->m_fitRows.resize(words.leading);
    std::iota(space->m_fitRows.begin(), space->m_fitRows.end(), 0);
    if (words.leading < words.words.size()) { // the rest are words of sentences, some of them of training
        std::unordered_set<std::string> training;
        for (const std::int32_t sentence : input.splits.sentencesIn(Split::train, input.dataset.relation())) {
            throwIfStopped(input.stop);
            addSpellings(input.dataset.sentences()[static_cast<std::size_t>(sentence)].text, training);
        }
        for (std::size_t i = words.leading; i < words.words.size(); ++i)
            if (training.contains(words.words[i]))
                space->m_fitRows.push_back(static_cast<std::int32_t>(i));
    }
    if (space->m_fitRows.empty())
        throw Error(
            fmt::format("{} has none of the words of the training sentences: name another file of word "
                        "vectors, or keep its frequent words (features.text.words.frequent).",
                        options.file.string()));
    if (options.transform != WordTransform::none && space->m_fitRows.size() > 1) {
        const Matrix turn =
            transformOf(words.vectors, space->m_fitRows, input.options, input.stop, input.progress);
        if (turn.rows() > 0) {
            words.vectors = multiply(words.vectors, turn, false, true);
            normaliseRows(words.vectors);
        }
    }
    for (float& value : words.vectors.values())
        value =
            fromFloat16(toFloat16(value)); // texts to come go through exactly what the sentences went through
    input.remarks.insert(input.remarks.end(), words.remarks.begin(), words.remarks.end());
    words.remarks.clear();
    space->m_table = WordTable(std::move(words));
    input.words = space;
    return space;
}

SharedWords WordSpace::loaded(const TextLoadInput& input) {
    if (input.words)
        return input.words;
    const Json description = readCheckedJson(input.folder / "words.json");
    const Json& list = description.contains("words") ? description["words"] : Json();
    const auto space = std::shared_ptr<WordSpace>(new WordSpace);
    if (!list.is_array() || list.empty() || !description.contains("source") ||
        !description["source"].is_string())
        throw damaged(input.folder);
    space->m_source = description["source"].get<std::string>();
    WordVectors words;
    for (const Json& word : list) {
        if (!word.is_string())
            throw damaged(input.folder);
        words.words.push_back(word.get<std::string>());
    }
    words.vectors = readNpy(input.folder / "words.npy");
    if (words.vectors.rows() != words.words.size() || words.vectors.cols() == 0 ||
        !std::ranges::all_of(words.vectors.values(), [](float value) { return std::isfinite(value); }))
        throw damaged(input.folder);
    space->m_table = WordTable(std::move(words));
    input.words = space;
    return space;
}

void WordSpace::save(const fs::path& folder) const {
    Json description;
    description["source"] = m_source;
    description["words"] = m_table.words();
    writeCheckedJson(folder / "words.json", description);
    writeNpy(folder / "words.npy", m_table.vectors(), NpyType::float16);
}

double WordSpace::knownShare(std::string_view text) const {
    const WordsFound found = m_table.find(text);
    const auto unknown = static_cast<std::size_t>(
        std::ranges::count_if(found.unknown, [](const std::string& word) { return !saysNothing(word); }));
    return found.rows.empty()
               ? 0
               : static_cast<double>(found.rows.size()) / static_cast<double>(found.rows.size() + unknown);
}

std::vector<std::string> WordSpace::unknownWords(std::string_view text) const {
    std::vector<std::string> unknown;
    for (std::string& word : m_table.find(text).unknown) {
        std::string lower = foldedText(word); // as other blocks name unknown words
        if (!saysNothing(word) && std::ranges::find(unknown, lower) == unknown.end())
            unknown.push_back(std::move(lower));
    }
    return unknown;
}

std::string WordSpace::description() const {
    return m_source == "trained" ? fmt::format("{} trained word vectors", m_table.size())
                                 : fmt::format("{} word vectors of {}", m_table.size(), m_source);
}

std::string wordFileIdentity(const TextFeatureOptions& options, const fs::path& featuresFolder,
                             const std::stop_token& stop) {
    if (options.words.file.empty() || (!isOn<MeanVectorFeatures>(options) && !isOn<FisherFeatures>(options)))
        return {};
    std::error_code failure;
    if (fs::exists(options.words.file, failure) && !fs::is_regular_file(options.words.file, failure))
        throw Error(fmt::format("{} is no ordinary file: name a .bin or text file of word vectors "
                                "(features.text.words.file).",
                                options.words.file.string())); // reading a named pipe would wait for ever
    const auto sha256 = rememberedFileHash(options.words.file, featuresFolder / "word-files.json", stop);
    if (!sha256)
        throw Error(
            fmt::format("The file of word vectors {} is not there: put it back, name another "
                        "(features.text.words.file), or leave it empty, so that they are trained on the "
                        "training sentences.",
                        options.words.file.string()));
    return *sha256;
}

void addWordsToKey(Hash& hash, const BlockKeyInput& input) {
    const WordOptions& words = input.options.text.words;
    hash.add(input.wordFileIdentity).add(static_cast<long long>(words.transform));
    if (input.wordFileIdentity.empty())
        hash.add(static_cast<long long>(words.dimensions)).add(static_cast<long long>(words.window));
    else
        hash.add(static_cast<long long>(words.frequentWords));
}

} // namespace crossview
