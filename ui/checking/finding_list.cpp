#include "checking/finding_list.h"

#include "project/checking/item_splits.h"
#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>
#include <utility>

namespace crossview::ui {
namespace {

constexpr int kSide = 72;  // of a picture
constexpr int kCell = 104; // of a picture with its name
constexpr int kGap = 6;
constexpr int kReasonLines = 2; // the tool tip has all of it

QString splitWords(ItemRef item, const CheckedProject& checked) {
    QStringList words;
    for (const Split split : splitsOf(item, *checked.dataset, checked.splits))
        words << QString::fromUtf8(toString(split));
    return words.join(QStringLiteral(", "));
}

/// Whose pictures say more than the sentence alone.
bool isAboutPicturesOfSentence(ProblemKind kind) {
    return kind == ProblemKind::sentenceOfSplits || kind == ProblemKind::captionOfMany;
}

/// Head with the count and the splits, lines of text, then pictures with their names and splits beneath.
class FindingDelegate : public QStyledItemDelegate {
public:
    FindingDelegate(const ItemSources& sources, const FindingListModel& model, QObject* parent)
        : QStyledItemDelegate(parent), m_sources(sources), m_model(model) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const FindingRow row = m_model.at(index.row());
        const QRectF box = QRectF(option.rect).adjusted(2, kGap / 2.0, -2, -kGap / 2.0);
        painter->save();
        if (option.state.testFlag(QStyle::State_Selected)) {
            painter->setPen(QPen(theme().color(Role::Accent), 2));
            painter->setRenderHint(QPainter::Antialiasing);
            painter->drawRoundedRect(box.adjusted(0, -2, 0, 2), 4, 4);
        }
        painter->setFont(option.font);
        const double line = lineHeight(option);
        QRectF at(box.left() + 8, box.top() + 2, box.width() - 16, line);
        paintHead(*painter, at, row);
        for (const FindingRow::Line& each : row.lines) {
            at.translate(0, line);
            paintLine(*painter, at, each);
        }
        if (!row.reason.isEmpty()) {
            at.translate(0, line);
            painter->setPen(theme().color(Role::SecondaryText));
            const QRectF lines = at.adjusted(14, 0, 0, line * (kReasonLines - 1));
            painter->setClipRect(lines);
            painter->drawText(lines, Qt::AlignLeft | Qt::TextWordWrap, shownLine(row.reason));
        }
        if (!row.pictures.empty())
            paintPictures(*painter, QRectF(at.left(), at.bottom() + 4, at.width(), kSide + 2 * line), line,
                          row);
        painter->restore();
    }
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const int line = lineHeight(option);
        const int texts = int(m_model.lineCount(index.row()) + 1) * line;
        return {200, texts + (m_model.hasPictures(index.row()) ? kSide + 2 * line + 4 : 0) + 2 * kGap};
    }

private:
    static int lineHeight(const QStyleOptionViewItem& option) { return option.fontMetrics.height() + 3; }

    static void paintHead(QPainter& painter, const QRectF& box, const FindingRow& row) {
        painter.setPen(theme().color(Role::SecondaryText));
        paintElided(painter, box, row.count);
        if (!row.isAcrossSplits)
            return;
        const double left = painter.fontMetrics().horizontalAdvance(row.count + QStringLiteral("   "));
        const QFont plain = painter.font();
        QFont strong = plain;
        strong.setWeight(QFont::DemiBold);
        painter.setFont(strong);
        painter.setPen(theme().readable(Role::Violated));
        paintElided(painter, box.adjusted(left, 0, 0, 0), FindingListModel::tr("! across splits"));
        painter.setFont(plain);
    }
    static void paintLine(QPainter& painter, const QRectF& box, const FindingRow::Line& line) {
        paintViewMark(painter, QRectF(box.left(), box.center().y() - 4, 8, 8), line.item.view);
        const double right =
            line.splits.isEmpty() ? 0 : painter.fontMetrics().horizontalAdvance(line.splits) + 12;
        painter.setPen(theme().color(Role::Text));
        paintElided(painter, box.adjusted(14, 0, -right, 0), line.text);
        painter.setPen(theme().color(Role::SecondaryText));
        paintElided(painter, box, line.splits, Qt::AlignRight);
    }
    void paintPictures(QPainter& painter, const QRectF& box, double line, const FindingRow& row) const {
        const auto room = std::size_t(std::max(1.0, (box.width() + kGap) / (kCell + kGap)));
        // The last place says how many there is no room for.
        const std::size_t shown =
            row.allPictures <= room ? row.pictures.size() : std::min(row.pictures.size(), room - 1);
        QRectF cell(box.left(), box.top(), kCell, kSide);
        for (std::size_t i = 0; i < shown; ++i) {
            const FindingRow::Line& picture = row.pictures[i];
            paintItemPicture(painter, QRectF(cell.topLeft(), QSizeF(kSide, kSide)), m_sources,
                             picture.item.index, false);
            const QRectF name(cell.left(), cell.bottom(), kCell, line);
            painter.setPen(theme().color(Role::Text));
            paintElided(painter, name, picture.text);
            painter.setPen(theme().color(Role::SecondaryText));
            paintElided(painter, name.translated(0, line), picture.splits);
            cell.translate(kCell + kGap, 0);
        }
        if (shown == row.allPictures)
            return;
        painter.setPen(theme().color(Role::SecondaryText));
        painter.drawText(cell, Qt::AlignLeft | Qt::AlignVCenter,
                         FindingListModel::tr("and %1 more").arg(grouped(qint64(row.allPictures - shown))));
    }

    ItemSources m_sources;
    const FindingListModel& m_model;
};

} // namespace

QString FindingRow::text() const {
    QStringList all{isAcrossSplits ? FindingListModel::tr("%1, across splits").arg(count) : count};
    const auto say = [&all](const std::vector<Line>& items) {
        constexpr std::size_t kSaid = 12;
        for (std::size_t i = 0; i < std::min(items.size(), kSaid); ++i)
            all << (items[i].splits.isEmpty()
                        ? items[i].text
                        : FindingListModel::tr("%1 (%2)").arg(items[i].text, items[i].splits));
    };
    say(lines);
    say(pictures);
    if (!reason.isEmpty())
        all << reason;
    return all.join(QLatin1Char('\n'));
}

FindingRow findingRow(const DataProblem& problem, const CheckedProject& checked, const DatasetInfo& info) {
    const auto lineOf = [&](ItemRef item) {
        return FindingRow::Line{item, info.text(item), splitWords(item, checked)};
    };
    const auto countOf = [](qint64 count, View view) {
        if (view == View::image)
            return count == 1 ? FindingListModel::tr("1 picture")
                              : FindingListModel::tr("%1 pictures").arg(grouped(count));
        return count == 1 ? FindingListModel::tr("1 sentence")
                          : FindingListModel::tr("%1 sentences").arg(grouped(count));
    };
    FindingRow row;
    row.isAcrossSplits = problem.acrossSplits;
    row.reason = QString::fromStdString(problem.reason);
    const ItemRef first = problem.items.front();
    row.count = countOf(qint64(problem.items.size()), first.view);
    if (first.view == View::image && problem.kind != ProblemKind::unreadablePicture) {
        row.allPictures = problem.items.size();
        for (std::size_t i = 0; i < std::min(problem.items.size(), FindingRow::kMostPictures); ++i)
            row.pictures.push_back(lineOf(problem.items[i]));
        return row;
    }
    for (std::size_t i = 0; i < std::min(problem.items.size(), FindingRow::kMostLines); ++i)
        row.lines.push_back(lineOf(problem.items[i]));
    if (problem.items.size() > FindingRow::kMostLines)
        row.count = FindingListModel::tr("%1, the first %2:").arg(row.count).arg(FindingRow::kMostLines);
    if (!isAboutPicturesOfSentence(problem.kind))
        return row;
    const auto images = checked.dataset->relation().imagesOf(std::size_t(first.index));
    row.allPictures = images.size();
    row.count = FindingListModel::tr("%1 of %2").arg(row.count, countOf(qint64(images.size()), View::image));
    for (std::size_t i = 0; i < std::min(images.size(), FindingRow::kMostPictures); ++i)
        row.pictures.push_back(lineOf({View::image, images[i]}));
    return row;
}

FindingListModel::FindingListModel(const ItemSources& sources, QObject* parent)
    : QAbstractListModel(parent), m_sources(sources) {}

void FindingListModel::setFindings(std::shared_ptr<const CheckState> state, ProblemKind kind) {
    beginResetModel();
    m_state = std::move(state);
    m_problems.clear();
    if (m_state)
        for (std::size_t p = 0; p < m_state->checked.problems.size(); ++p)
            if (m_state->checked.problems[p].kind == kind)
                m_problems.push_back(p);
    std::ranges::stable_partition(
        m_problems, [this](std::size_t p) { return m_state->checked.problems[p].acrossSplits; });
    endResetModel();
}

FindingRow FindingListModel::at(int row) const {
    return findingRow(problem(row), m_state->checked, *m_sources.info);
}

std::size_t FindingListModel::lineCount(int row) const {
    const DataProblem& asked = problem(row);
    if (asked.kind == ProblemKind::unreadablePicture)
        return 1 + kReasonLines;
    return asked.items.front().view == View::image ? 0 : std::min(asked.items.size(), FindingRow::kMostLines);
}

bool FindingListModel::hasPictures(int row) const {
    const DataProblem& asked = problem(row);
    return asked.kind != ProblemKind::unreadablePicture &&
           (asked.items.front().view == View::image || isAboutPicturesOfSentence(asked.kind));
}

int FindingListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_problems.size());
}

QVariant FindingListModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return shownText(at(index.row()).text());
    if (const QString tip = role == Qt::ToolTipRole ? asToolTip(at(index.row()).text()) : QString();
        !tip.isEmpty())
        return tip;
    return {};
}

FindingList::FindingList(const ItemSources& sources, QWidget* parent)
    : QListView(parent), m_model(new FindingListModel(sources, this)) {
    setModel(m_model);
    setItemDelegate(new FindingDelegate(sources, *m_model, this));
    setFrameShape(QFrame::NoFrame);
    setLayoutMode(QListView::Batched); // however many: the window does not wait
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setAccessibleName(tr("Findings"));
    setObjectName(QStringLiteral("findings"));
    viewport()->setAutoFillBackground(false);
    // A row that is current already may be chosen again: something else was selected in between.
    connect(this, &QListView::clicked, this, &FindingList::choose);
    connect(this, &QListView::activated, this, &FindingList::choose);
    connect(sources.thumbnails, &ThumbnailSource::loaded, viewport(), qOverload<>(&QWidget::update));
}

void FindingList::setFindings(std::shared_ptr<const CheckState> state, ProblemKind kind) {
    m_quiet = true;
    m_model->setFindings(std::move(state), kind);
    m_quiet = false;
}

void FindingList::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QListView::currentChanged(current, previous);
    if (!m_quiet)
        choose(current);
}

void FindingList::choose(const QModelIndex& index) {
    if (index.isValid())
        Q_EMIT chosen(m_model->problem(index.row()).items);
}

} // namespace crossview::ui
