#pragma once

#include "bridge/training_controller.h"
#include "training/devices.h"

#include <QFrame>

#include <vector>

class QLabel;
class QMenu;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace crossview::ui {

class PlainLabel;

/// The one row at the top: project ▾, counts, Run (Pause), Step, Stop, epoch with a thin progress line,
/// preset ▾, device ▾.
class RunBar : public QFrame {
    Q_OBJECT
public:
    explicit RunBar(QMenu* projectMenu, QWidget* parent = nullptr);

    void setProject(const QString& name, const QString& counts);
    void setState(TrainingController::State state, bool canRun, bool resumable);
    /// `seconds` left; negative while unknown.
    void setProgress(int epoch, int epochs, double share, double seconds);
    void setPreset(const QString& name);
    /// Those to choose from.
    void setDevices(const std::vector<ComputeDevice>& devices);
    /// The chosen one.
    void setDevice(const QString& id);
    QString progressText() const;

    QToolButton* device() const { return m_device; }
    QPushButton* run() const { return m_run; }
    QPushButton* step() const { return m_step; }
    QPushButton* stop() const { return m_stop; }

Q_SIGNALS:
    void runClicked();
    void stepClicked();
    void stopClicked();
    void presetChosen(const QString& name);
    void deviceChosen(const QString& id);

private:
    QToolButton* m_project;
    PlainLabel* m_counts;
    QPushButton* m_run;
    QPushButton* m_step;
    QPushButton* m_stop;
    QLabel* m_epoch;
    QProgressBar* m_progress;
    QToolButton* m_preset;
    QToolButton* m_device;
    std::vector<ComputeDevice> m_devices;
    QString m_chosenDevice;
};

} // namespace crossview::ui
