#include "runs/both_answers_view.h"

#include "query/result_view.h"
#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace crossview::ui {

BothAnswersView::BothAnswersView(const ItemSources& sources, QWidget* parent)
    : QWidget(parent), m_info(sources.info), m_field(new QLineEdit), m_asked(makeSecondary({})) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(makeHeading(tr("The same query, answered by both")));
    m_field->setPlaceholderText(tr("Describe a picture …"));
    m_field->setClearButtonEnabled(true);
    m_field->setAccessibleName(tr("Query to both runs"));
    setPlainToolTip(
        m_field, tr("A sentence that both runs are asked; Enter on a query above asks both with that one."));
    layout->addWidget(m_field);
    layout->addWidget(m_asked);
    auto* sides = new QHBoxLayout;
    sides->setSpacing(16);
    for (std::size_t run = 0; run < 2; ++run) {
        auto* side = new QVBoxLayout;
        side->setSpacing(4);
        side->addWidget(makeHeading(run == 0 ? tr("Run A") : tr("Run B")));
        m_notes.at(run) = makeSecondary({});
        m_notes.at(run)->setWordWrap(true);
        side->addWidget(m_notes.at(run));
        m_results.at(run) = new ResultView(sources);
        connect(m_results.at(run), &ResultView::chosen, this, &BothAnswersView::chosen);
        side->addWidget(m_results.at(run));
        side->addStretch();
        sides->addLayout(side, 1);
    }
    layout->addLayout(sides);
    connect(m_field, &QLineEdit::textChanged, this, &BothAnswersView::queryEdited);
    setAnswers({});
}

void BothAnswersView::setAnswers(const BothAnswers& answers) {
    const Query& query = answers.front().query;
    const bool isItem = query.kind == Query::Kind::Item;
    m_asked->setVisible(isItem);
    if (isItem)
        m_asked->setText(tr("Asked with: %1").arg(shownLine(m_info->text(query.item))));
    for (std::size_t run = 0; run < 2; ++run) {
        const QueryAnswer& answer = answers.at(run);
        QString note;
        if (!answer.error.empty())
            note = QString::fromStdString(answer.error);
        else if (answer.nothingKnown)
            note = tr("No word of this stands in the training sentences.");
        m_notes.at(run)->setText(note);
        m_notes.at(run)->setVisible(!note.isEmpty());
        if (answer.hits.empty())
            m_results.at(run)->clear();
        else
            m_results.at(run)->show(answer);
    }
}

void BothAnswersView::setSelected(ItemRef item) {
    for (ResultView* results : m_results)
        results->setSelected(item);
}

} // namespace crossview::ui
