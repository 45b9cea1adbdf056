#include "columns/columns_panel.h"

#include "columns/column_section.h"
#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace crossview::ui {

ColumnsPanel::ColumnsPanel(QWidget* parent)
    : QWidget(parent),
      m_empty(makeSecondary(tr("What the data say of each item stands here once a project is "
                               "open: split, concept, and the columns of the imported file."))),
      m_body(new QWidget), m_status(makeSecondary({})), m_clear(new QPushButton(tr("Show all"))) {
    setAccessibleName(tr("Columns"));
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setMargin(16);
    m_status->setObjectName(QStringLiteral("columnsStatus"));
    m_status->setWordWrap(true);
    setPlainToolTip(m_clear, tr("Ask nothing of any column any more"));
    auto* top = new QHBoxLayout;
    top->addWidget(m_status, 1);
    top->addWidget(m_clear);
    auto* column = new QWidget;
    m_list = new QVBoxLayout(column);
    m_list->setContentsMargins(0, 0, 8, 8);
    m_list->setSpacing(12);
    m_list->addStretch();
    auto* scroll = new QScrollArea;
    setScrollContent(scroll, column);
    auto* inside = new QVBoxLayout(m_body);
    inside->setContentsMargins(12, 4, 4, 0);
    inside->addLayout(top);
    inside->addWidget(scroll, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_empty, 1);
    layout->addWidget(m_body, 1);
    connect(m_clear, &QPushButton::clicked, this, [this] {
        m_conditions.clear();
        Q_EMIT conditionsChosen({});
    });
    setColumns(nullptr);
}

void ColumnsPanel::setColumns(const std::shared_ptr<const FilteredColumns>& columns) {
    const bool isSame = columns && m_columns && columns->known == m_columns->known;
    m_columns = columns;
    m_conditions = columns ? columns->conditions : std::vector<ColumnCondition>{};
    const bool any = columns && !columns->filtered.columns.empty();
    m_empty->setVisible(!any);
    m_body->setVisible(any);
    if (!isSame) {
        for (ColumnSection* section : m_sections) {
            m_list->removeWidget(section);
            section->hide();
            section->deleteLater();
        }
        m_sections.clear();
        for (std::size_t c = 0; any && c < columns->filtered.columns.size(); ++c) {
            auto* section = new ColumnSection(columns->filtered.columns[c]);
            m_list->insertWidget(int(c), section);
            m_sections.push_back(section);
            connect(section, &ColumnSection::edited, this,
                    [this, section](const std::optional<ColumnCondition>& condition) {
                        edit(section->column(), condition);
                    });
        }
    }
    if (!any)
        return;
    for (std::size_t c = 0; c < m_sections.size(); ++c) {
        const auto own = std::ranges::find(m_conditions, m_sections[c]->column(), &ColumnCondition::column);
        m_sections[c]->setCounts(columns->filtered.columns[c], own == m_conditions.end() ? nullptr : &*own);
    }
    const ItemMask& mask = columns->filtered.mask;
    const auto passing = [](const std::vector<bool>& view) {
        return tr("%1 of %2").arg(grouped(std::ranges::count(view, true)), grouped(qint64(view.size())));
    };
    m_status->setText(
        m_conditions.empty()
            ? tr("Drag over numbers or click texts to filter.")
            : tr("%1 images and %2 sentences pass.").arg(passing(mask.images), passing(mask.sentences)));
    m_clear->setEnabled(!m_conditions.empty());
}

void ColumnsPanel::edit(const std::string& column, const std::optional<ColumnCondition>& condition) {
    std::erase_if(m_conditions, [&](const ColumnCondition& known) { return known.column == column; });
    if (condition)
        m_conditions.push_back(*condition);
    Q_EMIT conditionsChosen(m_conditions);
}

QString ColumnsPanel::statusText() const {
    return m_status->text();
}

} // namespace crossview::ui
