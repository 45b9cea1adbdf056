#pragma once

#include "bridge/newest_worker.h"
#include "bridge/workspace.h"
#include "projection/projection.h"

#include <filesystem>
#include <map>
#include <memory>

namespace crossview::ui {

/// Lays every snapshot of the workspace's run on the map, each aligned to the one before, keeps the
/// coordinates of every epoch for the timeline and stores them beside the run, so that the timeline is whole
/// after a restart. When snapshots come faster than they are projected, the newest wins.
class ProjectionController : public QObject {
    Q_OBJECT
public:
    explicit ProjectionController(Workspace& workspace, QObject* parent = nullptr);

    /// Maps are stored in this project; empty: nowhere.
    void setProject(std::filesystem::path folder);
    /// `reopened`: the snapshot was trained earlier, so that its map may be on disk already.
    void project(std::shared_ptr<const Snapshot> snapshot, bool reopened = false);
    /// Fetches the map of an earlier epoch from the disk: fetched(). The newest wish wins.
    void fetch(const std::string& run, int epoch);
    /// Forgets all epochs: another run or project.
    void clear();
    /// Epoch → coordinates.
    const std::map<int, std::shared_ptr<const Projection>>& epochs() const { return m_epochs; }

Q_SIGNALS:
    void projected(int epoch, std::shared_ptr<const crossview::Projection> projection);
    /// An earlier epoch that was asked for.
    void fetched(int epoch, std::shared_ptr<const crossview::Projection> projection);
    /// Earlier epochs of a reopened run that can be fetched.
    void found(const std::vector<int>& epochs);
    void failed(const QString& message);

private:
    struct Request {
        std::shared_ptr<const Snapshot> snapshot;
        std::shared_ptr<const Projection> previous;
        std::filesystem::path folder; // empty: not stored
        bool reopened = false;
        std::uint64_t generation = 0;
        std::shared_ptr<const FeatureSet> features{}; // says which items take no part; may be empty
    };
    struct Result {
        int epoch = 0;
        std::shared_ptr<const Projection> projection;
        std::vector<int> earlier; // reopened: what is on disk beside it
        QString problem;          // it could not be stored
        std::uint64_t generation = 0;
    };
    struct Wish {
        std::filesystem::path folder;
        int epoch = 0;
        std::uint64_t generation = 0;
    };
    static Result compute(const Request& request, const std::stop_token& stop);
    void deliver(const Result& result);

    const Workspace& m_workspace;
    std::filesystem::path m_project;
    std::map<int, std::shared_ptr<const Projection>> m_epochs;
    std::shared_ptr<const Projection> m_newest;
    std::uint64_t m_generation = 0;
    bool m_saidProblem = false; // once a run is enough
    NewestWorker<Request, Result> m_worker;
    NewestWorker<Wish, Result> m_reader;
};

} // namespace crossview::ui
