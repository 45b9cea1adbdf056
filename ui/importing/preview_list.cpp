#include "importing/preview_list.h"

#include "style/plain_text.h"
#include "style/theme.h"

namespace crossview::ui {
namespace {
constexpr int kRowHeight = PreviewList::kPictureSide + 4;
constexpr int kFewestRows = 2;
} // namespace

PreviewList::PreviewList(QWidget* parent) : QListWidget(parent) {
    setAccessibleName(tr("The first captions"));
    setIconSize({kPictureSide, kPictureSide});
    setUniformItemSizes(true);
    setSelectionMode(QAbstractItemView::NoSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTextElideMode(Qt::ElideRight);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    setMinimumHeight(kFewestRows * kRowHeight);
}

QSize PreviewList::sizeHint() const {
    return {400, kRows * kRowHeight + 2 * frameWidth()};
}

void PreviewList::setItems(const std::vector<PreviewItem>& items, const std::vector<QImage>& pictures) {
    clear();
    for (std::size_t i = 0; i < items.size(); ++i) {
        const PreviewItem& item = items[i];
        QImage square(kPictureSide * 2, kPictureSide * 2, QImage::Format_ARGB32_Premultiplied);
        square.fill(Qt::transparent);
        if (i < pictures.size() && !pictures[i].isNull()) {
            QPainter painter(&square);
            const QSize size = pictures[i].size().scaled(square.size(), Qt::KeepAspectRatio);
            painter.setRenderHint(QPainter::SmoothPixmapTransform);
            painter.drawImage(
                QRect(QPoint((square.width() - size.width()) / 2, (square.height() - size.height()) / 2),
                      size),
                pictures[i]);
        }
        const QString caption = QString::fromStdString(item.caption),
                      name = QString::fromStdString(item.image);
        const QString text = item.reason.empty() ? tr("%1\n%2").arg(shownLine(caption), shownLine(name))
                                                 : tr("%1\n! skipped: %2")
                                                       .arg(shownLine(caption),
                                                            shownLine(QString::fromStdString(item.reason)));
        auto* row = new QListWidgetItem(QIcon(QPixmap::fromImage(square)), text, this);
        if (!item.reason.empty())
            row->setForeground(ThemeWatcher::of(this)->theme().readable(Role::Violated));
    }
}

} // namespace crossview::ui
