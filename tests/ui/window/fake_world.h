#pragma once

#include "bridge/session_controller.h"
#include "bridge/training_controller.h"
#include "common/error.h"

#include <QColor>
#include <QImage>
#include <QTemporaryDir>

#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <thread>

namespace crossview::ui::test {

inline constexpr std::array<const char*, 4> kConcepts{"red flower", "blue boat", "green tree", "yellow sun"};
inline constexpr std::size_t kPicturesPerConcept = 5;
inline constexpr std::size_t kPictures = kConcepts.size() * kPicturesPerConcept;
inline constexpr std::size_t kDimensions = kConcepts.size() + kPictures;

/// Unit row that points to a concept, with a little of the picture's own direction so that nothing ties.
inline std::vector<float> pointOf(std::size_t conceptId, std::size_t picture, float own) {
    std::vector<float> row(kDimensions, 0.0F);
    row[conceptId] = 1;
    row[kConcepts.size() + picture] = own;
    const float length = std::sqrt(1 + own * own);
    for (float& value : row)
        value /= length;
    return row;
}

/// Knows the eight words of the four concepts and nothing else.
class FakeChain : public FeatureChain {
public:
    std::size_t imageDimensions() const override { return kDimensions; }
    std::size_t sentenceDimensions() const override { return kDimensions; }
    std::vector<float> imageFeatures(const std::filesystem::path& picture) const override {
        const QImage image(QString::fromStdString(picture.string()));
        if (image.isNull())
            throw Error(picture.string() + " cannot be read as a picture; choose another file.");
        for (std::size_t c = 0; c < kConcepts.size(); ++c)
            if (colourOf(c) == image.pixelColor(1, 1))
                return pointOf(c, 0, 0);
        return std::vector<float>(kDimensions, 0.0F);
    }
    std::vector<float> regionFeatures(const std::filesystem::path& picture, const PixelBox&) const override {
        return imageFeatures(picture);
    }
    std::vector<float> sentenceFeatures(std::string_view text) const override {
        std::vector<float> row(kDimensions, 0.0F);
        for (std::size_t c = 0; c < kConcepts.size(); ++c)
            for (const std::string& word : wordsOf(kConcepts[c]))
                if (text.find(word) != std::string_view::npos)
                    row[c] += 1;
        float length = 0;
        for (const float value : row)
            length += value * value;
        for (float& value : row)
            value = length > 0 ? value / std::sqrt(length) : 0;
        return row;
    }
    std::vector<std::string> unknownWords(std::string_view text) const override {
        std::vector<std::string> unknown;
        for (const std::string& word : wordsOf(std::string(text))) {
            bool known = word == "a";
            for (const char* name : kConcepts)
                known = known || std::string_view(name).find(word) != std::string_view::npos;
            if (!known)
                unknown.push_back(word);
        }
        return unknown;
    }
    std::string imageDescription() const override { return "colours, 24-D"; }
    std::string sentenceDescription() const override { return "words, 24-D"; }

    static QColor colourOf(std::size_t conceptId) {
        return std::array<QColor, 4>{QColor(200, 30, 30), QColor(30, 30, 200), QColor(30, 160, 30),
                                     QColor(230, 210, 30)}[conceptId];
    }

private:
    static std::vector<std::string> wordsOf(const std::string& text) {
        std::vector<std::string> words;
        std::string word;
        for (const char letter : text + " ") {
            if (letter != ' ')
                word += letter;
            else if (!word.empty())
                words.push_back(std::exchange(word, {}));
        }
        return words;
    }
};

/// Twenty pictures of four concepts with twenty-four sentences: sentence c is the name of concept c and
/// belongs to all its pictures, sentence 4 + i belongs to picture i alone.
class FakeWorld {
public:
    FakeWorld() {
        // As a real training does, so that maps can be kept in it.
        std::filesystem::create_directories(std::filesystem::path(m_folder.path().toStdString()) / "runs" /
                                            "fake");
        std::vector<ImageItem> images;
        std::vector<SentenceItem> sentences;
        std::vector<Relation::Pair> pairs;
        std::vector<std::string> concepts(kConcepts.begin(), kConcepts.end());
        for (const char* name : kConcepts)
            sentences.push_back({name, "name"});
        for (std::size_t i = 0; i < kPictures; ++i) {
            const std::size_t c = i / kPicturesPerConcept;
            QImage picture(48, 40, QImage::Format_RGB32);
            picture.fill(FakeChain::colourOf(c));
            const QString path = m_folder.filePath(QStringLiteral("%1.png").arg(i));
            picture.save(path);
            ImageItem item;
            item.path = path.toStdString();
            item.title = std::string(kConcepts[c]) + " " + std::to_string(i);
            item.conceptId = static_cast<std::int32_t>(c);
            item.source = "made up";
            images.push_back(item);
            sentences.push_back({"picture number " + std::to_string(i) + " of a " + kConcepts[c], "caption"});
            pairs.emplace_back(static_cast<std::int32_t>(i), static_cast<std::int32_t>(c));
            pairs.emplace_back(static_cast<std::int32_t>(i), static_cast<std::int32_t>(kConcepts.size() + i));
        }
        Relation relation(images.size(), sentences.size(), pairs);
        auto made = std::make_shared<Session>();
        made->folder = m_folder.path().toStdString();
        made->options = preset("picture-book");
        made->options.optimiser.epochs = 4;
        made->input.dataset = std::make_shared<Dataset>("Four things", images, sentences, relation, concepts);
        auto splits = std::make_shared<SplitAssignment>();
        splits->options = made->options.split;
        splits->images.assign(kPictures, Split::train);
        splits->images.back() = Split::test;
        made->input.splits = splits;
        auto features = std::make_shared<FeatureSet>();
        features->chain = std::make_shared<FakeChain>();
        made->input.features = features;
        session = made;
    }

    /// Embeddings in which everything has found its place.
    std::shared_ptr<const Snapshot> snapshot(int epoch) const {
        auto made = std::make_shared<Snapshot>();
        made->run = "fake";
        made->epoch = epoch;
        made->step = epoch * 5;
        Matrix images(kPictures, kDimensions);
        Matrix sentences(kConcepts.size() + kPictures, kDimensions);
        const auto store = [](Matrix& matrix, std::size_t row, const std::vector<float>& values) {
            std::copy(values.begin(), values.end(), matrix.row(row).begin());
        };
        for (std::size_t i = 0; i < kPictures; ++i) {
            const std::size_t c = i / kPicturesPerConcept;
            const float own = 0.2F + 0.02F * static_cast<float>(i % kPicturesPerConcept);
            store(images, i, pointOf(c, i, own));
            store(sentences, kConcepts.size() + i, pointOf(c, i, own + 0.3F));
        }
        for (std::size_t c = 0; c < kConcepts.size(); ++c)
            store(sentences, c, pointOf(c, 0, 0));
        made->images = SharedMatrix(std::move(images));
        made->sentences = SharedMatrix(std::move(sentences));
        auto network = std::make_shared<FrozenNetwork>();
        for (FrozenBranch* branch : {&network->image, &network->sentence}) {
            branch->outputWeight = Matrix(kDimensions, kDimensions);
            for (std::size_t d = 0; d < kDimensions; ++d)
                branch->outputWeight(d, d) = 1;
            branch->outputBias.assign(kDimensions, 0.0F);
        }
        made->network = network;
        return made;
    }

    /// Its project as it is opened before any training.
    OpenedProject opened() const {
        OpenedProject project;
        project.session = session;
        return project;
    }

    std::shared_ptr<const Session> session;
    QString folder() const { return m_folder.path(); }
    QString picture(int index) const { return m_folder.filePath(QStringLiteral("%1.png").arg(index)); }

private:
    QTemporaryDir m_folder;
};

/// A trainer that publishes, fails or hangs on demand.
struct FakeTrainer {
    enum class Mode { Publish, Fail, Hang };
    std::atomic<Mode> mode = Mode::Publish;
    std::atomic<int> stepsPerEpoch = 5;
    std::atomic<int> milliseconds = 2;       ///< per step
    std::atomic<int> milliSecondsToStop = 0; ///< Hang: after the stop was asked for
    std::atomic<double> seenMargin = 0;      ///< newest margin that came through change()
    std::atomic<int> starts = 0;
    std::atomic<bool> resumed = false;

    TrainFunction function(const FakeWorld& world) {
        return [this, &world](std::shared_ptr<const Session>, const RunOptions& options,
                              std::optional<std::string> resumeRun, TrainingCommands& commands,
                              const TrainingListener& listener, const std::stop_token& stop) {
            ++starts;
            resumed = resumeRun.has_value();
            if (mode == Mode::Hang) {
                while (!stop.stop_requested())
                    std::this_thread::sleep_for(std::chrono::milliseconds(5));
                std::this_thread::sleep_for(std::chrono::milliseconds(milliSecondsToStop));
                throw Cancelled();
            }
            TrainingOutcome outcome;
            outcome.run = "fake";
            listener.onSnapshot(world.snapshot(0));
            int step = 0;
            for (int epoch = 1; epoch <= options.optimiser.epochs; ++epoch) {
                for (int s = 0; s < stepsPerEpoch; ++s) {
                    try {
                        if (const auto changed = commands.beforeBatch(stop, [](bool) {}))
                            seenMargin = changed->margin;
                    } catch (const Cancelled&) {
                        outcome.end = TrainingOutcome::End::stopped;
                        return outcome;
                    }
                    if (mode == Mode::Fail && step >= 3)
                        throw Error("The loss became NaN at step 4; lower the learning rate.");
                    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
                    StepMetrics metrics;
                    metrics.step = ++step;
                    metrics.epoch = epoch;
                    metrics.terms = {0.2 / step, 0.3 / step, 0.01, 0.02};
                    metrics.total = 0.6 / step;
                    listener.onStep(metrics);
                }
                EpochMetrics end;
                end.epoch = epoch;
                end.step = step;
                end.seconds = 0.1;
                end.best = true;
                end.validation.imageToSentence.r1 = 10.0 * epoch;
                end.validation.imageToSentence.queries = 10;
                outcome.epochs = outcome.bestEpoch = epoch;
                listener.onEpoch(end);
                listener.onSnapshot(world.snapshot(epoch));
            }
            return outcome;
        };
    }
};

} // namespace crossview::ui::test
