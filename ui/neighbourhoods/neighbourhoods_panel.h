#pragma once

#include "neighbourhoods/epoch_chart.h"
#include "project/epoch_measures.h"

#include <QWidget>

#include <span>

namespace crossview::ui {

class PlainLabel;

/// What the within-view terms do: per epoch, how many of the nearest neighbours mean the same, and how far
/// apart the views lie.
class NeighbourhoodsPanel : public QWidget {
    Q_OBJECT
public:
    explicit NeighbourhoodsPanel(QWidget* parent = nullptr);

    /// By rising epoch, that of the features first.
    void setStructure(std::span<const EpochStructure> structure);
    /// Marks the epoch that the map shows.
    void setEpochMarker(int epoch);
    EpochChart* shares() const { return m_shares; }
    EpochChart* gap() const { return m_gap; }
    QString summary() const;

Q_SIGNALS:
    /// A click in a chart: show that epoch.
    void epochRequested(int epoch);

private:
    PlainLabel* m_summary;
    EpochChart* m_shares;
    EpochChart* m_gap;
};

} // namespace crossview::ui
