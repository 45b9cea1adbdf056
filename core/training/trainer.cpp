#include "training/trainer.h"

#include "files/plain_file.h"
#include "training/batch_kinds.h"
#include "training/batch_rows.h"
#include "training/batch_sampler.h"
#include "training/best_epoch.h"
#include "training/collapse_alarm.h"
#include "training/learner.h"
#include "training/run_state.h"
#include "training/schedule.h"
#include "training/snapshot_store.h"
#include "training/split_recall.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fmt/format.h>

namespace crossview {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Ends the run as failed; the checkpoint of the last epoch stays.
struct Failure {
    std::string message;
};

/// One training from start (or checkpoint) to its end.
class Training {
public:
    Training(const TrainingInput& input, const RunOptions& options, std::filesystem::path folder,
             TrainingCommands& commands, const TrainingListener& listener, const std::stop_token& stop)
        : m_input(input), m_options(options), m_folder(std::move(folder)), m_commands(commands),
          m_listener(listener), m_stop(stop), m_source(batchSource(input)),
          m_prototypes(usablePrototypes(input.features->prototypes)),
          m_sampler(m_source, options.batch, mixSeed({options.seed, 3})),
          m_learner(makeLearner(options, input.features->images.cols(), input.features->sentences.cols())) {
        m_state.options = options;
        m_state.live = liveOptions(options);
        m_state.dataKey = input.features->key + " " + input.dataset->hash() + " " + input.splits->hash();
    }

    TrainingOutcome run() {
        using End = TrainingOutcome::End;
        try {
            if (const auto damaged = findNotFinite(m_input, m_stop))
                return outcome(End::failed, *damaged);
            resume();
            begin();
            m_initialised = true;
            while (m_state.epoch < m_options.optimiser.epochs)
                trainEpoch();
            return outcome(End::finished);
        } catch (const Cancelled&) {
            if (m_initialised) {
                beforeSave();
                saveState();
            }
            return outcome(End::stopped);
        } catch (const OutOfMemory& error) {
            return outcome(End::failed, outOfMemory(error));
        } catch (const Failure& failure) {
            return outcome(End::failed, failure.message);
        }
    }

private:
    std::filesystem::path checkpointFile() const { return m_folder / "checkpoint.bin"; }
    std::filesystem::path latestFolder() const { return m_folder / "latest"; }
    std::filesystem::path bestFolder() const { return m_folder / "best"; }

    TrainingOutcome outcome(TrainingOutcome::End end, std::string message = {}) const {
        const bool validated = !m_input.splits->imagesIn(Split::validation).empty();
        return {end,       std::move(message),          m_state.epoch, m_state.bestEpoch,
                validated, m_folder.filename().string()};
    }

    void resume() {
        if (!std::filesystem::exists(checkpointFile()))
            return;
        const Checkpoint checkpoint = loadCheckpoint(checkpointFile());
        RunState state = runStateFromJson(checkpoint.stateJson);
        checkResumable(state, m_options, m_state.dataKey);
        m_learner->restore(checkpoint, state.step);
        // Values that were changed while the run went on stay, unless other options are asked for now.
        if (liveOptions(state.options) != liveOptions(m_options))
            state.live = liveOptions(m_options);
        state.options = m_options;
        m_state = std::move(state);
    }

    /// Says what the training goes on from, brings the folder to it and publishes the state before the first
    /// step of this session, so that the map shows at once. Of a new run nothing is best yet.
    void begin() {
        const bool bestIsHere = m_state.bestEpoch > 0 && snapshotIsOf(bestFolder(), m_state.bestEpoch);
        // A kill between the checkpoint and best/.
        const bool bestIsLatest =
            !bestIsHere && m_state.bestEpoch > 0 && m_state.bestEpoch == m_state.epoch && m_state.batch == 0;
        if (!bestIsHere && !bestIsLatest) { // what lies there has a score that nobody knows: the next is best
            m_state.bestEpoch = 0;
            m_state.bestScore = 0;
        }
        if (m_listener.onBegin)
            m_listener.onBegin(
                {m_state.epoch, m_state.step, m_state.bestEpoch, m_state.bestScore, m_state.lastEpoch});
        const auto snapshot =
            makeSnapshot(std::make_shared<const FrozenNetwork>(m_learner->freeze()), m_state.epoch);
        beforeSave();
        storeSnapshot(latestFolder(), *snapshot);
        if (bestIsLatest)
            copySnapshot(latestFolder(), bestFolder());
        else if (!bestIsHere)
            removeSnapshot(bestFolder());
        if (m_listener.onSnapshot)
            m_listener.onSnapshot(snapshot);
    }

    void beforeSave() const {
        if (m_listener.beforeSave)
            m_listener.beforeSave();
    }

    void saveState() const {
        Checkpoint checkpoint;
        checkpoint.stateJson = toJson(m_state);
        m_learner->store(checkpoint);
        saveCheckpoint(checkpointFile(), checkpoint);
    }

    /// Of a batch with so many candidates for an anchor at most, in the epoch under way.
    LossOptions lossOptions(std::size_t candidates) const {
        LossOptions loss = m_options.loss;
        loss.lambda1 = m_state.live.lambda1;
        loss.lambda2 = m_state.live.lambda2;
        loss.lambda3 = m_state.live.lambda3;
        loss.margin = m_state.live.margin;
        loss.topK = annealedTopK(m_state.live.topK, loss.annealEpochs, m_state.epoch + 1, candidates);
        return loss;
    }

    void trainEpoch() {
        const auto batches = static_cast<int>(m_sampler.batchesPerEpoch());
        while (m_state.batch < batches) {
            takeCommands();
            trainStep();
        }
        finishEpoch();
    }

    void takeCommands() {
        const auto changed = m_commands.beforeBatch(m_stop, [this](bool paused) {
            if (m_listener.onState)
                m_listener.onState(paused ? TrainingState::paused : TrainingState::running);
        });
        if (changed)
            m_state.live = *changed;
    }

    void trainStep() {
        const Clock::time_point start = Clock::now();
        const int epoch = m_state.epoch + 1;
        const Batch batch = m_sampler.batch(epoch, static_cast<std::size_t>(m_state.batch));
        PairKinds kinds =
            batchKinds(batch, *m_source.relation, m_source.concepts, m_options.batch, m_source.pictures);
        Matrix images = imageRows(batch, m_input.features->images);
        Matrix texts = textRows(batch, m_input.features->sentences);
        addClassPairs(images, texts, kinds);
        dropWords(texts, m_input.features->sentenceWordColumns, m_options.batch.wordDropout,
                  mixSeed({m_options.seed, 5, static_cast<std::uint64_t>(m_state.step)}));
        StepMetrics metrics;
        metrics.learningRate =
            m_state.live.learningRate * scheduleFactor(m_options.optimiser, m_state.step,
                                                       static_cast<long long>(m_sampler.batchesPerEpoch()));
        const LearnerStep step = m_learner->step(
            images, texts, kinds, lossOptions(std::max(kinds.images, kinds.sentences)), metrics.learningRate,
            mixSeed({m_options.seed, 4, static_cast<std::uint64_t>(m_state.step)}));
        checkStep(step, metrics.learningRate);
        ++m_state.step;
        ++m_state.batch;
        m_state.epochTotal += step.total;
        metrics.step = static_cast<int>(m_state.step);
        metrics.epoch = epoch;
        metrics.terms = step.terms;
        metrics.violated = step.violated;
        metrics.temperature = step.temperature;
        metrics.total = step.total;
        metrics.seconds = secondsSince(start);
        m_state.epochSeconds += metrics.seconds;
        if (m_listener.onStep)
            m_listener.onStep(metrics);
    }

    /// Kinds of things that are known from elsewhere, as further pairs of the batch. They lie in no picture,
    /// and are left out where negatives are of the same picture.
    void addClassPairs(Matrix& images, Matrix& texts, PairKinds& kinds) const {
        const auto pairs = drawn(m_prototypes, static_cast<std::size_t>(m_options.batch.classPairs),
                                 mixSeed({m_options.seed, 6, static_cast<std::uint64_t>(m_state.step)}));
        if (pairs.empty() || m_options.batch.negatives == Negatives::samePicture)
            return;
        appendRows(images, m_input.features->prototypes.images, pairs);
        appendRows(texts, m_input.features->prototypes.sentences, pairs);
        kinds = withOwnPairs(kinds, pairs.size());
    }

    void checkStep(const LearnerStep& step, double learningRate) {
        if (!step.finite)
            throw Failure{
                fmt::format("The loss was no longer a finite number at step {} (epoch {}, learning rate "
                            "{:g}); try a tenth of the learning rate, and go on from the last epoch.",
                            m_state.step + 1, m_state.epoch + 1, learningRate)};
        if (m_alarm.feed(step.total, step.collapseConstant, step.spread))
            throw Failure{
                fmt::format("The network maps everything to one point: the loss has sat at {:.4g}, the value "
                            "of equal embeddings, for {} steps (epoch {}); try a larger K, a lower learning "
                            "rate, or batch norm after the first layer.",
                            step.total, CollapseAlarm::kPatience, m_state.epoch + 1)};
    }

    std::string outOfMemory(const OutOfMemory& error) const {
        return fmt::format(
            "{} at step {} (epoch {}, {} images a batch); start a new run with smaller batches "
            "(batch.images), or free the memory, or set device to cpu, and go on from the last "
            "epoch.",
            error.what(), m_state.step + 1, m_state.epoch + 1, m_options.batch.images);
    }

    void finishEpoch() {
        const Clock::time_point start = Clock::now();
        const auto network = std::make_shared<const FrozenNetwork>(m_learner->freeze());
        EpochMetrics metrics;
        metrics.epoch = m_state.epoch + 1;
        metrics.step = static_cast<int>(m_state.step);
        metrics.validation = splitRecall(m_input, *network, Split::validation,
                                         validationProtocol(m_options.batch.textUnit), TieRule::mean, m_stop);
        metrics.meanTotal = m_state.epochTotal / std::max(1, m_state.batch);
        BestEpoch best{m_state.bestEpoch, m_state.bestScore};
        metrics.best = best.take(metrics.epoch, metrics.validation);
        const auto snapshot = makeSnapshot(network, metrics.epoch);

        m_state.epoch = metrics.epoch;
        m_state.batch = 0;
        m_state.bestEpoch = best.epoch;
        m_state.bestScore = best.score;
        metrics.seconds = m_state.epochSeconds + secondsSince(start);
        m_state.epochTotal = 0;
        m_state.epochSeconds = 0;
        m_state.lastEpoch = metrics;
        // The checkpoint makes the epoch count. What comes before it is written again after a kill, what
        // comes after it follows from it (begin, TrainingListener::onBegin).
        beforeSave();
        storeSnapshot(latestFolder(), *snapshot);
        saveState();
        if (metrics.best)
            copySnapshot(latestFolder(), bestFolder());
        if (m_listener.onEpoch)
            m_listener.onEpoch(metrics);
        if (m_listener.onSnapshot)
            m_listener.onSnapshot(snapshot);
    }

    std::shared_ptr<const Snapshot> makeSnapshot(std::shared_ptr<const FrozenNetwork> network,
                                                 int epoch) const {
        auto snapshot = std::make_shared<Snapshot>();
        snapshot->run = m_folder.filename().string();
        snapshot->epoch = epoch;
        snapshot->step = static_cast<int>(m_state.step);
        snapshot->images = SharedMatrix(network->image.embedRows(m_input.features->images, m_stop));
        snapshot->sentences = SharedMatrix(network->sentence.embedRows(m_input.features->sentences, m_stop));
        snapshot->network = std::move(network);
        return snapshot;
    }

    const TrainingInput& m_input;
    RunOptions m_options;
    std::filesystem::path m_folder;
    TrainingCommands& m_commands;
    const TrainingListener& m_listener;
    std::stop_token m_stop;
    BatchSource m_source;
    std::vector<std::int32_t> m_prototypes; // those that batches may draw
    BatchSampler m_sampler;
    std::unique_ptr<Learner> m_learner;
    CollapseAlarm m_alarm;
    RunState m_state;
    bool m_initialised = false;
};

} // namespace

TrainingOutcome train(const TrainingInput& input, const RunOptions& options,
                      const std::filesystem::path& runFolder, TrainingCommands& commands,
                      const TrainingListener& listener, const std::stop_token& stop) {
    checkInput(input);
    refuseLink(runFolder);
    std::error_code error;
    std::filesystem::create_directories(runFolder, error);
    if (error)
        throw Error(
            fmt::format("The run folder {} could not be made: {}.", runFolder.string(), error.message()));
    return Training(input, options, runFolder, commands, listener, stop).run();
}

} // namespace crossview
