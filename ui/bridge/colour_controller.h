#pragma once

#include "bridge/cluster_controller.h"
#include "bridge/colourings.h"
#include "bridge/query_controller.h"
#include "bridge/time/epoch_measurer.h"

#include <QTimer>

namespace crossview::ui {

/// Keeps what the map is coloured by up to date, on a worker: with the data, the network that answers, the
/// clusters of the map and the question. What compares all items with each other is looked at seldom while a
/// training goes on: it takes no more than a twentieth of the time.
class ColourController : public QObject {
    Q_OBJECT
public:
    ColourController(Workspace& workspace, ClusterController& clusters, QueryController& queries,
                     EpochMeasurer& measures, QObject* parent = nullptr);

    /// By the key of one of choices(). A column that the present data do not have is waited for, and
    /// meanwhile it is the views'.
    void choose(const QString& key);
    /// What the present data can be coloured by.
    std::vector<Colouring> choices() const;
    const QString& chosen() const { return m_chosen; }
    /// Null until there are any, and for the views' colours.
    const std::shared_ptr<const ItemColours>& newest() const { return m_newest; }
    bool isBusy() const { return m_done != m_asked; }

Q_SIGNALS:
    void chosenChanged(const QString& key);
    /// Other data can be coloured by other things.
    void choicesChanged();
    void coloured(std::shared_ptr<const crossview::ui::ItemColours> colours);
    void progressed(const crossview::Progress& progress);
    void settled();
    void failed(const QString& message);

private:
    struct Shared {
        NewestSlot<Progress> progress;
        MeasuresOfSnapshot memory; // the worker's alone
    };
    struct Request {
        QString key;
        ColourSources sources;
        std::shared_ptr<const ItemColours> previous;
        std::shared_ptr<Shared> shared;
        std::uint64_t number = 0;
    };
    struct Result {
        std::shared_ptr<const ItemColours> colours;
        double seconds = 0;
        std::uint64_t number = 0;
    };
    static Result compute(const Request& request, const std::stop_token& stop);
    QString nearestTo(const QString& key) const;
    void ask();
    void askSeldom();
    void deliver(const Result& result);
    void finish(std::uint64_t number);

    Workspace& m_workspace;
    ClusterController& m_clusters;
    EpochMeasurer& m_measures;
    QString m_chosen;
    QString m_wanted; // as a person chose, whatever the data
    std::shared_ptr<const ImageGroups> m_groups;
    std::vector<float> m_query;
    std::shared_ptr<const ItemColours> m_newest;
    std::shared_ptr<Shared> m_shared = std::make_shared<Shared>();
    std::uint64_t m_asked = 0;
    std::uint64_t m_done = 0;
    double m_seconds = 0; // that the last costly one took
    QTimer m_rest;
    NewestWorker<Request, Result> m_worker;
};

} // namespace crossview::ui
