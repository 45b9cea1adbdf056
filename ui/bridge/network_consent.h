#pragma once

#include "bridge/background_job.h"
#include "bridge/messages.h"
#include "bridge/query_controller.h"
#include "bridge/session_controller.h"
#include "encoders/user/network_file.h"

namespace crossview::ui {

/// What a person is asked before a network's file runs for the first time on this machine.
struct NetworkQuestion {
    /// What waits for the answer.
    enum class For { Opening, Run, Query };
    For purpose = For::Opening;
    NetworkFacts network;
    QString project; ///< folder of the project that names it

    /// It can be done without the network.
    bool canDoWithout() const { return purpose != For::Query; }
};

/// Asks a person about networks that were refused because nobody has allowed them to run on this machine, and
/// does what they say. Whoever shows questions answers each with allow, goWithout or decline.
class NetworkConsent : public QObject {
    Q_OBJECT
public:
    NetworkConsent(Workspace& workspace, SessionController& sessions, QueryController& queries,
                   Messages& messages, QObject* parent = nullptr);

    /// Remembers the network's content as allowed; what waited goes on.
    void allow(const NetworkQuestion& question);
    /// What waited is done without it.
    void goWithout(const NetworkQuestion& question);
    /// What waited is left.
    void decline(const NetworkQuestion& question);
    /// A person chose this file as a network: that allows it, and is said.
    void allowChosen(const QString& file);

Q_SIGNALS:
    void asked(const crossview::ui::NetworkQuestion& question);

private:
    /// Does something with what is allowed in the background, then `then`; a failure is said.
    void remember(std::function<QString(const std::stop_token&)> work, std::function<void(QString)> then);

    Workspace& m_workspace;
    SessionController& m_sessions;
    QueryController& m_queries;
    Messages& m_messages;
    BackgroundJob m_job; // last: its thread ends first
};

} // namespace crossview::ui
