#pragma once

#include "dataset/edits/data_edit.h"
#include "failures/failure_list.h"
#include "widgets/watched_widget.h"

#include <array>

class QLineEdit;
class QPushButton;

namespace crossview::ui {

class PlainLabel;
class ToolEntry;

/// The queries of the test split by the place of their match, the worst first, with what they found instead;
/// or the pairs of all data that may be wrong.
class FailuresPanel : public WatchedWidget {
    Q_OBJECT
public:
    explicit FailuresPanel(const ItemSources& sources, QWidget* parent = nullptr);

    void setFailures(const Failures& failures);
    FailureList* list() const { return m_list; }
    QString headline() const;
    ToolEntry* entry(FailureKind kind) const { return m_entries[std::size_t(kind)]; }
    /// Of doubtful pairs: the caption of the chosen one, to be written anew.
    QLineEdit* captionEdit() const { return m_caption; }
    QPushButton* rewordButton() const { return m_reword; }
    QPushButton* unpairButton() const { return m_unpair; }

Q_SIGNALS:
    void kindChosen(crossview::ui::FailureKind kind);
    void chosen(const crossview::ui::FailedQuery& failure);
    void opened(const crossview::ui::FailedQuery& failure);
    /// The sentence of a doubtful pair does not describe its image, or should read otherwise.
    void edited(const crossview::DataEdit& edit);

private:
    void buildEditing();
    int rowToKeep(const Failures& failures) const;
    void showEditing();
    DataEdit pairEdit(DataEdit::Kind kind, const QString& text) const;

    std::array<ToolEntry*, 3> m_entries;
    PlainLabel* m_count;
    FailureList* m_list;
    ItemSources m_sources;
    FailureKind m_kind = FailureKind::images;
    int m_epoch = -1;
    std::vector<ItemRef> m_shown; ///< the pair whose caption stands in the field
    QWidget* m_editing;
    QLineEdit* m_caption;
    QPushButton* m_reword;
    QPushButton* m_unpair;
};

} // namespace crossview::ui
