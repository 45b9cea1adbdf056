#pragma once

#include "project/runs/run_list.h"

#include <QAbstractTableModel>

#include <memory>
#include <string>
#include <vector>

namespace crossview::ui {

/// The runs of a project as a table: state, results, the options that are not the same in all of them, and
/// the note, which can be edited.
class RunTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    /// The first columns. Behind them stand the options that differ, the six recalls, and last the note.
    enum Column { RunColumn, StateColumn, EpochsColumn, SumColumn, FirstOption };
    /// What a cell is sorted by: a number or a text; nothing where there is no value.
    static constexpr int kSortRole = Qt::UserRole;
    /// Whether the cell's option is another one than that of most runs.
    static constexpr int kUnusualRole = Qt::UserRole + 1;

    using QAbstractTableModel::QAbstractTableModel;

    /// Null: none. `shown` is the run that stands in the window.
    void setList(std::shared_ptr<const RunList> list, const std::string& shown);
    const RunSummary& run(int row) const { return m_list->runs.at(std::size_t(row)); }
    /// -1: not among them.
    int rowOf(const std::string& run) const;
    int firstRecall() const { return FirstOption + int(m_options.size()); }
    int noteColumn() const { return firstRecall() + 6; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// Of a note: noteEdited() is sent, the list brings the change.
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

Q_SIGNALS:
    void noteEdited(const std::string& run, const QString& note);

private:
    struct Heading {
        QString name, tip;
    };
    Heading heading(int section) const;
    QString text(const RunSummary& run, int column) const;
    QVariant sortValue(const RunSummary& run, int column) const;
    QString tip(const RunSummary& run, int column) const;
    bool isUnusual(const RunSummary& run, int column) const;
    bool isNumber(int column) const;
    const OptionField* optionOf(int column) const;
    /// 0 to 5 for R@1, R@5 and R@10 of image → sentence and of sentence → image; -1 for another column.
    int recallOf(int column) const;

    std::shared_ptr<const RunList> m_list;
    std::string m_shown;
    std::vector<const OptionField*> m_options; ///< a column each
    std::vector<OptionValue> m_usual;          ///< of each, the value of most runs
};

/// A value of an option as the window shows it: "0.1", "on", "–" for an empty text.
QString optionText(const OptionValue& value);

/// The state of a run in the person's words, with what it failed by.
QString stateText(const RunSummary& run);

} // namespace crossview::ui
