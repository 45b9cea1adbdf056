#pragma once

#include "features/feature_set.h"
#include "projection/projector.h"
#include "training/events.h"

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace crossview {

/// Which epochs of a training get a map.
enum class KeptEpochs {
    none,
    beside, ///< as many as can be laid out beside the training: of those that wait the newest
    all     ///< every one: the training's end waits for them
};

/// Keeps what the window's timeline shows of a training that has no window: the maps of its epochs, when its
/// items arrived and what its neighbourhoods are, stored with the run. Works on a thread of its own with what the training leaves of the
/// machine.
class EpochKeeper {
public:
    struct Data {
        std::filesystem::path project;
        std::shared_ptr<const Dataset> dataset;
        std::shared_ptr<const FeatureSet> features;
    };

    EpochKeeper(Data data, KeptEpochs which, const ProjectionOptions& options);
    /// Ends within a moment; what has no map yet gets none.
    ~EpochKeeper();
    EpochKeeper(const EpochKeeper&) = delete;
    EpochKeeper& operator=(const EpochKeeper&) = delete;

    /// An epoch's, in their order; on any thread.
    void take(std::shared_ptr<const Snapshot> snapshot);
    /// Waits until all that was taken is kept, or `stop`. `waiting` is told how many epochs are left, may be
    /// empty.
    void finish(const std::stop_token& stop, const std::function<void(std::size_t left)>& waiting = {});
    /// Why an epoch could not be kept, the first such reason; empty: all were. After finish().
    std::string problem() const;

private:
    void work(const std::stop_token& stop);
    void keep(const Snapshot& snapshot, const std::stop_token& stop);

    Data m_data;
    KeptEpochs m_which;
    std::unique_ptr<Projector> m_projector;
    std::shared_ptr<const Projection> m_last; // the worker's alone
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<std::shared_ptr<const Snapshot>> m_waiting;
    bool m_busy = false;
    std::uint64_t m_changes = 0; // of m_busy
    std::string m_problem;
    std::jthread m_thread; // last: it uses the others
};

} // namespace crossview
