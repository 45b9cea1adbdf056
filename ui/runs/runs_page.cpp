#include "runs/runs_page.h"

#include "runs/compare_view.h"
#include "style/plain_text.h"
#include "widgets/building_blocks.h"
#include "widgets/cell_table.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace crossview::ui {
namespace {

/// Sorts runs by a column's values, those without one behind all others whatever the order.
class SortedRuns : public QSortFilterProxyModel {
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

protected:
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override {
        const QVariant a = left.data(RunTableModel::kSortRole);
        const QVariant b = right.data(RunTableModel::kSortRole);
        if (a.isNull() || b.isNull())
            return a.isNull() != b.isNull() && (sortOrder() == Qt::AscendingOrder ? b.isNull() : a.isNull());
        if (a.typeId() == QMetaType::Double && b.typeId() == QMetaType::Double)
            return a.toDouble() < b.toDouble();
        return QString::localeAwareCompare(a.toString(), b.toString()) < 0;
    }
};

} // namespace

RunsPage::RunsPage(CompareView* comparison, QWidget* parent)
    : WatchedWidget(parent), m_model(new RunTableModel(this)), m_sorted(new SortedRuns(this)),
      m_table(new QTableView), m_settings(new CellTable(tr("Settings of the chosen run"), false)),
      m_comparison(comparison), m_stack(new QStackedWidget), m_split(new QSplitter(Qt::Vertical)),
      m_count(makeSecondary({})), m_settingsTitle(makeHeading({})),
      m_onlyDiffering(new TickBox(tr("Only what differs"))) {
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(RunTableModel::kSortRole);
    m_table->setModel(m_sorted);
    m_table->setObjectName(QStringLiteral("runTable"));
    m_table->setAccessibleName(tr("Runs"));
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked);
    m_table->setSortingEnabled(true);
    styleTable(*m_table);
    m_table->sortByColumn(RunTableModel::RunColumn, Qt::DescendingOrder); // the newest in front
    addActions();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    m_stack->addWidget(makeListPage());
    m_stack->addWidget(m_comparison);

    connect(m_model, &RunTableModel::noteEdited, this, &RunsPage::noteEdited);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &RunsPage::updateActions);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &RunsPage::updateSettings);
    connect(m_table, &QAbstractItemView::doubleClicked, this, [this](const QModelIndex& index) {
        if (index.column() != m_model->noteColumn())
            act(Act::Open);
    });
    connect(m_onlyDiffering, &QCheckBox::toggled, this, &RunsPage::updateSettings);
    connect(m_comparison, &CompareView::closed, this, [this] { showComparison(false); });
    updateActions();
    setList({}, {});
}

void RunsPage::addActions() {
    const auto add = [this](Act which, const QString& text, const QList<QKeySequence>& keys,
                            const QString& tip) {
        auto* action = new QAction(text, m_table);
        action->setShortcuts(keys);
        action->setShortcutContext(Qt::WidgetShortcut); // not while a note is edited
        setPlainToolTip(action, tip);
        connect(action, &QAction::triggered, this, [this, which] { act(which); });
        m_table->addAction(action);
        m_actions.at(std::size_t(which)) = action;
    };
    add(Act::Open, tr("Open"), {Qt::Key_Return, Qt::Key_Enter},
        tr("Shows the run in the window: map, curves and answers (Enter)"));
    add(Act::Compare, tr("Compare"), {QKeySequence(tr("Ctrl+K"))},
        tr("Two chosen runs beside each other (Ctrl+K)"));
    add(Act::Duplicate, tr("Duplicate with changes"), {QKeySequence(tr("Ctrl+D"))},
        tr("Takes the run's options into the experiment panel, for a new run (Ctrl+D)"));
    add(Act::Note, tr("Edit the note"), {Qt::Key_F2}, tr("A line of your own on the run (F2)"));
    add(Act::Remove, tr("Delete"), {QKeySequence::Delete},
        tr("Removes the chosen runs with all that they stored; can be undone (Delete)"));
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
}

QWidget* RunsPage::makeListPage() {
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    for (const Act which : {Act::Open, Act::Compare, Act::Duplicate, Act::Remove}) {
        QAction* action = this->action(which);
        auto* button = new QPushButton(action->text());
        setPlainToolTip(button, action->toolTip());
        connect(button, &QPushButton::clicked, action, &QAction::trigger);
        connect(action, &QAction::changed, button,
                [button, action] { button->setEnabled(action->isEnabled()); });
        buttons->addWidget(button);
    }
    buttons->addStretch();
    m_count->setWordWrap(true);

    auto* beneath = new QWidget;
    auto* title = new QHBoxLayout;
    title->addWidget(m_settingsTitle, 1);
    title->addWidget(m_onlyDiffering);
    auto* settings = new QVBoxLayout(beneath);
    settings->setContentsMargins(0, 8, 0, 0);
    settings->setSpacing(4);
    settings->addLayout(title);
    settings->addWidget(m_settings, 1);
    m_split->setObjectName(QStringLiteral("runsSplit"));
    m_split->setChildrenCollapsible(false);
    m_split->addWidget(m_table);
    m_split->addWidget(beneath);
    m_split->setStretchFactor(0, 3);
    m_split->setStretchFactor(1, 2);

    QFrame* card = makeCard();
    auto* layout = new QVBoxLayout(card);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    layout->addLayout(buttons);
    layout->addWidget(m_count);
    layout->addWidget(m_split, 1);
    return card;
}

QString RunsPage::headline() const {
    return m_count->text();
}

void RunsPage::setList(const std::shared_ptr<const RunList>& list, const std::string& shown) {
    const bool first = !m_list && list && !list->runs.empty();
    const std::vector<std::string> before = chosen();
    m_list = list;
    m_model->setList(list, shown);
    const int count = m_model->rowCount();
    if (!list)
        m_count->setText(tr("The runs are being read …"));
    else if (count == 0)
        m_count->setText(
            tr("No run has been trained yet: press Run. Every run then stands here with its settings "
               "and results."));
    else {
        QStringList labels;
        for (const OptionField* field : list->differing)
            labels << QString::fromStdString(field->label);
        const QString runs = count == 1 ? tr("1 run") : tr("%1 runs").arg(grouped(count));
        m_count->setText(
            labels.isEmpty()
                ? (count == 1 ? runs + QLatin1Char('.') : tr("%1, all with the same settings.").arg(runs))
                : tr("%1; they differ in: %2.").arg(runs, labels.join(QStringLiteral(", "))));
    }
    m_split->setVisible(count > 0);
    if (chosen() != before) // rows were made anew
        choose(before);
    if (first || (chosen().empty() && count > 0))
        choose({m_model->rowOf(shown) >= 0 ? shown : m_sorted->index(0, 0).data().toString().toStdString()});
    if (m_fittedColumns != m_model->columnCount() && count > 0) {
        fitColumns(*m_table);
        m_fittedColumns = m_model->columnCount();
    }
    updateActions();
    updateSettings();
}

std::vector<std::string> RunsPage::chosen() const {
    QModelIndexList rows = m_table->selectionModel()->selectedRows();
    std::ranges::sort(rows, {}, [](const QModelIndex& index) { return index.row(); });
    std::vector<std::string> runs;
    for (const QModelIndex& row : rows)
        runs.push_back(m_model->run(m_sorted->mapToSource(row).row()).record.id);
    return runs;
}

void RunsPage::choose(const std::vector<std::string>& runs) {
    QItemSelection rows;
    QModelIndex last;
    for (const std::string& run : runs)
        if (const int row = m_model->rowOf(run); row >= 0) {
            last = m_sorted->mapFromSource(m_model->index(row, 0));
            rows.select(last, last);
        }
    if (!last.isValid())
        return;
    m_table->setCurrentIndex(last);
    m_table->selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

bool RunsPage::isComparing() const {
    return m_stack->currentWidget() == m_comparison;
}

void RunsPage::showComparison(bool show) {
    m_stack->setCurrentIndex(show ? 1 : 0);
    if (isVisible())
        (show ? static_cast<QWidget*>(m_comparison) : m_table)->setFocus(Qt::OtherFocusReason);
}

const RunSummary* RunsPage::current() const {
    const QModelIndex index = m_table->currentIndex();
    return index.isValid() ? &m_model->run(m_sorted->mapToSource(index).row()) : nullptr;
}

void RunsPage::updateActions() {
    const std::size_t count = chosen().size();
    action(Act::Open)->setEnabled(count == 1);
    action(Act::Compare)->setEnabled(count == 2);
    action(Act::Duplicate)->setEnabled(count == 1);
    action(Act::Note)->setEnabled(count == 1);
    action(Act::Remove)->setEnabled(count > 0);
}

void RunsPage::updateSettings() {
    const RunSummary* run = current();
    std::vector<std::vector<Cell>> rows;
    const auto addAll = [&](bool differing) {
        for (const OptionField& field : optionFields()) {
            const bool differs = std::ranges::find(m_list->differing, &field) != m_list->differing.end();
            if (differs == differing)
                rows.push_back({{QString::fromStdString(field.section)},
                                {QString::fromStdString(field.label), false, differs,
                                 QString::fromStdString(field.help)},
                                {optionText(field.get(*run->options)), false, differs,
                                 differs ? tr("Not the same in all runs") : QString()},
                                {QString::fromStdString(field.unit)}});
        }
    };
    m_settingsTitle->setText(run ? tr("Settings of run %1").arg(QString::fromStdString(run->record.id))
                                 : QString());
    if (run && run->options) {
        addAll(true);
        if (!m_onlyDiffering->isChecked())
            addAll(false);
    }
    m_settings->cells()->setCells({{tr("Part")}, {tr("Setting")}, {tr("Value")}, {tr("Unit")}},
                                  std::move(rows));
}

void RunsPage::act(Act which) {
    const std::vector<std::string> runs = chosen();
    if (!action(which)->isEnabled() || runs.empty())
        return;
    switch (which) {
    case Act::Open:
        Q_EMIT openRequested(runs.front());
        break;
    case Act::Compare: // the older one first
        Q_EMIT compareRequested(std::min(runs[0], runs[1]), std::max(runs[0], runs[1]));
        break;
    case Act::Duplicate:
        Q_EMIT duplicateRequested(runs.front());
        break;
    case Act::Note: {
        const QModelIndex note = m_table->currentIndex().siblingAtColumn(m_model->noteColumn());
        m_table->setCurrentIndex(note);
        m_table->edit(note);
        break;
    }
    case Act::Remove:
        Q_EMIT removeRequested(runs);
        break;
    }
}

} // namespace crossview::ui
