#include "window/build_page.h"

#include "bridge/thumbnail_store.h"
#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPaintEvent>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <cmath>

namespace crossview::ui {
namespace {

constexpr int kTile = 56;
constexpr int kTileGap = 8;

QList<QImage> decode(const Mosaic::Arrivals& arrivals, const std::stop_token& stop) {
    const int side = int(std::lround((kTile - 7) * arrivals.ratio));
    QList<QImage> pictures;
    for (const QString& path : arrivals.paths) {
        throwIfStopped(stop);
        // In the size and format in which it is painted: hundreds of them are, many times.
        const QImage picture = readPicture(path, 2 * kTile);
        if (!picture.isNull())
            pictures.push_back(picture.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation)
                                   .convertToFormat(QImage::Format_ARGB32_Premultiplied));
    }
    return pictures;
}

} // namespace

Mosaic::Mosaic(QWidget* parent)
    : QWidget(parent), m_worker(
                           &decode,
                           [this](const QList<QImage>& pictures) {
                               for (const QImage& picture : pictures) {
                                   if (m_pictures.size() < capacity())
                                       m_pictures.push_back(picture);
                                   else
                                       m_pictures[m_next++ % m_pictures.size()] = picture;
                               }
                               QWidget::update();
                           },
                           [](const QString&) {}) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(tr("Pictures that have arrived"));
}

int Mosaic::capacity() const {
    return std::max(1, (width() + kTileGap) / (kTile + kTileGap)) *
           std::max(1, (height() + kTileGap) / (kTile + kTileGap));
}

void Mosaic::add(const QStringList& paths) {
    if (!paths.isEmpty())
        m_worker.request({paths.mid(std::max<qsizetype>(0, paths.size() - 12)), devicePixelRatioF()});
}

void Mosaic::clear() {
    m_pictures.clear();
    m_next = 0;
    QWidget::update();
}

void Mosaic::paintEvent(QPaintEvent* event) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int columns = std::max(1, (width() + kTileGap) / (kTile + kTileGap));
    const int left = (width() - columns * (kTile + kTileGap) + kTileGap) / 2;
    const auto count = std::min<qsizetype>(m_pictures.size(), capacity());
    for (qsizetype i = 0; i < count; ++i) {
        const QRectF box(left + static_cast<int>(i) % columns * (kTile + kTileGap) + 0.5,
                         static_cast<int>(i) / columns * (kTile + kTileGap) + 0.5, kTile - 1, kTile - 1);
        if (!event->rect().intersects(box.toAlignedRect()))
            continue;
        painter.setPen(theme().color(Role::Border));
        painter.setBrush(Qt::white);
        painter.drawRoundedRect(box, 6, 6);
        QRectF target(QPointF(0, 0), QSizeF(m_pictures[i].size()) / devicePixelRatioF());
        target.moveCenter(box.center());
        target.moveTopLeft(target.topLeft().toPoint());
        painter.drawImage(target, m_pictures[i]);
    }
}

BuildPage::BuildPage(QWidget* parent)
    : QWidget(parent), m_title(makeHeading({})), m_stepsLabel(new ElidedLabel({}, Role::SecondaryText)),
      m_status(new ElidedLabel), m_bar(new QProgressBar), m_cancel(new QPushButton(tr("Cancel"))),
      m_mosaic(new Mosaic) {
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() + 4);
    m_title->setFont(font);
    m_bar->setTextVisible(false);
    setPlainToolTip(m_cancel, tr("Stops at once; what is finished is kept and taken up next time (Esc)"));
    m_status->setObjectName(QStringLiteral("buildStatus"));
    connect(m_cancel, &QPushButton::clicked, this, &BuildPage::cancelRequested);
    auto* row = new QHBoxLayout;
    row->addWidget(m_status, 1);
    row->addWidget(m_cancel);
    auto* card = makeCard();
    auto* layout = new QVBoxLayout(card);
    layout->setContentsMargins(32, 24, 32, 24);
    layout->setSpacing(8);
    layout->addWidget(m_title);
    layout->addWidget(m_stepsLabel);
    layout->addSpacing(8);
    layout->addWidget(m_bar);
    layout->addLayout(row);
    layout->addSpacing(8);
    layout->addWidget(m_mosaic, 1);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(card);
}

void BuildPage::begin(const QString& title) {
    m_title->setText(title);
    m_stage.clear();
    m_steps.clear();
    m_stepsLabel->setText({});
    m_status->setText(tr("Starting …"));
    m_bar->setRange(0, 0);
    m_mosaic->clear();
    m_cancel->setEnabled(true);
}

void BuildPage::update(const Progress& progress, const QStringList& items) {
    const QString stage = QString::fromStdString(progress.stage);
    if (stage != m_stage) {
        m_stage = stage;
        // "Downloading b" takes the place of "Downloading a": the row names kinds of work.
        const QString kind = stage.section(QLatin1Char(' '), 0, 0);
        m_steps.removeIf(
            [&kind](const QString& step) { return step.section(QLatin1Char(' '), 0, 0) == kind; });
        m_steps.push_back(stage);
        m_stageTime.start();
        m_stageBegin = progress.done;
        m_stepsLabel->setText(
            m_steps.mid(std::max<qsizetype>(0, m_steps.size() - 4)).join(QStringLiteral("  ›  ")));
    }
    const bool known = progress.total > 0;
    m_bar->setRange(0, known ? 1000 : 0);
    QString text = stage;
    if (known) {
        m_bar->setValue(static_cast<int>(1000.0 * static_cast<double>(progress.done) /
                                         static_cast<double>(progress.total)));
        text = tr("%1 · %2 of %3")
                   .arg(stage, grouped(static_cast<qint64>(progress.done)),
                        grouped(static_cast<qint64>(progress.total)));
        const double seconds = static_cast<double>(m_stageTime.elapsed()) / 1000.0;
        const auto done = static_cast<double>(progress.done) - static_cast<double>(m_stageBegin);
        if (seconds > 1 && done > 0) {
            const double rate = done / seconds;
            text += tr(" · %1 per second · %2 left")
                        .arg(QLocale().toString(rate, 'f', rate < 10 ? 1 : 0),
                             clockTime(static_cast<double>(progress.total - progress.done) / rate));
        }
    } else if (progress.done > 0) {
        text = tr("%1 · %2").arg(stage, grouped(static_cast<qint64>(progress.done)));
    }
    m_status->setText(text);
    m_mosaic->add(items);
}

QString BuildPage::statusText() const {
    return m_status->text();
}

} // namespace crossview::ui
