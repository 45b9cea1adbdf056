#include "experiment/fold_row.h"

#include "style/icons.h"
#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace crossview::ui {

FoldRow::FoldRow(std::optional<View> view, const QString& name, const QString& help, QWidget* parent)
    : QWidget(parent), m_name(name), m_help(help), m_button(new QPushButton(this)),
      m_fact(new ElidedLabel(QStringLiteral("–"))), m_chevron(new PlainLabel), m_content(new QWidget(this)) {
    m_button->setProperty("fold", true);
    auto* line = new QHBoxLayout(m_button);
    line->setContentsMargins(4, 0, 4, 0);
    line->setSpacing(6);
    if (view)
        line->addWidget(new ViewMark(*view));
    auto* label = new PlainLabel(name);
    label->setProperty("secondary", true);
    line->addWidget(label);
    m_fact->setAlignment(Qt::AlignRight);
    m_fact->setAttribute(Qt::WA_TransparentForMouseEvents); // the button is pressed through it
    line->addWidget(m_fact, 1);
    line->addWidget(m_chevron);
    m_button->setFixedHeight(m_fact->sizeHint().height() + 8);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_button);
    layout->addWidget(m_content);
    connect(m_button, &QPushButton::clicked, this, [this] { setOpen(!m_open); });
    connect(ThemeWatcher::of(this), &ThemeWatcher::changed, this, [this] { setOpen(m_open); });
    setOpen(false);
}

void FoldRow::setFact(const QString& fact) {
    m_fact->setText(fact.isEmpty() ? QStringLiteral("–") : fact);
    describe();
}

QString FoldRow::fact() const {
    return m_fact->text();
}

void FoldRow::setOpen(bool open) {
    m_open = open;
    m_content->setVisible(open);
    const QString icon = open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right");
    m_chevron->setPixmap(lineIcon(icon, Role::SecondaryText).pixmap(QSize(12, 12), devicePixelRatioF()));
    describe();
}

void FoldRow::describe() {
    setPlainToolTip(m_button, m_help + QStringLiteral("\n\n") + fact());
    m_button->setAccessibleName((m_open ? tr("%1, %2, open") : tr("%1, %2, closed")).arg(m_name, fact()));
}

} // namespace crossview::ui
