#include "columns/column_section.h"

#include "columns/number_chart.h"
#include "columns/text_bar.h"
#include "style/icons.h"
#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace crossview::ui {

ColumnSection::ColumnSection(const ColumnCounts& counts, QWidget* parent)
    : QWidget(parent), m_column(counts.column->name), m_clear(new QToolButton), m_facts(makeSecondary({})) {
    const QString name = shownLine(QString::fromStdString(m_column));
    const bool isOfImages = counts.column->view == View::image;
    auto* mark = new ViewMark(counts.column->view);
    setPlainToolTip(mark, isOfImages ? tr("A column of the images") : tr("A column of the sentences"));
    m_clear->setProperty("flat", true);
    m_clear->setIcon(lineIcon(QStringLiteral("close"), Role::SecondaryText));
    m_clear->setIconSize(QSize(12, 12));
    setPlainToolTip(m_clear, tr("Ask nothing of %1 any more").arg(name));
    m_clear->setAccessibleName(tr("Ask nothing of %1 any more").arg(name));
    auto* title = new ElidedLabel(name);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    title->setFont(bold);
    auto* head = new QHBoxLayout;
    head->setSpacing(4);
    head->addWidget(mark);
    head->addWidget(title, 1);
    head->addWidget(m_facts);
    head->addWidget(m_clear);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addLayout(head);
    if (counts.column->isNumber()) {
        m_chart = new NumberChart;
        layout->addWidget(m_chart);
        connect(m_chart, &NumberChart::chosen, this, [this](const ColumnCondition& condition) {
            ColumnCondition own = condition;
            own.column = m_column;
            Q_EMIT edited(own);
        });
        connect(m_chart, &NumberChart::cleared, this, [this] { Q_EMIT edited(std::nullopt); });
    }
    for (const TextCount& bar : counts.bars) {
        m_texts.push_back(counts.column->texts[std::size_t(bar.text)]);
        m_bars.push_back(new TextBar);
        layout->addWidget(m_bars.back());
        connect(m_bars.back(), &QAbstractButton::clicked, this, &ColumnSection::takeBars);
    }
    connect(m_clear, &QToolButton::clicked, this, [this] { Q_EMIT edited(std::nullopt); });
}

void ColumnSection::setCounts(const ColumnCounts& counts, const ColumnCondition* condition) {
    // Hidden and not gone: the title line stays as high.
    m_clear->setIcon(condition ? lineIcon(QStringLiteral("close"), Role::SecondaryText) : QIcon());
    m_clear->setEnabled(condition != nullptr);
    QStringList facts;
    if (counts.otherTexts > 0)
        facts << (counts.bars.empty() ? tr("%1 different texts") : tr("%1 other texts"))
                     .arg(grouped(qint64(counts.otherTexts)));
    if (counts.missing > 0)
        facts << tr("%1 without").arg(grouped(qint64(counts.missing)));
    m_facts->setText(facts.join(QStringLiteral(" · ")));
    if (m_chart)
        m_chart->setCounts(counts, condition);
    const std::size_t longest = counts.all.empty() ? 1 : *std::ranges::max_element(counts.all);
    for (std::size_t b = 0; b < m_bars.size() && b < counts.bars.size(); ++b) {
        const bool isAsked = condition && std::ranges::count(condition->texts, m_texts[b]) > 0;
        m_bars[b]->setChecked(isAsked);
        m_bars[b]->setContent(shownLine(QString::fromStdString(m_texts[b])), counts.column->view,
                              counts.passing[b], counts.all[b], longest, condition && !isAsked);
    }
}

void ColumnSection::takeBars() {
    ColumnCondition condition;
    condition.column = m_column;
    for (std::size_t b = 0; b < m_bars.size(); ++b)
        if (m_bars[b]->isChecked())
            condition.texts.push_back(m_texts[b]);
    Q_EMIT edited(condition.texts.empty() ? std::nullopt : std::optional(condition));
}

} // namespace crossview::ui
