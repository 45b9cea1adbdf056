#include "evaluation/region_table.h"

#include "widgets/building_blocks.h"

#include <QLocale>
#include <QVBoxLayout>

namespace crossview::ui {
namespace {

QString percent(double value) {
    return QLocale().toString(value, 'f', 1);
}

std::vector<Cell> heading() {
    return {
        {RegionTable::tr("Looked for among"), false, false, {}},
        {RegionTable::tr("R@1"), true, false,
         RegionTable::tr("Accuracy: share of phrases, in percent, whose nearest box overlaps the true one by "
                         "half or more")},
        {RegionTable::tr("R@5"), true, false, RegionTable::tr("… one of the five nearest boxes")},
        {RegionTable::tr("R@10"), true, false, RegionTable::tr("… one of the ten nearest boxes")},
        {RegionTable::tr("at most"), true, false,
         RegionTable::tr("Share of phrases with any such box among the candidates: no network finds more")},
        {RegionTable::tr("boxes"), true, false, RegionTable::tr("Candidates a phrase, in the mean")},
        {RegionTable::tr("phrases"), true, false, RegionTable::tr("That were asked, each once a picture")}};
}

std::vector<Cell> row(const QString& name, const Localisation& located) {
    return {{name, false, false, {}},
            {percent(located.r1), true, true,
             RegionTable::tr("95 %: %1 to %2, if phrases were independent")
                 .arg(percent(located.r1Low), percent(located.r1High))},
            {percent(located.r5), true, false, {}},
            {percent(located.r10), true, false, {}},
            {percent(located.upperBound), true, false, {}},
            {percent(located.candidates), true, false, {}},
            {grouped(static_cast<qint64>(located.queries)), true, false, {}}};
}

std::vector<Cell> chanceRow(const Localisation& located) {
    std::vector<Cell> cells{{RegionTable::tr("chance"), false, false, {}},
                            {percent(located.chance.r1), true, false, {}},
                            {percent(located.chance.r5), true, false, {}},
                            {percent(located.chance.r10), true, false, {}}};
    cells.resize(heading().size());
    return cells;
}

} // namespace

RegionTable::RegionTable(QWidget* parent)
    : QWidget(parent), m_table(new CellTable(tr("Phrases in their picture"), true)),
      m_conditions(makeSecondary({})) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 8);
    column->setSpacing(4);
    column->addWidget(makeHeading(tr("Phrases in their picture")));
    column->addWidget(m_table);
    m_conditions->setWordWrap(true);
    column->addWidget(m_conditions);
    hide();
}

QString RegionTable::conditions() const {
    return m_conditions->text();
}

void RegionTable::setReport(const RegionReport* report) {
    const bool isMeasured = report && report->amongRegions.queries > 0;
    setVisible(isMeasured);
    if (!isMeasured)
        return;
    std::vector<std::vector<Cell>> rows{row(tr("regions"), report->amongRegions),
                                        chanceRow(report->amongRegions)};
    if (report->amongProposals) {
        rows.push_back(row(tr("proposals"), *report->amongProposals));
        rows.push_back(chanceRow(*report->amongProposals));
    }
    for (const RegionReport::OfType& type : report->types)
        rows.push_back(row(tr("   %1", "type of a phrase").arg(shownText(type.type)), type.located));
    m_table->cells()->setCells(heading(), std::move(rows));
    const QString pictures = grouped(static_cast<qint64>(report->pictures));
    m_conditions->setText(report->types.empty()
                              ? tr("Phrases of %1 pictures, each looked for in its own; a box counts from an "
                                   "overlap of 0.5 on.")
                                    .arg(pictures)
                              : tr("Phrases of %1 pictures, each looked for in its own; a box counts from an "
                                   "overlap of 0.5 on. Types "
                                   "as the column of that name has them, among %2.")
                                    .arg(pictures, report->amongProposals ? tr("proposals") : tr("regions")));
}

} // namespace crossview::ui
