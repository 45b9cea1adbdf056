#pragma once

#include "checking/finding_list.h"
#include "widgets/cell_table.h"

#include <QWidget>

#include <array>
#include <vector>

class QHBoxLayout;
class QProgressBar;
class QPushButton;

namespace crossview::ui {

class PlainLabel;
class EditCard;

/// What a person does about a finding.
enum class Settling { keepFirst, meanTheSame, oneWording, leaveOut, accept };
inline constexpr std::size_t kSettlings = 5;

/// What may be wrong with the data: a table of kinds, and of the chosen kind what helps and its findings.
class CheckPage : public QWidget {
    Q_OBJECT
public:
    explicit CheckPage(const ItemSources& sources, QWidget* parent = nullptr);

    /// Null: these data were not checked yet.
    void setState(const std::shared_ptr<const CheckState>& state, bool isRunning, bool canStart);
    void setProgress(const Progress& progress);

    QPushButton* checkButton() const { return m_check; }
    QPushButton* copyButton() const { return m_copy; }
    CellTable* kinds() const { return m_kinds; }
    FindingList* findings() const { return m_list; }
    /// What can be done about the chosen findings; those that the kind has no use for are hidden.
    QPushButton* button(Settling how) const { return m_settle[std::size_t(how)]; }
    EditCard* edits() const { return m_edits; }
    /// What was looked at and how much was found, or how far it is.
    QString summary() const;
    /// What helps against the chosen kind.
    QString advice() const;

Q_SIGNALS:
    void started();
    void stopped();
    /// The items of a finding.
    void chosen(const std::vector<crossview::ItemRef>& items);
    /// Findings are to be settled, each with its items.
    void settled(crossview::ui::Settling how, const std::vector<std::vector<crossview::ItemRef>>& findings);

private:
    void build();
    QHBoxLayout* makeSettling();
    void enableSettling();
    void showKinds();
    void showKind(int row);
    void copyTable() const;

    std::shared_ptr<const CheckState> m_state;
    std::vector<ProblemKind> m_rows; ///< of the table
    bool m_isRunning = false;
    QPushButton* m_check;
    QPushButton* m_copy;
    PlainLabel* m_summary;
    QProgressBar* m_bar;
    CellTable* m_kinds;
    PlainLabel* m_advice;
    FindingList* m_list;
    std::array<QPushButton*, kSettlings> m_settle{};
    EditCard* m_edits;
};

} // namespace crossview::ui
