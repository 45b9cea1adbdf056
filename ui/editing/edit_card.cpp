#include "editing/edit_card.h"

#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace crossview::ui {
namespace {
constexpr int kMostRows = 6; // in sight
} // namespace

EditCard::EditCard(QWidget* parent)
    : QFrame(parent), m_summary(makeSecondary({})), m_list(new QListWidget),
      m_takeBack(new QPushButton(tr("Take back"))), m_takeAllBack(new QPushButton(tr("Take all back"))) {
    setProperty("card", true); // as makeCard does
    m_summary->setWordWrap(true);
    m_list->setAccessibleName(tr("Edits of the data"));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setUniformItemSizes(true);
    setPlainToolTip(m_takeBack,
                    tr("The data are again as they were without the chosen edit, from the next run "
                       "on"));
    setPlainToolTip(m_takeAllBack, tr("The next run learns from the data as they were imported"));
    connect(m_list, &QListWidget::currentRowChanged, this,
            [this](int row) { m_takeBack->setEnabled(row >= 0); });
    connect(m_takeBack, &QPushButton::clicked, this, [this] { Q_EMIT takenBack(m_list->currentRow()); });
    connect(m_takeAllBack, &QPushButton::clicked, this, &EditCard::allTakenBack);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_takeBack);
    buttons->addWidget(m_takeAllBack);
    buttons->addStretch();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    column->addWidget(makeHeading(tr("Edits of the data")));
    column->addWidget(m_summary);
    column->addWidget(m_list);
    column->addLayout(buttons);
    setEdits({}, {});
}

QString EditCard::summary() const {
    return m_summary->text();
}

void EditCard::setEdits(const QString& summary, const QStringList& sentences) {
    m_summary->setText(summary);
    const int row = m_list->currentRow();
    m_list->clear();
    for (const QString& sentence : sentences) {
        auto* item = new QListWidgetItem(shownLine(sentence), m_list);
        item->setToolTip(asToolTip(sentence));
    }
    m_list->setCurrentRow(std::min(row, int(sentences.size()) - 1));
    m_takeBack->setEnabled(m_list->currentRow() >= 0);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_list, m_takeBack, m_takeAllBack})
        widget->setVisible(!sentences.isEmpty());
    if (!sentences.isEmpty())
        m_list->setFixedHeight(std::min(int(sentences.size()), kMostRows) *
                                   std::max(m_list->sizeHintForRow(0), fontMetrics().height()) +
                               2 * m_list->frameWidth() + 2);
}

} // namespace crossview::ui
