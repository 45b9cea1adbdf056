#pragma once

#include "failures/failure_finder.h"
#include "widgets/item_buttons.h"

#include <QAbstractListModel>
#include <QListView>

namespace crossview::ui {

/// Failed queries for a list: only those in sight are asked about.
class FailureListModel : public QAbstractListModel {
    Q_OBJECT
public:
    explicit FailureListModel(const ItemSources& sources, QObject* parent);
    void setFailures(std::vector<FailedQuery> failures);
    const FailedQuery& at(int row) const { return m_failures.at(std::size_t(row)); }
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    ItemSources m_sources;
    std::vector<FailedQuery> m_failures;
};

/// Failed queries, a row each: the query, the place of its match, what it found instead, and its own.
class FailureList : public QListView {
    Q_OBJECT
public:
    explicit FailureList(const ItemSources& sources, QWidget* parent = nullptr);
    /// Says nothing of the row that is current then; -1: none is.
    void setFailures(std::vector<FailedQuery> failures, int current = -1);
    int count() const { return m_model->rowCount(); }
    const FailedQuery& at(int row) const { return m_model->at(row); }

Q_SIGNALS:
    /// A row became the current one.
    void chosen(const crossview::ui::FailedQuery& failure);
    /// Double-clicked, or Enter was pressed.
    void opened(const crossview::ui::FailedQuery& failure);

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    FailureListModel* m_model;
    bool m_quiet = false;
};

} // namespace crossview::ui
