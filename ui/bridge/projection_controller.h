#pragma once

#include "bridge/newest_worker.h"
#include "bridge/workspace.h"
#include "common/progress.h"
#include "projection/projector.h"

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <set>

namespace crossview::ui {

/// Lays every snapshot of the workspace's run on the map, each aligned to the one before, keeps the
/// coordinates of every epoch for the timeline and stores them beside the run, so that the timeline is whole
/// after a restart. Works beside the training on what that leaves, and shows points while they still move.
/// When snapshots come faster than they are projected, the newest wins, and a map in the making ends early.
class ProjectionController : public QObject {
    Q_OBJECT
public:
    static constexpr std::size_t kKept = 100; ///< maps in memory, where the others are on disk

    explicit ProjectionController(Workspace& workspace, QObject* parent = nullptr);

    /// Maps are stored in this project; empty: nowhere.
    void setProject(std::filesystem::path folder);
    /// How maps are made from now on, and the newest snapshot's anew: from where its points lie where the
    /// method stays.
    void setOptions(const ProjectionOptions& options);
    const ProjectionOptions& options() const { return m_options; }
    /// `reopened`: the snapshot was trained earlier, so that its map may be on disk already.
    void project(std::shared_ptr<const Snapshot> snapshot, bool reopened = false);
    /// Fetches the map of an earlier epoch from the disk: fetched(). The newest wish wins.
    void fetch(const std::string& run, int epoch);
    /// Forgets all epochs: another run or project.
    void clear();
    /// Epoch → coordinates, of those that are kept in memory.
    const std::map<int, std::shared_ptr<const Projection>>& epochs() const { return m_epochs; }
    /// A map is being made.
    bool isBusy() const { return m_done != m_asked; }

Q_SIGNALS:
    /// Points of an epoch's map that still move.
    void moved(int epoch, std::shared_ptr<const crossview::Projection> projection);
    void projected(int epoch, std::shared_ptr<const crossview::Projection> projection);
    /// How far the map in the making is; another one than before begins at 0.
    void progressed(const crossview::Progress& progress);
    /// No map is being made any more.
    void settled();
    /// An earlier epoch that was asked for.
    void fetched(int epoch, std::shared_ptr<const crossview::Projection> projection);
    /// The map of an epoch is on disk only from now on: of a long run just the newest are kept.
    void released(int epoch);
    /// Earlier epochs of a reopened run that can be fetched.
    void found(const std::vector<int>& epochs);
    /// Maps that were made are not shown any more: those of another method.
    void cleared();
    void failed(const QString& message);

private:
    /// Points on their way, of the request with a number.
    struct Moving {
        std::uint64_t number = 0;
        int epoch = 0;
        std::shared_ptr<const Projection> points;
    };
    /// What the worker and the window share, for the maps of one run by one method.
    struct Live {
        NewestSlot<Moving> moving;
        NewestSlot<Progress> progress;
        std::atomic<std::uint64_t> newest =
            0; ///< number of the newest request: others end with what they have
        std::shared_ptr<const Projection> last; ///< the worker's alone: where the next map starts
        std::shared_ptr<Live> before; ///< the worker's once it is asked: the same method told otherwise,
                                      ///< whose last map is the start of the first
    };
    struct Request {
        std::shared_ptr<const Snapshot> snapshot;
        std::filesystem::path folder; // empty: not stored
        bool reopened = false;
        std::shared_ptr<const FeatureSet> features; // says which items take no part; may be empty
        ProjectionOptions options;
        std::uint64_t number = 0;
        std::shared_ptr<Live> live;
    };
    struct Result {
        int epoch = 0;
        std::shared_ptr<const Projection> projection;
        std::vector<int> earlier; // reopened: what is on disk beside it
        QString problem;          // it could not be stored or, where there is no projection, made
        bool isStored = false;
        std::uint64_t number = 0;
    };
    struct Wish {
        std::filesystem::path folder;
        int epoch = 0;
        std::uint64_t generation = 0;
    };
    struct Fetched {
        int epoch = 0;
        std::shared_ptr<const Projection> projection;
        std::uint64_t generation = 0;
    };
    static Result compute(const Request& request, const std::stop_token& stop);
    void showLive();
    void deliver(const Result& result);
    void setDone(std::uint64_t number);
    void release();

    const Workspace& m_workspace;
    std::filesystem::path m_project;
    ProjectionOptions m_options;
    std::shared_ptr<const Snapshot> m_snapshot; // the newest
    std::map<int, std::shared_ptr<const Projection>> m_epochs;
    std::set<int> m_stored; // of m_epochs: those that are on disk too
    std::shared_ptr<Live> m_live = std::make_shared<Live>();
    std::uint64_t m_asked = 0; // number of the newest request
    std::uint64_t m_done = 0;  // and of the newest that was answered
    std::uint64_t m_generation = 0;
    bool m_saidProblem = false; // once a run is enough
    NewestWorker<Request, Result> m_worker;
    NewestWorker<Wish, Fetched> m_reader;
};

} // namespace crossview::ui
