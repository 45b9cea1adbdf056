#pragma once

#include "bridge/network_consent.h"

#include <QDialog>

class QPushButton;

namespace crossview::ui {

/// Asks whether a network's file may run on this machine, and says what it is. Enter and Escape never allow
/// it. Deletes itself.
class NetworkDialog : public QDialog {
    Q_OBJECT
public:
    explicit NetworkDialog(const NetworkQuestion& question, QWidget* parent = nullptr);

    QPushButton* allowButton() const { return m_allow; }
    /// nullptr where nothing can be done without the network.
    QPushButton* withoutButton() const { return m_without; }
    QPushButton* cancelButton() const { return m_cancel; }

Q_SIGNALS:
    // Exactly one of them, once.
    void allowed();
    void leftOut();
    void declined();

private:
    QPushButton* m_allow = nullptr;
    QPushButton* m_without = nullptr;
    QPushButton* m_cancel = nullptr;
};

} // namespace crossview::ui
