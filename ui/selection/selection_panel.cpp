#include "selection/selection_panel.h"

#include "widgets/building_blocks.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace crossview::ui {
namespace {

bool comesBefore(ItemRef a, ItemRef b) {
    return a.view != b.view ? a.view == View::image : a.index < b.index;
}

/// A quiet button: there are several in a row.
ToolEntry* makeButton(const QString& text, const QString& tip, QWidget* parent) {
    auto* button = new ToolEntry(text, tip, parent);
    button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    return button;
}

} // namespace

SelectionPanel::SelectionPanel(const ItemSources& sources, QWidget* parent)
    : QWidget(parent),
      m_empty(makeSecondary(tr("Nothing is selected. Draw a lasso around points of the map (Shift+drag), or "
                               "Shift+click a line of its legend."))),
      m_body(new QWidget), m_count(makeHeading({})), m_wordsTitle(makeSecondary(tr("Telling words"))),
      m_words(new PlainLabel), m_imagesTitle(makeSecondary({})), m_sentencesTitle(makeSecondary({})),
      m_images(new ItemList(sources, View::image)), m_sentences(new ItemList(sources, View::sentence)) {
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_words->setWordWrap(true);
    auto* column = new QVBoxLayout(m_body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(0, 0, 0, 0);
    head->addWidget(m_count, 1);
    head->addWidget(makeButtons());
    column->addLayout(head);
    column->addWidget(m_wordsTitle);
    column->addWidget(m_words);
    column->addWidget(m_imagesTitle);
    column->addWidget(m_images, 1);
    column->addWidget(m_sentencesTitle);
    column->addWidget(m_sentences, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 4, 12, 8);
    layout->setSpacing(4);
    layout->addWidget(makeCombineRow());
    layout->addWidget(m_empty, 1);
    layout->addWidget(m_body, 1);
    for (ItemList* list : {m_images, m_sentences}) {
        connect(list, &ItemList::chosen, this, &SelectionPanel::chosen);
        connect(list, &ItemList::opened, this, &SelectionPanel::opened);
    }
    setItems({});
    setWords({});
    setSaved({});
}

QWidget* SelectionPanel::makeCombineRow() {
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeSecondary(tr("Area:")));
    m_combine = {makeButton(tr("new"), tr("What you mark next becomes the selection"), row),
                 makeButton(tr("add"), tr("What you mark next is added (Shift)"), row),
                 makeButton(tr("take away"), tr("What you mark next is taken away (Ctrl)"), row),
                 makeButton(tr("overlap"), tr("Only what is in both stays (Ctrl+Shift)"), row)};
    auto* group = new QButtonGroup(row);
    for (std::size_t i = 0; i < m_combine.size(); ++i) {
        m_combine[i]->setCheckable(true);
        group->addButton(m_combine[i]);
        layout->addWidget(m_combine[i]);
        connect(m_combine[i], &QAbstractButton::clicked, this,
                [this, i] { Q_EMIT combineChosen(Combine(i)); });
    }
    m_combine[0]->setChecked(true);
    layout->addStretch();
    ToolEntry* saved = makeButton(tr("Kept ▾"), tr("Selections that are kept with the project"), row);
    saved->setObjectName(QStringLiteral("savedSelections"));
    m_savedMenu = new QMenu(saved);
    layout->addWidget(saved);
    connect(saved, &QAbstractButton::clicked, this,
            [this, saved] { m_savedMenu->popup(saved->mapToGlobal(QPoint(0, saved->height() + 4))); });
    return row;
}

QWidget* SelectionPanel::makeButtons() {
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    ToolEntry* invert = makeButton(
        tr("Invert"), tr("Select everything else that the map shows (Ctrl+Shift+I on the map)"), row);
    ToolEntry* clear = makeButton(tr("Clear"), tr("Select nothing (Esc)"), row);
    ToolEntry* copy = makeButton(
        tr("Copy"), tr("Numbers, texts, files and places as a table, to the clipboard (Ctrl+C)"), row);
    ToolEntry* save = makeButton(tr("Save …"), tr("The same table as a file: .tsv or .csv"), row);
    for (ToolEntry* button : {invert, clear, copy, save})
        layout->addWidget(button);
    connect(invert, &QAbstractButton::clicked, this, &SelectionPanel::invertRequested);
    connect(clear, &QAbstractButton::clicked, this, &SelectionPanel::clearRequested);
    connect(copy, &QAbstractButton::clicked, this, &SelectionPanel::copyRequested);
    connect(save, &QAbstractButton::clicked, this, &SelectionPanel::exportRequested);
    return row;
}

void SelectionPanel::setItems(const std::vector<ItemRef>& items) {
    std::vector<ItemRef> sorted = items;
    std::ranges::sort(sorted, comesBefore);
    if (sorted != m_shown || sorted.empty()) {
        m_shown = std::move(sorted);
        const auto middle = std::ranges::find(m_shown, View::sentence, &ItemRef::view);
        const auto images = qint64(middle - m_shown.begin());
        const auto sentences = qint64(m_shown.end() - middle);
        m_images->setItems({m_shown.begin(), middle});
        m_sentences->setItems({middle, m_shown.end()});
        m_count->setText(tr("%1 items").arg(grouped(images + sentences)));
        m_imagesTitle->setText(tr("Images: %1").arg(grouped(images)));
        m_sentencesTitle->setText(tr("Sentences: %1").arg(grouped(sentences)));
        for (QWidget* part : std::initializer_list<QWidget*>{m_images, m_imagesTitle})
            part->setVisible(images > 0);
        for (QWidget* part : std::initializer_list<QWidget*>{m_sentences, m_sentencesTitle})
            part->setVisible(sentences > 0);
        m_empty->setVisible(m_shown.empty());
        m_body->setVisible(!m_shown.empty());
    }
    const ItemRef primary = items.empty() ? ItemRef{} : items.back();
    m_images->setPrimary(primary);
    m_sentences->setPrimary(primary);
}

void SelectionPanel::setSaved(const QStringList& names) {
    m_savedMenu->clear();
    QAction* keep = m_savedMenu->addAction(tr("&Keep the selection …"));
    keep->setEnabled(!m_shown.empty());
    connect(m_savedMenu, &QMenu::aboutToShow, keep, [this, keep] { keep->setEnabled(!m_shown.empty()); });
    connect(keep, &QAction::triggered, this, &SelectionPanel::keepRequested);
    if (names.isEmpty())
        return;
    m_savedMenu->addSeparator();
    for (const QString& name : names) {
        QAction* open = m_savedMenu->addAction(shownOnButton(name));
        connect(open, &QAction::triggered, this, [this, name] { Q_EMIT savedChosen(name); });
    }
    m_savedMenu->addSeparator();
    QMenu* drop = m_savedMenu->addMenu(tr("&Forget"));
    for (const QString& name : names) {
        QAction* forget = drop->addAction(shownOnButton(name));
        connect(forget, &QAction::triggered, this, [this, name] { Q_EMIT savedDropped(name); });
    }
}

void SelectionPanel::setWords(const std::vector<SelectionWord>& words) {
    QStringList shown, explained;
    for (const SelectionWord& word : words) {
        shown << tr("%1 %2 %").arg(word.word).arg(std::lround(100 * word.share));
        explained << tr("%1: in %2 % of its sentences, %3 times as often as among all")
                         .arg(word.word)
                         .arg(std::lround(100 * word.share))
                         .arg(word.times, 0, 'f', 1);
    }
    m_words->setText(shown.join(QStringLiteral(" · ")));
    setPlainToolTip(m_words, explained.join(QLatin1Char('\n')));
    m_words->setVisible(!words.empty());
    m_wordsTitle->setVisible(!words.empty());
}

void SelectionPanel::setCombine(Combine combine) {
    m_combine[std::size_t(combine)]->setChecked(true);
}

} // namespace crossview::ui
