#pragma once

#include "triplets/triplet_finder.h"
#include "widgets/item_buttons.h"

#include <QAbstractListModel>
#include <QListView>

#include <optional>
#include <vector>

namespace crossview::ui {

/// Positives and then kept negatives of one term: only those in sight are asked about.
class TripletListModel : public QAbstractListModel {
    Q_OBJECT
public:
    explicit TripletListModel(const ItemSources& sources, QObject* parent);
    void setTriplets(const TermTriplets& term);
    bool isPositive(int row) const { return row < int(m_term.triplets.positives.size()); }
    const Candidate& at(int row) const;
    ItemRef item(int row) const { return {m_term.view, at(row).item}; }
    /// -1: not among them.
    int rowOf(std::int32_t item) const;
    /// "✓ 0.812", "! 0.640, 2 of 3 violated".
    QString numbers(int row) const;
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    ItemSources m_sources;
    TermTriplets m_term;
};

/// Positives and negatives of the selected item, a row each with its distance and what it violates. Moving
/// over rows points at them, a click or Enter goes to the item.
class TripletList : public QListView {
    Q_OBJECT
public:
    explicit TripletList(const ItemSources& sources, QWidget* parent = nullptr);
    void setTriplets(const TermTriplets& term);
    TripletListModel* triplets() const { return m_model; }
    /// Brings a row into sight and marks it; -1: none. Does not emit.
    void point(std::int32_t item);

Q_SIGNALS:
    /// A row became the current one; nothing: none is.
    void pointedAt(const std::optional<crossview::Candidate>& candidate);
    void chosen(crossview::ItemRef item);

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    TripletListModel* m_model;
    bool m_quiet = false;
};

} // namespace crossview::ui
