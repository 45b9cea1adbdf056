#include "query/query_panel.h"

#include "style/icons.h"
#include "style/plain_text.h"
#include "widgets/building_blocks.h"
#include "widgets/correction_names.h"

#include <QActionGroup>
#include <QClipboard>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QImageReader>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QScrollArea>
#include <QTemporaryFile>
#include <QToolButton>
#include <QVBoxLayout>

namespace crossview::ui {
namespace {

constexpr int kTypingMilliseconds = 150;

QToolButton* makeTool(const QString& icon, const QString& tip) {
    auto* button = new QToolButton;
    button->setProperty("flat", true);
    button->setIcon(lineIcon(icon, Role::SecondaryText));
    button->setIconSize(QSize(16, 16));
    setPlainToolTip(button, tip);
    button->setAccessibleName(tip);
    return button;
}

} // namespace

QueryPanel::QueryPanel(const ItemSources& sources, QWidget* parent) : QWidget(parent), m_sources(sources) {
    setAcceptDrops(true);
    setAccessibleName(tr("Query"));
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingMilliseconds);
    connect(&m_typing, &QTimer::timeout, this, [this] {
        const QString text = m_field->text().trimmed();
        Query query;
        if (!text.isEmpty()) {
            query.kind = Query::Kind::Text;
            query.text = text.toStdString();
        }
        ask(query);
    });
    build();
    setObstacle({});
}

void QueryPanel::build() {
    m_field = new QLineEdit;
    m_field->setObjectName(QStringLiteral("queryField"));
    m_field->setPlaceholderText(tr("Describe a picture …"));
    m_field->setClearButtonEnabled(true);
    m_field->setAccessibleName(tr("Describe a picture"));
    setPlainToolTip(
        m_field,
        tr("Type a sentence to find pictures, or drop or paste a picture to find sentences (Ctrl+F or /)"));
    m_field->installEventFilter(this);
    m_field->setAcceptDrops(false); // the panel takes them
    connect(m_field, &QLineEdit::textEdited, this, [this] { m_typing.start(); });
    connect(m_field, &QLineEdit::returnPressed, this, [this] {
        if (m_typing.isActive())
            m_typing.start(0);
    });
    // The clear button of the field empties it without textEdited in some versions.
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (text.isEmpty() && m_query.kind == Query::Kind::Text)
            m_typing.start();
    });

    m_chip = new QToolButton;
    m_chip->setObjectName(QStringLiteral("queryChip"));
    m_chip->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_chip->setIconSize(QSize(32, 32));
    setPlainToolTip(m_chip, tr("The picture that is searched with; click to go back to words"));
    m_chip->hide();
    connect(m_chip, &QToolButton::clicked, this, [this] {
        clear();
        focusField();
    });

    m_open = makeTool(QStringLiteral("image"), tr("Search with a picture from a file"));
    connect(m_open, &QToolButton::clicked, this, &QueryPanel::openPicture);
    m_pin = makeTool(QStringLiteral("pin"), tr("Pin: training does not change these results"));
    m_pin->setCheckable(true);
    m_pin->setObjectName(QStringLiteral("queryPin"));
    connect(m_pin, &QToolButton::toggled, this, [this](bool on) {
        m_pin->setIcon(lineIcon(QStringLiteral("pin"), on ? Role::Accent : Role::SecondaryText));
        updateStatus();
        Q_EMIT pinned(on);
    });

    m_order =
        makeTool(QStringLiteral("more"), tr("Order: by distance, or corrected against hubs, items that stand "
                                            "near everything"));
    m_order->setObjectName(QStringLiteral("queryOrder"));
    m_order->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(m_order);
    auto* group = new QActionGroup(menu);
    for (const Correction correction :
         {Correction::none, Correction::csls, Correction::invertedSoftmax, Correction::qbNorm}) {
        QAction* action = menu->addAction(correctionName(correction));
        action->setCheckable(true);
        action->setData(int(correction));
        action->setChecked(correction == Correction::none);
        group->addAction(action);
        connect(action, &QAction::triggered, this,
                [this, correction] { Q_EMIT correctionChosen(correction); });
    }
    m_order->setMenu(menu);
    m_order->hide();

    m_status = makeSecondary({});
    m_status->setObjectName(QStringLiteral("queryStatus"));
    m_status->setMinimumWidth(40);
    m_hint = makeSecondary({});
    m_hint->setObjectName(QStringLiteral("queryHint"));
    m_hint->setWordWrap(true);
    m_hint->hide();

    m_results = new ResultView(m_sources);
    connect(m_results, &ResultView::chosen, this, &QueryPanel::chosen);
    m_scroll = new QScrollArea;
    auto* holder = new QWidget;
    auto* holderLayout = new QVBoxLayout(holder);
    holderLayout->setContentsMargins(0, 0, 4, 0);
    holderLayout->addWidget(m_results);
    holderLayout->addStretch();
    setScrollContent(m_scroll, holder);

    m_empty = new QWidget;
    m_emptyText = makeSecondary({});
    m_emptyText->setWordWrap(true);
    m_emptyText->setAlignment(Qt::AlignCenter);
    m_emptyAction = new QPushButton;
    connect(m_emptyAction, &QPushButton::clicked, this, &QueryPanel::actionRequested);
    auto* emptyLayout = new QVBoxLayout(m_empty);
    emptyLayout->addStretch();
    emptyLayout->addWidget(m_emptyText);
    emptyLayout->addWidget(m_emptyAction, 0, Qt::AlignHCenter);
    emptyLayout->addStretch();

    auto* top = new QHBoxLayout;
    top->setSpacing(4);
    top->addWidget(m_chip, 1);
    top->addWidget(m_field, 1);
    top->addWidget(m_open);
    top->addWidget(m_pin);
    top->addWidget(m_order);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 8, 8);
    layout->setSpacing(4);
    layout->addLayout(top);
    layout->addWidget(m_status);
    layout->addWidget(m_hint);
    layout->addWidget(m_empty, 1);
    layout->addWidget(m_scroll, 1);
}

void QueryPanel::setObstacle(const QString& sentence, const QString& action) {
    const bool free = sentence.isEmpty();
    m_emptyText->setText(free ? tr("Type what a picture shows, e.g. “a red flower”.\n"
                                   "Or drop a picture here to find the sentences that describe it.")
                              : sentence);
    m_emptyAction->setText(action);
    m_emptyAction->setVisible(!action.isEmpty());
    updateStatus();
}

void QueryPanel::setLive(bool live) {
    m_live = live;
    updateStatus();
}

void QueryPanel::setBestEpoch(int epoch) {
    m_bestEpoch = epoch;
    updateStatus();
}

bool QueryPanel::isPinned() const {
    return m_pin->isChecked();
}

void QueryPanel::ask(const Query& query) {
    showQuery(query);
    Q_EMIT asked(query);
}

void QueryPanel::follow(const Query& query) {
    if (query == m_query)
        return;
    if (query.kind == Query::Kind::Item)
        showItem(query.item);
    else if (query.kind == Query::Kind::PictureFile)
        showChip({}, QString::fromStdString(query.picture.filename().string()));
    else
        m_field->setText(QString::fromStdString(query.text));
    showQuery(query);
}

void QueryPanel::showQuery(const Query& query) {
    m_query = query;
    const bool picture = query.kind == Query::Kind::PictureFile || query.kind == Query::Kind::Item;
    m_chip->setVisible(picture);
    m_field->setVisible(!picture);
    if (query.kind == Query::Kind::None) {
        m_answer = {};
        m_results->clear();
    }
    updateStatus();
}

void QueryPanel::show(const QueryAnswer& answer) {
    if (!(answer.query == m_query))
        return;
    m_answer = answer;
    m_results->show(answer);
    updateStatus();
}

void QueryPanel::setCorrectable(bool correctable) {
    m_order->setVisible(correctable);
}

QAction* QueryPanel::correctionAction(Correction correction) const {
    for (QAction* action : m_order->menu()->actions())
        if (action->data().toInt() == int(correction))
            return action;
    return nullptr;
}

void QueryPanel::setCorrection(Correction correction) {
    m_correction = correction;
    correctionAction(correction)->setChecked(true);
    const Role role = correction == Correction::none ? Role::SecondaryText : Role::Accent;
    m_order->setIcon(lineIcon(QStringLiteral("more"), role));
    updateStatus();
}

QString QueryPanel::statusText() const {
    return m_status->text();
}

void QueryPanel::updateStatus() {
    const bool answered = !m_answer.hits.empty();
    m_scroll->setVisible(answered);
    m_empty->setVisible(!answered);
    QString status;
    QString answering;
    if (answered) {
        const QString what = m_answer.query.answerView() == View::image ? tr("pictures") : tr("sentences");
        const double ms = m_answer.milliseconds;
        status = tr("%1 of %2 %3 in %4 ms · epoch %5")
                     .arg(grouped(static_cast<qint64>(m_answer.hits.size())),
                          grouped(static_cast<qint64>(m_answer.searched)), what,
                          QLocale().toString(ms, 'f', ms < 10 ? 1 : 0))
                     .arg(m_answer.epoch);
        if (!m_answer.scores.empty() && m_correction != Correction::none)
            status += tr(" · %1").arg(correctionName(m_correction));
        if (isPinned())
            status += tr(" · pinned");
        else if (m_live)
            status += tr(" · live");
        else if (m_answer.epoch == m_bestEpoch)
            status += tr(", the best");
        answering = tr("The network as it was after epoch %1 answers.").arg(m_answer.epoch);
        if (m_bestEpoch > 0)
            answering += QLatin1Char(' ') + tr("Best on validation is epoch %1.").arg(m_bestEpoch);
    }
    m_status->setText(status);
    setPlainToolTip(m_status, answering);
    QString hint;
    if (!m_answer.error.empty())
        hint = QString::fromStdString(m_answer.error);
    else if (m_answer.nothingKnown)
        hint = tr("None of these words occurs in the training sentences; try other words for it.");
    else if (!m_answer.unknownWords.empty())
        hint = tr("Not known from the training sentences: %1")
                   .arg(listOf(m_answer.unknownWords).join(QStringLiteral(", ")));
    m_hint->setText(hint);
    m_hint->setVisible(!hint.isEmpty());
}

void QueryPanel::askText(const QString& text) {
    m_field->setText(text);
    m_typing.start(0);
}

void QueryPanel::showItem(ItemRef item) {
    const QImage picture =
        item.view == View::image ? m_sources.thumbnails->thumbnail(item.index, 64) : QImage();
    showChip(picture, m_sources.info->text(item));
}

void QueryPanel::askPicture(const QString& file) {
    const QImage picture = readPicture(file, 64);
    if (picture.isNull()) {
        Q_EMIT refused(tr("%1 cannot be read as a picture; choose a PNG, JPEG or WebP file.").arg(file));
        return;
    }
    Query query;
    query.kind = Query::Kind::PictureFile;
    query.picture = file.toStdString();
    showChip(picture, QFileInfo(file).fileName());
    ask(query);
}

void QueryPanel::showChip(const QImage& picture, const QString& name) {
    m_chip->setIcon(picture.isNull() ? lineIcon(QStringLiteral("image"))
                                     : QIcon(QPixmap::fromImage(picture)));
    m_chip->setText(shownOnButton(m_chip->fontMetrics().elidedText(shownText(name), Qt::ElideMiddle, 200)) +
                    QStringLiteral("  ✕"));
    m_chip->setAccessibleName(tr("Searching with %1").arg(name));
}

void QueryPanel::clear() {
    m_field->clear();
    m_typing.stop();
    ask({});
}

void QueryPanel::focusField() {
    if (!m_field->isVisible())
        ask({});
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

void QueryPanel::openPicture() {
    auto* dialog = new QFileDialog(this, tr("Search with a picture"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilter(tr("Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.gif *.tif *.tiff)"));
    connect(dialog, &QFileDialog::fileSelected, this, &QueryPanel::askPicture);
    dialog->open();
}

bool QueryPanel::take(const QMimeData* mime) {
    for (const QUrl& url : mime->urls())
        if (url.isLocalFile()) {
            askPicture(url.toLocalFile());
            return true;
        }
    if (!mime->hasImage())
        return false;
    delete m_pasted;
    m_pasted = new QTemporaryFile(QDir::temp().filePath(QStringLiteral("crossview-pasted-XXXXXX.png")), this);
    if (m_pasted->open() && qvariant_cast<QImage>(mime->imageData()).save(m_pasted, "PNG") &&
        m_pasted->flush())
        askPicture(m_pasted->fileName());
    return true;
}

bool QueryPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->matches(QKeySequence::Paste)) {
            const QMimeData* mime = QGuiApplication::clipboard()->mimeData();
            if (mime && (mime->hasImage() || mime->hasUrls()) && take(mime))
                return true;
        }
        if (key->key() == Qt::Key_Escape) {
            clear();
            return true;
        }
        if (key->key() == Qt::Key_Down && !m_results->results().empty()) {
            m_results->results().front()->setFocus(Qt::TabFocusReason);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void QueryPanel::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasImage() || event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void QueryPanel::dropEvent(QDropEvent* event) {
    if (take(event->mimeData()))
        event->acceptProposedAction();
}

} // namespace crossview::ui
