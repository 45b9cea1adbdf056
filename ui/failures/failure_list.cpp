#include "failures/failure_list.h"

#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>
#include <utility>

namespace crossview::ui {
namespace {

constexpr int kSide = 52; // of a picture
constexpr int kGap = 6;

QString placeText(const FailedQuery& failure) {
    if (failure.place > 0)
        return FailureListModel::tr("! %1 % nearer, usual %2 %")
            .arg(100 * failure.place, 0, 'f', 0)
            .arg(failure.similar < 0.0005 ? QStringLiteral("0")
                                          : QLocale().toString(100 * failure.similar, 'f', 1));
    return FailureListModel::tr("! match at place %1").arg(grouped(qint64(failure.rank) + 1));
}

/// A query of one view with answers of the other: pictures and lines of text.
class FailureDelegate : public QStyledItemDelegate {
public:
    FailureDelegate(const ItemSources& sources, const FailureListModel& model, QObject* parent)
        : QStyledItemDelegate(parent), m_sources(sources), m_model(model) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const FailedQuery& failure = m_model.at(index.row());
        const QRectF row = QRectF(option.rect).adjusted(2, kGap / 2.0, -2, -kGap / 2.0);
        painter->save();
        if (option.state.testFlag(QStyle::State_Selected)) {
            painter->setPen(QPen(theme().color(Role::Accent), 2));
            painter->setRenderHint(QPainter::Antialiasing);
            painter->drawRoundedRect(row.adjusted(-1, -2, 1, 2), 4, 4);
        }
        painter->setFont(option.font);
        const QRectF inside = row.adjusted(4, 0, -4, 0);
        const double line = option.fontMetrics.height() + 2;
        if (failure.query.view == View::image)
            paintFromImage(*painter, inside, line, failure);
        else
            paintFromSentence(*painter, inside, line, failure);
        painter->restore();
    }
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const int line = option.fontMetrics.height() + 2;
        const bool fromImage = m_model.at(index.row()).query.view == View::image;
        return {200, (fromImage ? std::max(kSide, 3 * line) : 2 * line + kSide) + 2 * kGap};
    }

private:
    void paintPlace(QPainter& painter, const QRectF& box, const FailedQuery& failure) const {
        QFont strong = painter.font();
        const QFont plain = strong;
        strong.setWeight(QFont::DemiBold);
        painter.setFont(strong);
        painter.setPen(theme().readable(Role::Violated));
        paintElided(painter, box, placeText(failure));
        painter.setFont(plain);
    }
    void paintText(QPainter& painter, const QRectF& box, const QString& before, ItemRef item,
                   Role role) const {
        painter.setPen(theme().readable(role));
        paintElided(painter, box, before + m_sources.info->text(item));
    }
    void paintFromImage(QPainter& painter, const QRectF& box, double line, const FailedQuery& failure) const {
        paintItemPicture(painter, {box.topLeft(), QSizeF(kSide, kSide)}, m_sources, failure.query.index,
                         false);
        const QRectF texts = box.adjusted(kSide + kGap, 0, 0, 0);
        const auto lineAt = [&](int number) {
            return QRectF(texts.left(), texts.top() + number * line, texts.width(), line);
        };
        paintPlace(painter, lineAt(0), failure);
        if (!failure.found.empty())
            paintText(painter, lineAt(1), FailureListModel::tr("Found: "), failure.found.front(), Role::Text);
        paintText(painter, lineAt(2), FailureListModel::tr("✓ Its own: "), failure.own, Role::TruePair);
    }
    void paintFromSentence(QPainter& painter, const QRectF& box, double line,
                           const FailedQuery& failure) const {
        paintViewMark(painter, QRectF(box.left(), box.top() + line / 2 - 4, 8, 8), View::sentence);
        paintText(painter, QRectF(box.left() + 14, box.top(), box.width() - 14, line), {}, failure.query,
                  Role::Text);
        paintPlace(painter, QRectF(box.left(), box.top() + line, box.width(), line), failure);
        double left = box.left();
        const double top = box.top() + 2 * line;
        for (const ItemRef& found : failure.found) {
            paintItemPicture(painter, QRectF(left, top, kSide, kSide), m_sources, found.index, false);
            left += kSide + kGap;
        }
        painter.setPen(theme().readable(Role::TruePair));
        painter.drawText(QRectF(left, top, 18, kSide), Qt::AlignCenter, QStringLiteral("✓"));
        paintItemPicture(painter, QRectF(left + 18, top, kSide, kSide), m_sources, failure.own.index, false);
    }

    ItemSources m_sources;
    const FailureListModel& m_model;
};

} // namespace

FailureListModel::FailureListModel(const ItemSources& sources, QObject* parent)
    : QAbstractListModel(parent), m_sources(sources) {}

void FailureListModel::setFailures(std::vector<FailedQuery> failures) {
    beginResetModel();
    m_failures = std::move(failures);
    endResetModel();
}

int FailureListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_failures.size());
}

QVariant FailureListModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const FailedQuery& failure = at(index.row());
    const QString text = m_sources.info->text(failure.query);
    const QString own = m_sources.info->text(failure.own);
    if (role == Qt::DisplayRole)
        return text;
    const QString whole = tr("%1\n%2\nIts own: %3").arg(text, placeText(failure), own);
    if (const QString tip = role == Qt::ToolTipRole ? asToolTip(whole) : QString(); !tip.isEmpty())
        return tip;
    if (role == Qt::AccessibleTextRole)
        return tr("%1, %2, its own: %3").arg(text, placeText(failure), own);
    return {};
}

FailureList::FailureList(const ItemSources& sources, QWidget* parent)
    : QListView(parent), m_model(new FailureListModel(sources, this)) {
    setModel(m_model);
    setItemDelegate(new FailureDelegate(sources, *m_model, this));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setAccessibleName(tr("Failed queries"));
    setObjectName(QStringLiteral("failedQueries"));
    viewport()->setAutoFillBackground(false);
    connect(this, &QListView::activated, this,
            [this](const QModelIndex& index) { Q_EMIT opened(m_model->at(index.row())); });
    connect(sources.thumbnails, &ThumbnailSource::loaded, viewport(), qOverload<>(&QWidget::update));
}

void FailureList::setFailures(std::vector<FailedQuery> failures, int current) {
    m_quiet = true;
    m_model->setFailures(std::move(failures));
    if (current >= 0)
        setCurrentIndex(m_model->index(current, 0));
    m_quiet = false;
}

void FailureList::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QListView::currentChanged(current, previous);
    if (!m_quiet && current.isValid())
        Q_EMIT chosen(m_model->at(current.row()));
}

} // namespace crossview::ui
