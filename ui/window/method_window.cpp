#include "window/method_window.h"

#include "style/theme.h"
#include "widgets/building_blocks.h"

#include "style/plain_text.h"
#include <QFile>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QShortcut>
#include <QTextBrowser>
#include <QTextTable>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace crossview::ui {
namespace {

constexpr int kContentsWidth = 264;
constexpr int kContentsRow = 24;
constexpr int kMargin = 28;
constexpr int kCodeColumns = 97; // the longest formula, and still a line that the eye finds back from

QString methodText() {
    QFile file(QStringLiteral(":/docs/method.md"));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

bool isCode(const QTextBlock& block) {
    return block.blockFormat().hasProperty(QTextFormat::BlockCodeFence);
}

} // namespace

MethodWindow::MethodWindow(QWidget* parent)
    : QDialog(parent), m_page(new QTextBrowser), m_contents(new QTreeWidget), m_find(new QLineEdit),
      m_found(makeSecondary({})) {
    setPlainTitle(this, tr("The method"));
    setWindowFlag(Qt::WindowMaximizeButtonHint);
    m_page->setAccessibleName(tr("The method"));
    m_page->setFrameShape(QFrame::NoFrame);
    m_page->setOpenLinks(false);
    m_page->document()->setDocumentMargin(kMargin);
    m_contents->setAccessibleName(tr("Contents"));
    m_contents->setHeaderHidden(true);
    m_contents->setRootIsDecorated(false);
    m_contents->setIndentation(14);
    m_contents->setFixedWidth(kContentsWidth);
    m_contents->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_contents->setFrameShape(QFrame::NoFrame);
    m_find->setPlaceholderText(tr("Find in page"));
    m_find->setAccessibleName(tr("Find in page"));
    setPlainToolTip(m_find, tr("Ctrl+F; Enter finds the next place, Shift+Enter the one before"));
    m_find->setClearButtonEnabled(true);
    m_found->setMinimumWidth(1);

    auto* left = new QVBoxLayout;
    left->setContentsMargins(12, 12, 0, 12);
    left->setSpacing(8);
    left->addWidget(m_find);
    left->addWidget(m_found);
    left->addWidget(m_contents, 1);
    auto* columns = new QHBoxLayout(this);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(12);
    columns->addLayout(left);
    columns->addWidget(m_page, 1);
    m_found->hide();

    connect(m_contents, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem* item) {
        const auto heading = std::find_if(m_headings.begin(), m_headings.end(),
                                          [item](const Heading& each) { return each.item == item; });
        if (heading != m_headings.end())
            scrollTo(heading->position);
    });
    connect(m_page->verticalScrollBar(), &QScrollBar::valueChanged, this, [this] { markCurrent(); });
    connect(m_find, &QLineEdit::textChanged, this, [this] { find(true, true); });
    connect(m_find, &QLineEdit::returnPressed, this,
            [this] { find(!QGuiApplication::keyboardModifiers().testFlag(Qt::ShiftModifier), false); });
    auto* toFind = new QShortcut(QKeySequence::Find, this);
    connect(toFind, &QShortcut::activated, this, [this] {
        m_find->setFocus(Qt::ShortcutFocusReason);
        m_find->selectAll();
    });
    connect(ThemeWatcher::of(this), &ThemeWatcher::changed, this, [this] { fill(); });
    resize(1180, 780);
    fill();
    m_page->moveCursor(QTextCursor::Start);
    m_page->setFocus();
}

MethodWindow* MethodWindow::showFor(QWidget* parent) {
    auto* window = parent->findChild<MethodWindow*>(QString(), Qt::FindDirectChildrenOnly);
    if (!window)
        window = new MethodWindow(parent);
    window->show();
    window->raise();
    window->activateWindow();
    return window;
}

/// The page from its source, in the colours of the theme. A style sheet does not reach what comes from
/// Markdown, so the formats are set block by block.
void MethodWindow::fill() {
    const int place = m_page->verticalScrollBar()->value();
    QPalette palette = m_page->palette();
    palette.setColor(QPalette::Base, theme().color(Role::Panel));
    palette.setColor(QPalette::Text, theme().color(Role::Text));
    m_page->setPalette(palette);
    m_page->document()->setMarkdown(methodText(), QTextDocument::MarkdownDialectGitHub);
    styleBlocks();
    styleTables();
    fillContents();
    wrap();
    m_page->verticalScrollBar()->setValue(place);
}

void MethodWindow::styleBlocks() {
    const QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    const qreal size = font().pointSizeF();
    for (QTextBlock block = m_page->document()->begin(); block.isValid(); block = block.next()) {
        QTextCursor cursor(block);
        QTextBlockFormat format = block.blockFormat();
        QTextCharFormat characters;
        characters.setForeground(theme().color(Role::Text));
        const int level = format.headingLevel();
        if (isCode(block)) {
            const bool first = !isCode(block.previous());
            const bool last = !isCode(block.next());
            format.setBackground(theme().color(Role::Field));
            format.setTopMargin(first ? 6 : 0);
            format.setBottomMargin(last ? 14 : 0);
            // More would show the paper between the lines.
            format.setLineHeight(100, QTextBlockFormat::ProportionalHeight);
            characters.setFontFamilies({fixed.family()});
            characters.setFontPointSize(size);
        } else if (level > 0) {
            format.setTopMargin(level == 1 ? 0 : level == 2 ? 30 : 22);
            format.setBottomMargin(8);
            characters.setFontPointSize(size * (level == 1 ? 1.9 : level == 2 ? 1.45 : 1.15));
            characters.setFontWeight(QFont::DemiBold);
        } else {
            format.setLineHeight(138, QTextBlockFormat::ProportionalHeight);
            if (!cursor.currentTable())
                format.setBottomMargin(block.textList() ? 4 : 10);
        }
        cursor.setBlockFormat(format);
        cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        cursor.mergeCharFormat(characters);
    }
}

void MethodWindow::styleTables() {
    for (QTextFrame* frame : m_page->document()->rootFrame()->childFrames()) {
        auto* table = qobject_cast<QTextTable*>(frame);
        if (!table)
            continue;
        QTextTableFormat format = table->format();
        format.setBorder(1);
        format.setBorderCollapse(true);
        format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
        format.setBorderBrush(theme().color(Role::Border));
        format.setCellPadding(6);
        format.setCellSpacing(0);
        format.setTopMargin(4);
        format.setBottomMargin(14);
        table->setFormat(format);
        for (int column = 0; column < table->columns(); ++column) {
            QTextTableCell cell = table->cellAt(0, column);
            QTextCharFormat header = cell.format();
            header.setBackground(theme().color(Role::Field));
            cell.setFormat(header);
        }
    }
}

void MethodWindow::fillContents() {
    const QSignalBlocker quiet(m_contents);
    m_contents->clear();
    m_headings.clear();
    QTreeWidgetItem* chapter = nullptr;
    for (QTextBlock block = m_page->document()->begin(); block.isValid(); block = block.next()) {
        const int level = block.blockFormat().headingLevel();
        if (level < 2)
            continue;
        auto* item = level == 2 || !chapter ? new QTreeWidgetItem(m_contents) : new QTreeWidgetItem(chapter);
        if (level == 2)
            chapter = item;
        item->setText(0, block.text());
        item->setToolTip(0, asToolTip(block.text()));
        item->setSizeHint(0, {0, kContentsRow});
        m_headings.push_back({block.position(), item});
    }
    m_contents->expandAll();
    markCurrent();
}

/// Lines no longer than the widest formula, however wide the window is.
void MethodWindow::wrap() {
    const QFontMetricsF metrics(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    const qreal column = metrics.horizontalAdvance(QLatin1Char('0')) * kCodeColumns * font().pointSizeF() /
                         QFontDatabase::systemFont(QFontDatabase::FixedFont).pointSizeF();
    const int width = static_cast<int>(column) + 2 * kMargin;
    m_page->setLineWrapMode(QTextEdit::FixedPixelWidth);
    m_page->setLineWrapColumnOrWidth(std::min(width, m_page->viewport()->width()));
}

void MethodWindow::resizeEvent(QResizeEvent* event) {
    QDialog::resizeEvent(event);
    wrap();
}

void MethodWindow::showEvent(QShowEvent* event) {
    QDialog::showEvent(event);
    wrap();
}

bool MethodWindow::showSection(const QString& number) {
    for (const Heading& heading : m_headings) {
        const QString text = heading.item->text(0);
        // "1.3 Distance", "6B. Limits", "7. Measured facts"
        if (text.startsWith(number + QLatin1Char(' ')) || text.startsWith(number + QStringLiteral(". "))) {
            m_contents->setCurrentItem(heading.item);
            scrollTo(heading.position);
            return true;
        }
    }
    return false;
}

void MethodWindow::scrollTo(int position) {
    // The end of the page may not reach the top, and what was chosen stays marked all the same.
    const QScopedValueRollback jumping(m_jumping, true);
    QTextCursor cursor(m_page->document());
    cursor.setPosition(position);
    m_page->setTextCursor(cursor); // brings it into view, which lays out the page up to there
    m_page->verticalScrollBar()->setValue(m_page->verticalScrollBar()->value() +
                                          m_page->cursorRect(cursor).top() - 12);
}

/// Marks the section at the top of the page.
void MethodWindow::markCurrent() {
    if (m_jumping)
        return;
    const int reading = m_page->cursorForPosition({kMargin, 2 * kMargin}).position();
    QTreeWidgetItem* current = m_headings.empty() ? nullptr : m_headings.front().item;
    for (const Heading& heading : m_headings)
        if (heading.position <= reading)
            current = heading.item;
    if (!current || current == m_contents->currentItem())
        return;
    const QSignalBlocker quiet(m_contents);
    m_contents->setCurrentItem(current);
}

void MethodWindow::find(bool forward, bool fromHere) {
    const QString wanted = m_find->text();
    QList<QTextEdit::ExtraSelection> marks;
    QTextDocument* document = m_page->document();
    if (!wanted.isEmpty())
        for (QTextCursor place = document->find(wanted); !place.isNull();
             place = document->find(wanted, place)) {
            QTextEdit::ExtraSelection mark;
            mark.cursor = place;
            QColor colour = theme().color(Role::Accent);
            colour.setAlphaF(0.28F);
            mark.format.setBackground(colour);
            marks.push_back(mark);
        }
    m_page->setExtraSelections(marks);
    m_found->setVisible(!wanted.isEmpty());
    m_found->setText(marks.isEmpty()     ? tr("Not found")
                     : marks.size() == 1 ? tr("1 place")
                                         : tr("%1 places").arg(grouped(marks.size())));
    if (marks.isEmpty())
        return;
    QTextCursor here = m_page->textCursor();
    if (fromHere)
        here.setPosition(here.selectionStart());
    const auto flags = forward ? QTextDocument::FindFlags() : QTextDocument::FindBackward;
    QTextCursor place = document->find(wanted, here, flags);
    if (place.isNull()) // around the end
        place = forward ? marks.front().cursor : marks.back().cursor;
    m_page->setTextCursor(place);
    m_page->ensureCursorVisible();
}

} // namespace crossview::ui
