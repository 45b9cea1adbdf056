#include "project/measuring/correction_bank.h"

#include "common/linear_algebra.h"
#include "common/seeded_random.h"

#include <algorithm>
#include <fmt/format.h>

namespace crossview {
namespace {

constexpr std::uint64_t kBankSeed = 1;

/// At most kLargestBank of the numbers, ascending.
std::vector<std::int32_t> drawn(std::vector<std::int32_t> numbers) {
    if (numbers.size() <= kLargestBank)
        return numbers;
    SeededRandom(kBankSeed).shuffle(numbers);
    numbers.resize(kLargestBank);
    std::ranges::sort(numbers);
    return numbers;
}

RescoreFor rescoringBy(const CorrectionRequest& request, Matrix bank, const std::stop_token& stop,
                       const ProgressSink& progress) {
    return [request, stop, progress, bank = std::make_shared<const Matrix>(std::move(bank))](
               MatrixView queries, MatrixView items) -> Rescore {
        const MatrixView asking = request.bank == CorrectionBank::asked ? queries : bank->view();
        auto correction = std::make_shared<const ScoreCorrection>(
            ScoreCorrection::ofBank(request.options, asking, items, stop, progress));
        return [correction](std::span<double> similarities) { correction->correct(similarities); };
    };
}

} // namespace

const char* toString(CorrectionBank bank) {
    return bank == CorrectionBank::asked ? "asked" : "training";
}

CorrectionBank correctionBankFromString(std::string_view word) {
    for (const CorrectionBank bank : {CorrectionBank::training, CorrectionBank::asked})
        if (word == toString(bank))
            return bank;
    throw Error(fmt::format("There is no bank '{}': use training or asked.", word));
}

void CorrectionRequest::check() const {
    if (options.kind == Correction::qbNorm && bank == CorrectionBank::asked)
        throw Error(
            "QB-Norm takes a bank of training queries, so that it needs no other test query: leave the "
            "bank out, or use inverted-softmax with the asked queries.");
}

Matrix trainingQueries(const TrainingInput& input, const FrozenNetwork& network, View view, bool documents,
                       const std::stop_token& stop) {
    const Relation& relation = input.dataset->relation();
    const std::vector<std::int32_t> images = input.splits->imagesIn(Split::train);
    if (view == View::image)
        return network.image.embedRows(chosenRows(input.features->images, drawn(images)), stop);
    AskedItems texts;
    texts.documents = documents;
    if (documents) {
        texts.images = images;
        std::erase_if(texts.images, [&](std::int32_t image) {
            return relation.sentencesOf(static_cast<std::size_t>(image)).empty();
        });
        texts.images = drawn(std::move(texts.images));
    } else {
        texts.sentences = drawn(input.splits->sentencesIn(Split::train, relation));
    }
    return network.sentence.embedRows(texts.textRows(input.features->sentences, relation), stop);
}

ScoreCorrection correctionOfAnswers(const CorrectionOptions& options, const TrainingInput& trained,
                                    const Snapshot& snapshot, View answers, const std::stop_token& stop,
                                    const ProgressSink& progress) {
    const View queries = answers == View::image ? View::sentence : View::image;
    return ScoreCorrection::ofBank(options, trainingQueries(trained, *snapshot.network, queries, false, stop),
                                   answers == View::image ? snapshot.images : snapshot.sentences, stop,
                                   progress);
}

RescoreBothWays rescoringBy(const CorrectionRequest& request, Matrix imageQueries, Matrix textQueries,
                            const std::stop_token& stop, const ProgressSink& progress) {
    if (request.isNone())
        return {};
    request.check();
    return {rescoringBy(request, std::move(imageQueries), stop, progress),
            rescoringBy(request, std::move(textQueries), stop, progress)};
}

} // namespace crossview
