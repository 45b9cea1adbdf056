#pragma once

#include "bridge/background_job.h"
#include "common/progress.h"
#include "project/measuring/compare_runs.h"
#include "projection/projector.h"

#include <QObject>

#include <array>
#include <filesystem>
#include <memory>

namespace crossview::ui {

/// Lays both runs of a comparison on maps that can be held against each other: the second begins where the
/// points of the first lie and is turned onto it, so that what both learned alike lies at the same place.
class MapComparer : public QObject {
    Q_OBJECT
public:
    explicit MapComparer(QObject* parent = nullptr);

    /// Of a comparison whose runs are both trained, in this project; a stored map of the first is taken where
    /// it was made with these options. Takes the place of maps in the making.
    void layOut(const std::shared_ptr<const RunComparison>& comparison, const std::filesystem::path& project,
                const ProjectionOptions& options);
    /// None are wanted any more.
    void stop();
    bool isBusy() const { return m_shared != nullptr; }

Q_SIGNALS:
    /// Another map of a run: points that still move, or the last.
    void moved(std::size_t run, std::shared_ptr<const crossview::Projection> projection, int epoch);
    void progressed(const crossview::Progress& progress);
    /// Both are there, or they were given up.
    void ended();
    void failed(const QString& message);

private:
    struct Shared {
        std::array<NewestSlot<std::shared_ptr<const Projection>>, 2> maps;
        NewestSlot<Progress> progress;
        std::array<int, 2> epochs{};
    };
    void deliver(const std::shared_ptr<Shared>& shared);

    std::shared_ptr<Shared> m_shared; // empty: none are being made
    std::uint64_t m_generation = 0;
    BackgroundJob m_job; // last: its thread ends first
};

} // namespace crossview::ui
