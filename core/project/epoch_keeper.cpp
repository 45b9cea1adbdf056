#include "project/epoch_keeper.h"

#include "common/error.h"
#include "common/threads.h"
#include "project/arrival_files.h"
#include "project/epoch_measures.h"
#include "project/map_of_run.h"
#include "projection/projection_files.h"

#include <utility>

namespace crossview {

EpochKeeper::EpochKeeper(Data data, KeptEpochs which, const ProjectionOptions& options)
    : m_data(std::move(data)), m_which(which), m_projector(makeProjector(options)),
      m_thread([this](const std::stop_token& stop) { work(stop); }) {}

EpochKeeper::~EpochKeeper() = default;

void EpochKeeper::take(std::shared_ptr<const Snapshot> snapshot) {
    if (m_which == KeptEpochs::none || !snapshot)
        return;
    {
        const std::scoped_lock lock(m_mutex);
        if (m_which == KeptEpochs::beside)
            m_waiting.clear();
        m_waiting.push_back(std::move(snapshot));
    }
    m_changed.notify_all();
}

void EpochKeeper::finish(const std::stop_token& stop, const std::function<void(std::size_t)>& waiting) {
    std::unique_lock lock(m_mutex);
    while (m_busy || !m_waiting.empty()) {
        const std::uint64_t seen = m_changes;
        if (waiting) {
            const std::size_t left = m_waiting.size() + (m_busy ? 1 : 0);
            lock.unlock();
            waiting(left);
            lock.lock();
        }
        if (!m_changed.wait(lock, stop, [&] { return m_changes != seen; }))
            return;
    }
}

std::string EpochKeeper::problem() const {
    const std::scoped_lock lock(m_mutex);
    return m_problem;
}

void EpochKeeper::work(const std::stop_token& stop) {
    giveWay();
    std::unique_lock lock(m_mutex);
    const auto setBusy = [this](bool busy) {
        m_busy = busy;
        ++m_changes;
        m_changed.notify_all();
    };
    while (m_changed.wait(lock, stop, [this] { return !m_waiting.empty(); })) {
        const std::shared_ptr<const Snapshot> snapshot = std::move(m_waiting.front());
        m_waiting.pop_front();
        setBusy(true);
        lock.unlock();
        std::string problem;
        try {
            keep(*snapshot, stop);
        } catch (const Cancelled&) { // the loop ends
        } catch (const std::exception& error) {
            problem = error.what();
        }
        lock.lock();
        if (m_problem.empty())
            m_problem = problem;
        setBusy(false);
    }
}

void EpochKeeper::keep(const Snapshot& snapshot, const std::stop_token& stop) {
    const FeatureSet* features = m_data.features.get();
    // The map takes longest: where the training ends before it, the measures are there.
    const std::filesystem::path folder = arrivalsFolder(m_data.project, snapshot.run);
    EpochMeasures measures = readEpochMeasures(folder).value_or(EpochMeasures{});
    measureEpoch(measures, snapshot, *m_data.dataset, features, stop);
    writeEpochMeasures(folder, measures);
    auto map = std::make_shared<Projection>(mapOf(snapshot, features, *m_projector, m_last.get(), stop));
    m_last = map;
    writeProjection(projectionFolder(m_data.project, snapshot.run), snapshot.epoch, *map);
}

} // namespace crossview
