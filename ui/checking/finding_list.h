#pragma once

#include "checking/check_runner.h"
#include "widgets/item_buttons.h"

#include <QAbstractListModel>
#include <QListView>

#include <vector>

namespace crossview::ui {

/// What a row says of a finding.
struct FindingRow {
    static constexpr std::size_t kMostLines = 4;     ///< further sentences are counted
    static constexpr std::size_t kMostPictures = 64; ///< more fit no row

    /// An item by its text, and where it stands.
    struct Line {
        ItemRef item;
        QString text;
        QString splits; ///< "train, test"; empty: in none
    };
    QString count; ///< "3 pictures"
    bool isAcrossSplits = false;
    std::vector<Line> lines;    ///< sentences, or a picture that cannot be read
    std::vector<Line> pictures; ///< to be seen beside each other
    std::size_t allPictures = 0;
    QString reason; ///< why a picture cannot be read

    QString text() const; ///< all of it, line by line
};
FindingRow findingRow(const DataProblem& problem, const CheckedProject& checked, const DatasetInfo& info);

/// The findings of one kind, those across splits first.
class FindingListModel : public QAbstractListModel {
    Q_OBJECT
public:
    explicit FindingListModel(const ItemSources& sources, QObject* parent);
    /// Null: none.
    void setFindings(std::shared_ptr<const CheckState> state, ProblemKind kind);
    const DataProblem& problem(int row) const {
        return m_state->checked.problems.at(m_problems.at(std::size_t(row)));
    }
    /// Made when it is asked for.
    FindingRow at(int row) const;
    /// How many lines of text and whether pictures a row has, without making it.
    std::size_t lineCount(int row) const;
    bool hasPictures(int row) const;
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    ItemSources m_sources;
    std::shared_ptr<const CheckState> m_state;
    std::vector<std::size_t> m_problems; ///< numbers in the state
};

/// Findings of one kind: pictures beside each other and sentences, each with its splits. A row stands for all
/// of its items.
class FindingList : public QListView {
    Q_OBJECT
public:
    explicit FindingList(const ItemSources& sources, QWidget* parent = nullptr);
    void setFindings(std::shared_ptr<const CheckState> state, ProblemKind kind);
    FindingListModel* findings() const { return m_model; }

Q_SIGNALS:
    void chosen(const std::vector<crossview::ItemRef>& items);

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    void choose(const QModelIndex& index);

    FindingListModel* m_model;
    bool m_quiet = false;
};

} // namespace crossview::ui
