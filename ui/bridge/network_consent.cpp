#include "bridge/network_consent.h"

#include "encoders/user/trusted_networks.h"

namespace crossview::ui {

NetworkConsent::NetworkConsent(Workspace& workspace, SessionController& sessions, QueryController& queries,
                               Messages& messages, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_sessions(sessions), m_queries(queries),
      m_messages(messages) {
    const auto folderOf = [](const std::filesystem::path& folder) {
        return QString::fromStdString(folder.string());
    };
    connect(&sessions, &SessionController::refused, this,
            [this, folderOf](const NetworkFacts& network, bool forOptions) {
                Q_EMIT asked({forOptions ? NetworkQuestion::For::Run : NetworkQuestion::For::Opening, network,
                              folderOf(m_sessions.folder())});
            });
    connect(&queries, &QueryController::refused, this, [this, folderOf](const NetworkFacts& network) {
        Q_EMIT asked({NetworkQuestion::For::Query, network, folderOf(m_workspace.session()->folder)});
    });
}

void NetworkConsent::allow(const NetworkQuestion& question) {
    const auto trust = [network = question.network] { trustNetwork(network); };
    if (question.purpose != NetworkQuestion::For::Query) {
        m_sessions.retry(trust);
        return;
    }
    remember(
        [trust](const std::stop_token&) {
            trust();
            return QString();
        },
        [this](const QString&) { m_queries.askAgain(); });
}

void NetworkConsent::goWithout(const NetworkQuestion& question) {
    if (question.purpose == NetworkQuestion::For::Opening) {
        m_sessions.retryWithoutNetwork();
    } else if (question.purpose == NetworkQuestion::For::Run) {
        RunOptions options = m_workspace.options();
        options.features.image.networkComponents = 0;
        m_workspace.editOptions(options, QStringLiteral("features.image.network.components"));
        m_sessions.reopenForOptions(tr("Making splits and features without the network"));
    }
}

void NetworkConsent::decline(const NetworkQuestion& question) {
    if (question.purpose != NetworkQuestion::For::Query)
        m_sessions.abandon();
}

void NetworkConsent::allowChosen(const QString& file) {
    remember(
        [path = std::filesystem::path(file.toStdString())](const std::stop_token& stop) {
            const NetworkFacts network = networkFacts(path, stop);
            return trustNetwork(network) ? QString::fromStdString(allowedSentence(network)) : QString();
        },
        [this](const QString& sentence) {
            if (!sentence.isEmpty())
                m_messages.inform(sentence);
        });
}

void NetworkConsent::remember(std::function<QString(const std::stop_token&)> work,
                              std::function<void(QString)> then) {
    auto sentence = std::make_shared<QString>(); // written before the job ends, read after it
    const quint64 mine = m_job.start(
        [work = std::move(work), sentence](const std::stop_token& stop) { *sentence = work(stop); }, {});
    auto* once = new QObject(this);
    connect(
        &m_job, &BackgroundJob::ended, once,
        [this, mine, once, sentence, then = std::move(then)](quint64 generation, const JobOutcome& outcome) {
            if (generation > mine)
                once->deleteLater();
            if (generation != mine)
                return;
            once->deleteLater();
            if (outcome.end == JobOutcome::End::Finished)
                then(*sentence);
            else if (outcome.end == JobOutcome::End::Failed)
                m_messages.fail(outcome.message);
        });
}

} // namespace crossview::ui
