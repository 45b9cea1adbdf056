#pragma once

#include "bridge/encoder_controller.h"
#include "features/blocks.h"
#include "options/run_options.h"

#include <QWidget>

class QCheckBox;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace crossview::ui {

class PlainLabel;

class OptionRow;

/// A block of features: a check box with its name, its dimensions, what it is good for, and, where it needs a
/// pretrained network that is not here, a way to get that.
class BlockRow : public QWidget {
    Q_OBJECT
public:
    BlockRow(const FeatureBlock& block, const OptionField& field, QWidget* parent = nullptr);

    const FeatureBlock& block() const { return m_block; }
    /// The row of the option: its field holds the dimensions.
    OptionRow* option() const { return m_option; }
    /// Shows whether it is on; `preset` is what switching it on goes back to.
    void setDimensions(int dimensions, int preset);
    bool isOn() const { return m_dimensions > 0; }
    void setEncoder(const EncoderState& state);
    const EncoderState& encoder() const { return m_state; }
    /// Puts what else belongs to the block beneath it.
    void addPart(QWidget* part);
    /// Why it cannot be switched on now; empty: it can.
    void setObstacle(const QString& reason);
    /// Greys what cannot change now and says why; an empty reason ends it.
    void setLocked(const QString& reason);

    QCheckBox* box() const { return m_box; }
    QPushButton* get() const { return m_get; }
    QPushButton* choose() const { return m_choose; }
    QPushButton* cancel() const { return m_cancel; }
    QString progressText() const;
    QString error() const;

Q_SIGNALS:
    /// A person switched it on (number of dimensions) or off (0).
    void switched(int dimensions);
    void getRequested();
    void folderRequested();
    void cancelRequested();

private:
    void buildEncoderPart();
    void showEncoder();
    void showLock();

    const FeatureBlock& m_block;
    const EncoderEntry* m_encoder = nullptr;
    EncoderState m_state;
    QString m_lock;
    QString m_obstacle;
    int m_dimensions = 0;
    int m_preset = 0;
    QCheckBox* m_box;
    OptionRow* m_option;
    QStackedWidget* m_ways = nullptr; ///< how to get it, or how far it is
    QPushButton* m_get = nullptr;
    QPushButton* m_choose = nullptr;
    QPushButton* m_cancel = nullptr;
    QProgressBar* m_bar = nullptr;
    PlainLabel* m_progress = nullptr;
    QWidget* m_errorLine = nullptr;
    PlainLabel* m_error = nullptr;
};

} // namespace crossview::ui
