// MiniLM's forward against what it cannot avoid, the large products alone by OpenBLAS on the same cores, both
// in this run:
//   text_encoder_benchmark [ENCODER-FOLDER]
#include "common/error.h"
#include "common/linear_algebra.h"
#include "common/threads.h"
#include "encoders/language/mini_lm.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace {

using namespace crossview;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kWidth = 384;
constexpr std::size_t kInner = 1536;
constexpr int kLayers = 6;

double secondsOf(const auto& work) {
    const auto begin = Clock::now();
    work();
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Captions of 4 to 14 words.
std::vector<std::string> captions(std::size_t count) {
    constexpr const char* kWords[] = {"a",     "red",  "flower", "the",   "dog",   "runs",    "across",
                                      "grass", "blue", "heart",  "with",  "two",   "balloon", "old",
                                      "house", "near", "water",  "and",   "green", "tree",    "on",
                                      "small", "bird", "sits",   "yellow"};
    std::mt19937 random(1);
    std::vector<std::string> texts(count);
    for (std::string& text : texts)
        for (std::size_t words = 4 + random() % 11; words > 0; --words)
            text += std::string(kWords[random() % std::size(kWords)]) + ' ';
    return texts;
}

/// Seconds of the six layers' products alone for so many rows at a time, times `steps`.
double productSeconds(std::size_t rows, std::size_t steps) {
    const auto matrix = [](std::size_t r, std::size_t c) {
        return Matrix(r, c, std::vector<float>(r * c, 0.01F));
    };
    const Matrix narrow = matrix(rows, kWidth);
    const Matrix wide = matrix(rows, kInner);
    const Matrix weights[] = {matrix(3 * kWidth, kWidth), matrix(kWidth, kWidth), matrix(kInner, kWidth),
                              matrix(kWidth, kInner)};
    std::vector<float> out(rows * kInner);
    return secondsOf([&] {
        for (std::size_t step = 0; step < steps; ++step)
            for (int layer = 0; layer < kLayers; ++layer)
                for (const Matrix& w : weights)
                    multiplyTransposed(w.cols() == kInner ? wide : narrow, w, out.data());
    });
}

void compare(const char* name, const MiniLm& encoder, const WordPiece& tokenizer) {
    constexpr std::size_t kTexts = 1024;
    constexpr std::size_t kBlasRows = 256;
    const auto texts = captions(kTexts);
    std::size_t tokens = 0;
    for (const std::string& text : texts)
        tokens += tokenizer.ids(text, MiniLm::kTokens).size();
    std::vector<double> ours;
    std::vector<double> theirs;
    std::vector<double> single;
    std::vector<double> singleProducts;
    for (int round = 0; round < 6; ++round) { // interleaved; the first one warms up
        ours.push_back(secondsOf([&] { encoder.encode(texts); }));
        theirs.push_back(productSeconds(kBlasRows, (tokens + kBlasRows - 1) / kBlasRows));
        single.push_back(secondsOf([&] { encoder.encode({texts.data(), 1}); }));
        singleProducts.push_back(productSeconds(tokenizer.ids(texts[0], MiniLm::kTokens).size(), 1));
    }
    const auto best = [](const std::vector<double>& values) {
        return *std::min_element(values.begin() + 1, values.end());
    };
    fmt::print("MiniLM, {}, {} cores, {:.1f} tokens a text: {:.0f} texts/s; OpenBLAS' float32 products alone "
               "would give "
               "{:.0f} texts/s; ratio {:.2f}\n",
               name, threadBudget(), static_cast<double>(tokens) / kTexts, kTexts / best(ours),
               kTexts / best(theirs), best(theirs) / best(ours));
    fmt::print("  one text alone: {:.2f} ms; its products by OpenBLAS {:.2f} ms; ratio {:.2f}\n",
               1e3 * best(single), 1e3 * best(singleProducts), best(singleProducts) / best(single));
}

} // namespace

int main(int argc, char** argv) {
    prepareProcess(argv);
    try {
        const char* home = std::getenv("HOME");
        const std::filesystem::path folder =
            argc > 1 ? std::filesystem::path(argv[1])
                     : std::filesystem::path(home ? home : "") / ".local/share/crossview/encoders/minilm-l6";
        const WordPiece tokenizer = WordPiece::load(folder / "vocab.txt");
        for (const auto precision : {EncoderPrecision::float32, EncoderPrecision::bfloat16}) {
            if (precision == EncoderPrecision::bfloat16 && !processorHasBfloat16())
                continue;
            const char* name = precision == EncoderPrecision::float32 ? "float32" : "bfloat16";
            std::shared_ptr<const MiniLm> encoder;
            const double seconds = secondsOf([&] {
                encoder = MiniLm::load(folder / "vocab.txt", folder / "model.safetensors", precision);
            });
            fmt::print("loading {}: {:.0f} ms\n", name, 1e3 * seconds);
            compare(name, *encoder, tokenizer);
        }
        return 0;
    } catch (const Error& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
}
