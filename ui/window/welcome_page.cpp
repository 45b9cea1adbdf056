#include "window/welcome_page.h"

#include "style/icons.h"
#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace crossview::ui {

WelcomePage::WelcomePage(QWidget* parent) : QWidget(parent) {
    auto* icon = new PlainLabel;
    icon->setPixmap(applicationIcon().pixmap(QSize(72, 72), devicePixelRatioF()));
    auto* title = makeHeading(tr("Pictures and sentences on one map"));
    QFont font = title->font();
    font.setPointSizeF(font.pointSizeF() + 5);
    title->setFont(font);
    // Broken by hand: a label that wraps by itself gets too little height in a centred column.
    auto* text = new PlainLabel(tr("Open the picture book to start: thousands of drawings with their\n"
                                   "names, made once from this computer's packages.\n"
                                   "Or bring your own pictures and captions."));
    text->setAlignment(Qt::AlignCenter);
    text->setProperty("secondary", true);
    auto* book =
        new QPushButton(lineIcon(QStringLiteral("book"), Role::AccentText), tr("Open the picture book"));
    book->setProperty("accent", true);
    auto* open = new QPushButton(lineIcon(QStringLiteral("open")), tr("Open a project …"));
    setPlainToolTip(open, tr("Open a folder Name.crossview (Ctrl+O)"));
    auto* import = new QPushButton(lineIcon(QStringLiteral("import")), tr("Import captions …"));
    setPlainToolTip(import, tr("Make a project from a caption file and a folder of pictures (Ctrl+I)"));
    connect(book, &QPushButton::clicked, this, &WelcomePage::pictureBookRequested);
    connect(open, &QPushButton::clicked, this, &WelcomePage::openRequested);
    connect(import, &QPushButton::clicked, this, &WelcomePage::importRequested);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    for (QPushButton* button : {open, import})
        buttons->addWidget(button);
    auto* card = makeCard();
    auto* layout = new QVBoxLayout(card);
    layout->setSpacing(16);
    layout->addStretch();
    layout->addWidget(icon, 0, Qt::AlignHCenter);
    layout->addWidget(title, 0, Qt::AlignHCenter);
    layout->addWidget(text, 0, Qt::AlignHCenter);
    layout->addWidget(book, 0, Qt::AlignHCenter);
    layout->addLayout(buttons);
    layout->setAlignment(buttons, Qt::AlignHCenter);
    layout->addStretch();
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(card);
}

} // namespace crossview::ui
