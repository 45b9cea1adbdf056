#include "runs/run_table_model.h"

#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QFont>

#include <algorithm>
#include <utility>

namespace crossview::ui {
namespace {

const QString kNone = QStringLiteral("–");

double recallValue(const EpochMetrics& epoch, int which) {
    const Recall& recall = which < 3 ? epoch.validation.imageToSentence : epoch.validation.sentenceToImage;
    return which % 3 == 0 ? recall.r1 : which % 3 == 1 ? recall.r5 : recall.r10;
}

/// The value that most runs have; of several the one of the oldest run.
OptionValue usualOf(const RunList& list, const OptionField& field) {
    std::vector<std::pair<OptionValue, int>> counts;
    for (const RunSummary& run : list.runs) {
        if (!run.options)
            continue;
        const OptionValue value = field.get(*run.options);
        const auto found = std::ranges::find(counts, value, &std::pair<OptionValue, int>::first);
        if (found == counts.end())
            counts.emplace_back(value, 1);
        else
            ++found->second;
    }
    return std::ranges::max_element(counts, {}, &std::pair<OptionValue, int>::second)->first;
}

QVariant variantOf(const OptionValue& value) {
    if (const auto* number = std::get_if<double>(&value))
        return *number;
    if (const auto* whole = std::get_if<std::int64_t>(&value))
        return double(*whole);
    return optionText(value);
}

} // namespace

QString optionText(const OptionValue& value) {
    if (const auto* yes = std::get_if<bool>(&value))
        return *yes ? RunTableModel::tr("on") : RunTableModel::tr("off");
    const QString text = QString::fromStdString(textOf(value));
    return text.isEmpty() ? kNone : shownLine(text);
}

QString stateText(const RunSummary& run) {
    switch (run.record.status) {
    case RunStatus::running:
        return RunTableModel::tr("training");
    case RunStatus::paused:
        return RunTableModel::tr("paused");
    case RunStatus::stopped:
        return RunTableModel::tr("stopped");
    case RunStatus::finished:
        return RunTableModel::tr("finished");
    case RunStatus::failed:
        return RunTableModel::tr("failed");
    }
    return {};
}

void RunTableModel::setList(std::shared_ptr<const RunList> list, const std::string& shown) {
    const auto ids = [](const std::shared_ptr<const RunList>& of) {
        std::vector<std::string> all;
        if (of)
            for (const RunSummary& run : of->runs)
                all.push_back(run.record.id);
        return all;
    };
    std::vector<const OptionField*> options;
    if (list)
        for (const OptionField* field : list->differing)
            if (field->key != "optimiser.epochs") // stands beside the epochs
                options.push_back(field);
    // Rows that stay keep selection, place and an open editor, whose text a change of its cell would replace.
    const bool sameShape = ids(list) == ids(m_list) && options == m_options;
    if (!sameShape)
        beginResetModel();
    const std::shared_ptr<const RunList> before = std::exchange(m_list, std::move(list));
    m_shown = shown;
    m_options = std::move(options);
    m_usual.clear();
    for (const OptionField* field : m_options)
        m_usual.push_back(usualOf(*m_list, *field));
    if (!sameShape)
        endResetModel();
    else if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, noteColumn() - 1));
    for (int row = 0; sameShape && row < rowCount(); ++row)
        if (run(row).note != before->runs.at(std::size_t(row)).note)
            Q_EMIT dataChanged(index(row, noteColumn()), index(row, noteColumn()));
}

int RunTableModel::rowOf(const std::string& run) const {
    for (int row = 0; row < rowCount(); ++row)
        if (this->run(row).record.id == run)
            return row;
    return -1;
}

int RunTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_list ? 0 : int(m_list->runs.size());
}

int RunTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : noteColumn() + 1;
}

const OptionField* RunTableModel::optionOf(int column) const {
    return column >= FirstOption && column < firstRecall() ? m_options.at(std::size_t(column - FirstOption))
                                                           : nullptr;
}

bool RunTableModel::isNumber(int column) const {
    if (const OptionField* field = optionOf(column)) {
        const OptionValue& usual = m_usual.at(std::size_t(column - FirstOption));
        return field->choices.empty() && !std::holds_alternative<std::string>(usual) &&
               !std::holds_alternative<bool>(usual);
    }
    return column >= EpochsColumn && column < noteColumn();
}

int RunTableModel::recallOf(int column) const {
    return column >= firstRecall() && column < noteColumn() ? column - firstRecall() : -1;
}

bool RunTableModel::isUnusual(const RunSummary& run, int column) const {
    const OptionField* field = optionOf(column);
    return field && run.options && field->get(*run.options) != m_usual.at(std::size_t(column - FirstOption));
}

QString RunTableModel::text(const RunSummary& run, int column) const {
    const RunRecord& record = run.record;
    if (const OptionField* field = optionOf(column))
        return run.options ? optionText(field->get(*run.options)) : kNone;
    if (column == noteColumn())
        return shownLine(QString::fromStdString(run.note));
    if (const int which = recallOf(column); which >= 0)
        return run.best ? QString::number(recallValue(*run.best, which), 'f', 1) : kNone;
    switch (column) {
    case RunColumn:
        return QString::fromStdString(record.id);
    case StateColumn:
        return run.problem.empty() ? stateText(run) : tr("! %1").arg(stateText(run));
    case EpochsColumn:
        return run.options ? tr("%1 of %2").arg(record.epochs).arg(run.options->optimiser.epochs)
                           : QString::number(record.epochs);
    case SumColumn:
        return run.best ? QString::number(run.best->validation.sum(), 'f', 1) : kNone;
    default:
        return {};
    }
}

QVariant RunTableModel::sortValue(const RunSummary& run, int column) const {
    if (const OptionField* field = optionOf(column))
        return run.options ? variantOf(field->get(*run.options)) : QVariant();
    if (column == EpochsColumn)
        return double(run.record.epochs);
    const int which = recallOf(column);
    if (column == SumColumn || which >= 0) {
        if (!run.best)
            return {};
        return column == SumColumn ? run.best->validation.sum() : recallValue(*run.best, which);
    }
    return text(run, column);
}

QString RunTableModel::tip(const RunSummary& run, int column) const {
    QStringList lines;
    if (!run.problem.empty())
        lines << QString::fromStdString(run.problem);
    if (run.trainer)
        lines << QString::fromStdString(sentenceOf(*run.trainer, run.record.id));
    if (!run.record.failure.empty())
        lines << QString::fromStdString(run.record.failure);
    if (run.shuffle)
        lines << tr("Its pairs are shuffled: the chance control.");
    if (column == RunColumn && run.record.id == m_shown)
        lines << tr("This run stands in the window.");
    if (column == noteColumn())
        lines << tr("What you noted on the run; F2 or a double click edits it.");
    if (run.best && column == EpochsColumn)
        lines << tr("Epoch %1 was best on validation.").arg(run.record.bestEpoch);
    if (!run.best && run.record.epochs > 0 && (column == SumColumn || recallOf(column) >= 0))
        lines << tr("No validation was measured, so that the newest epoch answers.");
    return lines.join(QLatin1Char('\n'));
}

QVariant RunTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const RunSummary& summary = run(index.row());
    const int column = index.column();
    const bool isShown = column == RunColumn && summary.record.id == m_shown;
    switch (role) {
    case Qt::DisplayRole:
        return text(summary, column);
    case Qt::EditRole:
        return QString::fromStdString(summary.note);
    case kSortRole:
        return sortValue(summary, column);
    case kUnusualRole:
        return isUnusual(summary, column);
    case Qt::TextAlignmentRole:
        return int((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ForegroundRole:
        if (column == StateColumn && !summary.problem.empty())
            return theme().readable(Role::Violated);
        return theme().color(optionOf(column) && !isUnusual(summary, column) ? Role::SecondaryText
                                                                             : Role::Text);
    case Qt::FontRole: {
        if (!isShown && !isUnusual(summary, column))
            return {};
        QFont strong;
        strong.setWeight(QFont::DemiBold);
        return strong;
    }
    case Qt::AccessibleTextRole:
        return tr("%1: %2").arg(headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(),
                                text(summary, column)) +
               (isShown ? tr(", stands in the window") : QString()) +
               (isUnusual(summary, column) ? tr(", differs from most runs") : QString());
    default:
        break;
    }
    const QString shownTip = role == Qt::ToolTipRole ? asToolTip(tip(summary, column)) : QString();
    return shownTip.isEmpty() ? QVariant() : shownTip;
}

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::DisplayRole)
        return heading(section).name;
    const QString shownTip = role == Qt::ToolTipRole ? asToolTip(heading(section).tip) : QString();
    return shownTip.isEmpty() ? QVariant() : shownTip;
}

RunTableModel::Heading RunTableModel::heading(int section) const {
    if (const OptionField* field = optionOf(section))
        return {QString::fromStdString(field->label), QString::fromStdString(field->label) +
                                                          QLatin1Char('\n') +
                                                          QString::fromStdString(field->help)};
    if (section == noteColumn())
        return {tr("Note"), tr("What you noted on the run.")};
    if (const int which = recallOf(section); which >= 0) {
        static constexpr int kFirst[] = {1, 5, 10};
        const int k = kFirst[which % 3];
        return {(which < 3 ? tr("i→s R@%1") : tr("s→i R@%1")).arg(k),
                (which < 3 ? tr("Image → sentence: share of validation queries with a true match among "
                                "the first %1, in percent, at the best epoch.")
                           : tr("Sentence → image: share of validation queries with a true match among "
                                "the first %1, in percent, at the best epoch."))
                    .arg(k)};
    }
    switch (section) {
    case RunColumn:
        return {tr("Run"), tr("When the run was begun (UTC). Semibold: it stands in the window.")};
    case StateColumn:
        return {tr("State"), tr("Whether it is being trained, and how it ended.")};
    case EpochsColumn:
        return {tr("Epochs"), tr("Finished epochs, of those that were asked for.")};
    case SumColumn:
        return {tr("rsum"), tr("The six validation recalls of the best epoch added, 600 at most.")};
    default:
        return {};
    }
}

Qt::ItemFlags RunTableModel::flags(const QModelIndex& index) const {
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.column() == noteColumn() ? flags | Qt::ItemIsEditable : flags;
}

bool RunTableModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::EditRole || index.column() != noteColumn() || index.row() >= rowCount())
        return false;
    Q_EMIT noteEdited(run(index.row()).record.id, value.toString().simplified());
    return true;
}

} // namespace crossview::ui
