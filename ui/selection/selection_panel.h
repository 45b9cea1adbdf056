#pragma once

#include "bridge/selection_controller.h"
#include "map/map_controls.h"
#include "selection/item_list.h"

#include <QWidget>

namespace crossview::ui {

/// The selected items as a whole: how many, the words that tell them from the rest, the pictures as a grid,
/// the sentences as a list, and what can be done with them.
class SelectionPanel : public QWidget {
    Q_OBJECT
public:
    explicit SelectionPanel(const ItemSources& sources, QWidget* parent = nullptr);

    /// The primary one last. Those that were shown keep their place.
    void setItems(const std::vector<ItemRef>& items);
    void setWords(const std::vector<SelectionWord>& words);
    /// Names of selections that are kept with the project.
    void setSaved(const QStringList& names);
    QMenu* savedMenu() const { return m_savedMenu; }
    /// What the next area does to it. Does not emit.
    void setCombine(Combine combine);

    ItemList* images() const { return m_images; }
    ItemList* sentences() const { return m_sentences; }
    QString headline() const { return m_count->text(); }
    QString wordsText() const { return m_words->text(); }
    ToolEntry* combineEntry(Combine combine) const { return m_combine[std::size_t(combine)]; }

Q_SIGNALS:
    void combineChosen(crossview::ui::Combine combine);
    void chosen(crossview::ItemRef item);
    void opened(crossview::ItemRef item);
    void invertRequested();
    void clearRequested();
    void copyRequested();
    void exportRequested();
    /// The selection should be kept under a name that is to be asked for.
    void keepRequested();
    void savedChosen(const QString& name);
    void savedDropped(const QString& name);

private:
    QWidget* makeCombineRow();
    QWidget* makeButtons();

    std::vector<ItemRef> m_shown; // sorted by view and number
    PlainLabel* m_empty;
    QWidget* m_body;
    PlainLabel* m_count;
    PlainLabel* m_wordsTitle;
    PlainLabel* m_words;
    PlainLabel* m_imagesTitle;
    PlainLabel* m_sentencesTitle;
    ItemList* m_images;
    ItemList* m_sentences;
    std::array<ToolEntry*, 4> m_combine{};
    QMenu* m_savedMenu = nullptr;
};

} // namespace crossview::ui
