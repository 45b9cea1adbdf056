#include "ablation/ablation_page.h"

#include "common/error.h"
#include "common/text.h"
#include "project/ablation/ablation_text.h"
#include "project/ablation/published_results.h"
#include "widgets/building_blocks.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace crossview::ui {
namespace {

const OptionField* fieldOf(const QString& key) {
    const auto fields = optionFields();
    const auto found = std::ranges::find(fields, key.toStdString(), &OptionField::key);
    return found == fields.end() ? nullptr : &*found;
}

/// Values that a person may mean: all choices, both of a switch, else half, itself and twice.
QString proposalFor(const OptionField& field, const RunOptions& base) {
    QStringList values;
    const OptionValue now = field.get(base);
    for (const std::string& choice : field.choices)
        values << QString::fromStdString(choice);
    if (std::holds_alternative<bool>(now))
        values = {QStringLiteral("false"), QStringLiteral("true")};
    else if (const auto* number = std::get_if<double>(&now))
        for (const double factor : {0.5, 1.0, 2.0})
            values << QString::number(std::clamp(*number * factor, field.minimum, field.maximum), 'g', 6);
    else if (const auto* count = std::get_if<std::int64_t>(&now))
        for (const double factor : {0.5, 1.0, 2.0})
            values << QString::number(
                std::int64_t(std::clamp(double(*count) * factor, field.minimum, field.maximum)));
    values.removeDuplicates();
    return values.join(QStringLiteral(", "));
}

QString toQt(std::string_view text) {
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

std::vector<std::uint64_t> seedsOf(const QString& text) {
    std::vector<std::uint64_t> seeds;
    const std::string all = text.toStdString();
    for (const std::string_view part : split(all, ',')) {
        RunOptions options;
        setOption(options, "seed", trimmed(part));
        if (std::ranges::find(seeds, options.seed) == seeds.end())
            seeds.push_back(options.seed);
    }
    return seeds;
}

} // namespace

AblationPage::AblationPage(QWidget* parent)
    : QWidget(parent), m_base(preset(kDefaultPreset)), m_axis(new ChevronBox),
      m_valuesName(makeSecondary(tr("Values"))), m_values(new QLineEdit),
      m_seeds(new QLineEdit(QStringLiteral("1, 2, 3"))), m_planText(makeSecondary({})),
      m_run(new QPushButton), m_copy(new QPushButton(tr("Copy as Markdown"))), m_moment(makeSecondary({})),
      m_table(new CellTable(tr("Ablation"), true)), m_note(makeSecondary({})), m_published(new ChevronBox),
      m_publishedTable(new CellTable(tr("Published numbers"), true)), m_publishedNote(makeSecondary({})) {
    build();
    planAgain();
}

void AblationPage::build() {
    m_axis->addItem(tr("network and loss: the paper's Table 1"), QString());
    for (const OptionField& field : optionFields())
        if (field.key != "seed" && field.key != "preset" && field.key != "device" && field.file.empty())
            m_axis->addItem(
                tr("%1: %2").arg(QString::fromStdString(field.section), QString::fromStdString(field.label)),
                QString::fromStdString(field.key));
    m_axis->setAccessibleName(tr("What is varied"));
    m_axis->setMaxVisibleItems(24);
    setPlainToolTip(
        m_axis, tr("Table 1 of the paper crosses a linear and a non-linear network with one direction, both "
                   "directions, and both with the within-view terms. Or any option over several values."));
    m_values->setAccessibleName(tr("Values"));
    m_seeds->setAccessibleName(tr("Seeds"));
    m_seeds->setMaximumWidth(120);
    setPlainToolTip(m_values, tr("The values of the option, with commas between them; a row each"));
    setPlainToolTip(m_seeds,
                    tr("Every row is trained with each of these seeds: the spread between them says what is "
                       "noise"));
    setPlainToolTip(m_copy,
                    tr("The table as Markdown, to the clipboard; crossview-cli ablate writes CSV and LaTeX"));
    m_run->setObjectName(QStringLiteral("ablationRun"));
    connect(m_axis, &QComboBox::currentIndexChanged, this, &AblationPage::proposeValues);
    connect(m_values, &QLineEdit::textChanged, this, &AblationPage::planAgain);
    connect(m_seeds, &QLineEdit::textChanged, this, &AblationPage::planAgain);
    connect(m_copy, &QPushButton::clicked, this, &AblationPage::copyTable);
    connect(m_run, &QPushButton::clicked, this, [this] {
        if (m_isRunning)
            Q_EMIT stopped();
        else if (!m_plan.variants.empty())
            Q_EMIT started(m_plan, m_seedNumbers);
    });

    auto* first = new QHBoxLayout;
    first->setSpacing(8);
    first->addWidget(makeSecondary(tr("Compare")));
    first->addWidget(m_axis, 1);
    auto* second = new QHBoxLayout;
    second->setSpacing(8);
    second->addWidget(m_valuesName);
    second->addWidget(m_values, 1);
    second->addWidget(makeSecondary(tr("Seeds")));
    second->addWidget(m_seeds);
    second->addStretch();
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_run);
    buttons->addWidget(m_copy);
    buttons->addWidget(m_moment, 1);
    m_published->addItem(tr("none"));
    for (const PublishedPool pool : kPublishedPools)
        m_published->addItem(toQt(describe(pool)), toQt(toString(pool)));
    m_published->setAccessibleName(tr("Published numbers"));
    setPlainToolTip(m_published,
                    tr("What papers report for this method and others, with the source of each row"));
    connect(m_published, &QComboBox::currentIndexChanged, this, &AblationPage::showPublished);
    auto* published = new QHBoxLayout;
    published->setSpacing(8);
    published->addWidget(makeSecondary(tr("Published numbers")));
    published->addWidget(m_published);
    published->addStretch();
    m_planText->setWordWrap(true);
    m_note->setWordWrap(true);
    m_publishedNote->setWordWrap(true);
    m_publishedNote->setText(toQt(publishedNote()));
    auto* body = new QWidget;
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(16, 12, 16, 16);
    column->setSpacing(8);
    column->addWidget(makeHeading(tr("Ablation")));
    column->addLayout(first);
    column->addLayout(second);
    column->addWidget(m_planText);
    column->addLayout(buttons);
    column->addWidget(m_table);
    column->addWidget(m_note);
    column->addLayout(published);
    column->addWidget(m_publishedTable);
    column->addWidget(m_publishedNote);
    column->addStretch();
    showPublished();
    auto* scroll = new QScrollArea;
    setScrollContent(scroll, body);
    QFrame* card = makeCard();
    auto* inside = new QVBoxLayout(card);
    inside->setContentsMargins(1, 1, 1, 1);
    inside->addWidget(scroll);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(card);
}

void AblationPage::showPublished() {
    const auto pool = publishedPoolOf(m_published->currentData().toString().toStdString());
    m_publishedTable->setVisible(pool.has_value());
    m_publishedNote->setVisible(pool.has_value());
    std::vector<Cell> heading{{tr("Method"), false, false, {}},
                              {tr("i→s R@1, 5, 10"), true, false, {}},
                              {tr("s→i R@1, 5, 10"), true, false, {}},
                              {tr("Trust"), false, false, {}},
                              {tr("Read in"), false, false, {}}};
    std::vector<std::vector<Cell>> rows;
    for (const PublishedResult& result : publishedResults()) {
        if (result.pool != pool)
            continue;
        std::vector<Cell> cells{{toQt(result.method), false, false,
                                 tr("%1, read in: %2").arg(toQt(result.method), toQt(result.source))}};
        for (const std::size_t first : {0U, 3U}) {
            QStringList recalls;
            for (std::size_t i = first; i < first + 3; ++i)
                recalls << QString::fromStdString(publishedText(result, i));
            cells.push_back({recalls.join(QStringLiteral("  ")), true, false, {}});
        }
        cells.push_back({toQt(describe(result.trust)), false, false, {}});
        cells.push_back({toQt(result.source), false, false, toQt(result.source)});
        rows.push_back(std::move(cells));
    }
    m_publishedTable->cells()->setCells(std::move(heading), std::move(rows));
}

QString AblationPage::planText() const {
    return m_planText->text();
}

QString AblationPage::momentText() const {
    return m_moment->text();
}

void AblationPage::setBase(const RunOptions& options) {
    m_base = options;
    planAgain();
}

void AblationPage::proposeValues() {
    const OptionField* field = fieldOf(m_axis->currentData().toString());
    m_values->setText(field ? proposalFor(*field, m_base) : QString());
    planAgain();
}

void AblationPage::planAgain() {
    const QString key = m_axis->currentData().toString();
    m_valuesName->setVisible(!key.isEmpty());
    m_values->setVisible(!key.isEmpty());
    m_plan = {};
    try {
        m_seedNumbers = seedsOf(m_seeds->text());
        RunOptions base = m_base;
        if (key.isEmpty()) {
            base.network.nonLinear = true; // the full method
            m_plan = planAblation(base, tableOneAxes(base));
        } else {
            QString values = m_values->text();
            m_plan = planAblation(
                base,
                {axisFromText((key + QLatin1Char('=') + values.remove(QLatin1Char(' '))).toStdString())});
        }
        const std::size_t rows = m_plan.variants.size(), seeds = m_seedNumbers.size();
        m_planText->setText(
            tr("%1 rows, %2: %3 runs of %4 epochs, one after another; what the project holds already "
               "is not "
               "trained again. All other options are those of Experiment. The others are compared with: %5.")
                .arg(rows)
                .arg(seeds == 1 ? tr("1 seed") : tr("%1 seeds").arg(seeds))
                .arg(rows * seeds)
                .arg(base.optimiser.epochs)
                .arg(QString::fromStdString(m_plan.variants[m_plan.full].title)));
    } catch (const Error& error) {
        m_plan = {};
        m_planText->setText(QString::fromUtf8(error.what()));
    }
    refresh();
}

void AblationPage::setState(const std::shared_ptr<const AblationState>& state, bool isRunning,
                            bool canStart) {
    m_state = state;
    m_isRunning = isRunning;
    m_canStart = canStart;
    if (!isRunning)
        m_moment->setText(!state ? QString()
                          : state->table.isWhole
                              ? tr("Done.")
                              : tr("Stopped: what is trained stays, and the next start goes on."));
    refresh();
}

void AblationPage::setMoment(const AblationMoment& moment) {
    if (!m_isRunning)
        return;
    if (!moment.step)
        m_moment->setText(QString::fromStdString(moment.stage));
    else if (moment.step->kind == AblationStep::Kind::known)
        m_moment->setText(tr("Run %1 of %2 is there already").arg(moment.step->number).arg(moment.step->of));
    else
        m_moment->setText(tr("Run %1 of %2, epoch %3 of %4: %5, seed %6")
                              .arg(moment.step->number)
                              .arg(moment.step->of)
                              .arg(moment.epoch)
                              .arg(moment.epochs)
                              .arg(QString::fromStdString(moment.title))
                              .arg(moment.step->seed));
}

void AblationPage::refresh() {
    m_run->setText(m_isRunning ? tr("Stop") : tr("Train and compare"));
    m_run->setEnabled(m_isRunning || (m_canStart && !m_plan.variants.empty()));
    for (QWidget* field : std::initializer_list<QWidget*>{m_axis, m_values, m_seeds})
        field->setEnabled(!m_isRunning);
    m_table->setVisible(m_state != nullptr);
    m_note->setVisible(m_state != nullptr);
    const bool any = m_state && std::ranges::any_of(m_state->table.rows, &AblationRow::isMeasured);
    m_copy->setEnabled(any);
    if (!m_state)
        return;
    const AblationTable& table = m_state->table;
    std::vector<Cell> heading;
    for (const std::string& axis : table.axes)
        heading.push_back({QString::fromStdString(axis), false, false, {}});
    for (const char* head : {"i→s R@1", "i→s R@5", "i→s R@10", "s→i R@1", "s→i R@5", "s→i R@10", "rsum"})
        heading.push_back({QString::fromUtf8(head), true, false, {}});
    heading.push_back({tr("Seeds"), true, false, tr("That are trained and measured")});
    std::vector<std::vector<Cell>> rows;
    QStringList failures;
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        const AblationRow& row = table.rows[r];
        std::vector<Cell> cells;
        for (const std::string& name : row.names)
            cells.push_back(
                {QString::fromStdString(name), false, r == table.full, QString::fromStdString(row.title)});
        for (const std::string& text : m_state->cells[r])
            cells.push_back(
                {text.empty() ? QStringLiteral("–") : QString::fromStdString(text), true, false, {}});
        cells.push_back({tr("%1 of %2").arg(row.runs.size()).arg(table.seeds), true, false, {}});
        rows.push_back(std::move(cells));
        for (const std::string& failure : row.failures)
            failures << tr("%1: %2").arg(QString::fromStdString(row.title), QString::fromStdString(failure));
    }
    m_table->cells()->setCells(std::move(heading), std::move(rows));
    failures.prepend(QString::fromStdString(tableNote(table)));
    m_note->setText(failures.join(QLatin1Char('\n')));
}

void AblationPage::copyTable() const {
    if (m_state)
        QGuiApplication::clipboard()->setText(QString::fromStdString(m_state->markdown));
}

} // namespace crossview::ui
