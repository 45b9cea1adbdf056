#include "window/run_bar.h"

#include "style/icons.h"
#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace crossview::ui {
namespace {

const QString kDown = QStringLiteral(" ▾");

QToolButton* makeMenuButton(const QString& tip) {
    auto* button = new QToolButton;
    button->setPopupMode(QToolButton::InstantPopup);
    setPlainToolTip(button, tip);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    return button;
}

} // namespace

RunBar::RunBar(QMenu* projectMenu, QWidget* parent)
    : QFrame(parent), m_project(makeMenuButton(tr("Project: open, import, recent ones, view, shortcuts"))),
      m_counts(makeSecondary({})), m_run(new QPushButton), m_step(new QPushButton(tr("Step"))),
      m_stop(new QPushButton(tr("Stop"))), m_epoch(new QLabel), m_progress(new QProgressBar),
      m_preset(makeMenuButton(tr("Preset: a complete set of options to start from"))),
      m_device(makeMenuButton(tr("Device that the network is trained on"))) {
    setObjectName(QStringLiteral("toolbar"));
    m_project->setProperty("flat", true);
    m_project->setMenu(projectMenu);
    QFont bold = m_project->font();
    bold.setWeight(QFont::DemiBold);
    m_project->setFont(bold);
    m_run->setProperty("accent", true);
    m_run->setMinimumWidth(118); // "Resume" too: nothing moves under the cursor
    m_run->setObjectName(QStringLiteral("run"));
    m_step->setIcon(lineIcon(QStringLiteral("step")));
    setPlainToolTip(m_step, tr("One batch, then paused (F8)"));
    m_stop->setIcon(lineIcon(QStringLiteral("stop")));
    setPlainToolTip(m_stop, tr("Stop the run; it can be resumed (Shift+F5)"));
    for (QPushButton* button : {m_run, m_step, m_stop})
        button->setIconSize(QSize(14, 14));
    m_progress->setTextVisible(false);
    m_progress->setRange(0, 1000);
    m_progress->setFixedWidth(176);
    m_epoch->setTextFormat(Qt::RichText); // two numbers and a time, nothing out of a file
    m_epoch->setObjectName(QStringLiteral("epoch"));
    connect(m_run, &QPushButton::clicked, this, &RunBar::runClicked);
    connect(m_step, &QPushButton::clicked, this, &RunBar::stepClicked);
    connect(m_stop, &QPushButton::clicked, this, &RunBar::stopClicked);

    auto* presets = new QMenu(m_preset);
    presets->setToolTipsVisible(true);
    for (const std::string& name : presetNames()) {
        QAction* action = presets->addAction(QString::fromStdString(name));
        setPlainToolTip(action, QString::fromStdString(presetDescription(name)));
        connect(action, &QAction::triggered, this,
                [this, name] { Q_EMIT presetChosen(QString::fromStdString(name)); });
    }
    m_preset->setMenu(presets);
    m_device->setMenu(new QMenu(m_device));

    auto* epochColumn = new QVBoxLayout;
    epochColumn->setSpacing(4);
    epochColumn->addStretch();
    epochColumn->addWidget(m_epoch);
    epochColumn->addWidget(m_progress);
    epochColumn->addStretch();
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 8, 4, 8);
    layout->setSpacing(8);
    layout->addWidget(m_project);
    layout->addWidget(m_counts);
    layout->addStretch(1);
    layout->addWidget(m_run);
    layout->addWidget(m_step);
    layout->addWidget(m_stop);
    layout->addSpacing(8);
    layout->addLayout(epochColumn);
    layout->addStretch(1);
    layout->addWidget(m_preset);
    layout->addWidget(m_device);
    setProject({}, {});
    setPreset(QStringLiteral("picture-book"));
    setDevice(QStringLiteral("cpu"));
    setState(TrainingController::State::Idle, false, false);
    setProgress(0, 0, 0, -1);
}

void RunBar::setProject(const QString& name, const QString& counts) {
    m_project->setText((name.isEmpty() ? tr("No project") : shownOnButton(name)) + kDown);
    m_counts->setText(counts);
}

void RunBar::setState(TrainingController::State state, bool canRun, bool resumable) {
    using State = TrainingController::State;
    const bool running = state == State::Running;
    const bool paused = state == State::Paused;
    m_run->setText(running ? tr("Pause") : paused || resumable ? tr("Resume") : tr("Run"));
    m_run->setIcon(lineIcon(running ? QStringLiteral("pause") : QStringLiteral("play"), Role::AccentText));
    setPlainToolTip(m_run, running   ? tr("Pause after this batch (Space)")
                           : paused  ? tr("Go on (Space)")
                           : !canRun ? tr("Open a project first")
                                     : tr("Train with the options at the left (Space)"));
    m_run->setEnabled(running || paused || (state == State::Idle && canRun));
    m_step->setEnabled(running || paused || (state == State::Idle && canRun));
    m_stop->setEnabled(running || paused);
}

void RunBar::setProgress(int epoch, int epochs, double share, double seconds) {
    m_progress->setValue(static_cast<int>(share * 1000));
    if (epochs <= 0) {
        m_epoch->setText(QStringLiteral("<span>%1</span>").arg(tr("not trained yet")));
        return;
    }
    QString text = tr("epoch <b>%1</b> of %2").arg(epoch).arg(epochs);
    if (seconds >= 0)
        text += tr(" · %1 left").arg(clockTime(seconds));
    m_epoch->setText(text);
}

QString RunBar::progressText() const {
    QString text = m_epoch->text();
    return text.remove(QStringLiteral("<b>")).remove(QStringLiteral("</b>"));
}

void RunBar::setPreset(const QString& name) {
    m_preset->setText(tr("Preset: %1").arg(shownOnButton(name)) + kDown);
}

void RunBar::setDevices(const std::vector<ComputeDevice>& devices) {
    m_devices = devices;
    QMenu* menu = m_device->menu();
    menu->clear();
    for (const ComputeDevice& device : m_devices) {
        QAction* action = menu->addAction(QString::fromStdString(device.label));
        connect(action, &QAction::triggered, this,
                [this, id = device.id] { Q_EMIT deviceChosen(QString::fromStdString(id)); });
    }
    setDevice(m_chosenDevice);
}

void RunBar::setDevice(const QString& id) {
    m_chosenDevice = id;
    QString label = id;
    for (const ComputeDevice& device : m_devices)
        if (QString::fromStdString(device.id) == id)
            label = QString::fromStdString(device.label);
    m_device->setText(shownOnButton(label) + kDown);
}

} // namespace crossview::ui
