#pragma once

#include "charts/loss_chart.h"
#include "charts/recall_chart.h"
#include "charts/timeline.h"
#include "map/embedding_view.h"
#include "training/events.h"

#include <QWidget>

#include <map>
#include <memory>
#include <span>

class QSplitter;

namespace crossview::ui {

/// The centre while there is a project: the map, the timeline beneath it, and both charts side by side on the
/// timeline's time axis.
class WorkPage : public QWidget {
    Q_OBJECT
public:
    explicit WorkPage(QWidget* parent = nullptr);

    EmbeddingView* map() const { return m_map; }
    LossChart* losses() const { return m_losses; }
    RecallChart* recalls() const { return m_recalls; }
    Timeline* timeline() const { return m_timeline; }

    void addSteps(std::span<const StepMetrics> steps);
    void addEpoch(const EpochMetrics& epoch);
    /// The projection of an epoch; shown when the timeline stands at its end.
    void addProjection(int epoch, std::shared_ptr<const Projection> projection);
    /// What was made by another method goes: the timeline begins anew. The map keeps its points until it has
    /// others.
    void clearProjections();
    /// Earlier epochs whose maps lie on disk: the timeline reaches back to them.
    void addStored(const std::vector<int>& epochs);
    /// The map of an epoch is only on disk from now on.
    void release(int epoch);
    /// The map of an earlier epoch that was asked for.
    void addFetched(int epoch, std::shared_ptr<const Projection> projection);
    /// Pins the epoch that is shown, or none.
    void pin(bool pin);
    /// Epoch → map; null: on disk.
    const std::map<int, std::shared_ptr<const Projection>>& projections() const { return m_projections; }
    /// Forgets curves and epochs: another run. The map keeps its points until the first snapshot.
    void clearRun();

Q_SIGNALS:
    /// The map shows this from now on.
    void projectionShown(int epoch, std::shared_ptr<const crossview::Projection> projection);
    /// The timeline stands at an epoch whose map is only on disk.
    void projectionWanted(int epoch);
    /// There are other epochs than before, or other maps of them.
    void epochsChanged();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void showEpoch(int epoch);
    void showOnMap(int epoch, const std::shared_ptr<const Projection>& projection);

    std::map<int, std::shared_ptr<const Projection>> m_projections; // null: on disk
    int m_shownEpoch = 0;
    std::shared_ptr<const Projection> m_shown;
    TimeAxis* m_axis;
    EmbeddingView* m_map;
    Timeline* m_timeline;
    LossChart* m_losses;
    RecallChart* m_recalls;
    QSplitter* m_rows;
    QSplitter* m_charts;
};

} // namespace crossview::ui
