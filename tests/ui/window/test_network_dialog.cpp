// What a person is asked before the network that a project names runs, and what their answers do.
#include "encoders/user/trusted_networks.h"
#include "experiment/experiment_panel.h"
#include "experiment/option_row.h"
#include "query/query_panel.h"
#include "support/environment_variable.h"
#include "support/temporary_folder.h"
#include "ui/window/fake_world.h"
#include "window/main_window.h"
#include "window/message_bar.h"
#include "window/network_dialog.h"
#include "window/welcome_page.h"

#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>

#include <atomic>

namespace crossview::ui::test {
namespace {

/// A chain whose pictures go through a network.
class NetworkChain : public FakeChain {
public:
    explicit NetworkChain(NetworkFacts network) : m_network(std::move(network)) {}
    std::vector<float> imageFeatures(const std::filesystem::path& picture) const override {
        requireTrusted(m_network);
        return FakeChain::imageFeatures(picture);
    }

private:
    NetworkFacts m_network;
};

} // namespace

class NetworkDialogTest : public QObject {
    Q_OBJECT
private:
    FakeWorld m_world;
    FakeTrainer m_trainer;
    crossview::test::TemporaryFolder m_folder;
    crossview::test::EnvironmentVariable m_memory{"XDG_DATA_HOME", m_folder / "data"};
    NetworkFacts m_network = networkFacts(m_folder.write("net.pt", "PK and a program"));
    std::atomic<int> m_opened = 0;      ///< with the network, so that it ran
    std::atomic<int> m_without = 0;     ///< openings without it
    std::atomic<bool> m_stored = false; ///< the features of the project need no network

    OpenedProject project(const OpenRequest& wanted) const {
        auto session = std::make_shared<Session>(*m_world.session);
        if (wanted.options)
            session->options = *wanted.options;
        auto features = std::make_shared<FeatureSet>(*session->input.features);
        features->chain = std::make_shared<NetworkChain>(m_network);
        session->input.features = features;
        OpenedProject opened;
        opened.session = session;
        opened.snapshot = m_world.snapshot(2);
        opened.run = RunRecord();
        opened.run->id = "fake";
        opened.run->epochs = 2;
        opened.run->status = RunStatus::stopped;
        opened.run->optionsJson = toJson(session->options);
        return opened;
    }
    Services services() {
        Services made;
        made.train = m_trainer.function(m_world);
        made.open = [this](const std::filesystem::path&, const OpenRequest& wanted,
                           const std::stop_token&, const ProgressSink&) {
            const bool needs = wanted.options ? wanted.options->features.image.networkComponents > 0 : !m_stored;
            if (needs) {
                requireTrusted(m_network);
                ++m_opened;
            }
            return project(wanted);
        };
        made.openWithout = [this](const std::filesystem::path&, const OpenRequest& wanted,
                                  const std::stop_token&, const ProgressSink&) {
            ++m_without;
            return project(wanted);
        };
        made.devices = {{"cpu", "CPU"}};
        return made;
    }
    /// The question that the window asks, once it does.
    NetworkDialog* question(MainWindow& window) {
        NetworkDialog* dialog = nullptr;
        [&] { QTRY_VERIFY((dialog = window.findChild<NetworkDialog*>()) && dialog->isVisible()); }();
        return dialog;
    }
    NetworkDialog* openRefused(MainWindow& window) {
        window.show();
        window.controllers().projects.open(m_world.folder());
        return question(window);
    }
    /// With features stored, and then a run that needs the network.
    NetworkDialog* runRefused(MainWindow& window) {
        m_stored = true;
        window.show();
        QSignalSpy opened(&window, &MainWindow::projectOpened);
        window.controllers().projects.open(m_world.folder());
        [&] { QTRY_COMPARE(opened.size(), 1); }();
        RunOptions options = window.workspace().options();
        options.features.image.networkComponents = 4;
        options.features.image.network.file = m_network.file;
        window.workspace().editOptions(options, {});
        window.controllers().run.runOrPause();
        return question(window);
    }

private Q_SLOTS:
    void initTestCase() {
        QCoreApplication::setOrganizationName(QStringLiteral("crossview-test"));
        QCoreApplication::setApplicationName(
            QStringLiteral("network-dialog-%1").arg(QCoreApplication::applicationPid()));
    }
    void init() {
        QSettings().clear();
        std::filesystem::remove_all(m_folder / "data");
        m_opened = 0;
        m_without = 0;
        m_stored = false;
        m_trainer.starts = 0;
        m_trainer.milliseconds = 2;
    }
    void cleanupTestCase() {
        QSettings settings;
        settings.clear();
        QFile::remove(settings.fileName());
    }

    void saysWhatTheFileIs() {
        NetworkQuestion asked{NetworkQuestion::For::Opening, m_network,
                              QStringLiteral("/home/a/<b>.crossview")};
        asked.network.file = "/tmp/<img src=x>\n\u202Etp.net";
        const NetworkDialog dialog(asked);
        QString all;
        for (const QLabel* label : dialog.findChildren<QLabel*>()) {
            QVERIFY(label->textFormat() != Qt::RichText);
            QVERIFY(label->textFormat() == Qt::PlainText || !Qt::mightBeRichText(label->text()));
            all += label->text().remove(QChar(0x200B)) + QLatin1Char('|');
        }
        for (const QString& part :
             {QStringLiteral("|/tmp/<img src=x>\\u000a\\u202etp.net|"), QStringLiteral("|TorchScript|"),
              QStringLiteral("|16 bytes|"), QString::fromStdString("|" + m_network.sha256 + "|"),
              QStringLiteral("|/home/a/<b>.crossview|"), QStringLiteral("is a program")})
            QVERIFY2(all.contains(part), qPrintable(part + QStringLiteral(" in ") + all));
    }

    void escapeOpensNothing() {
        MainWindow window(services());
        QTest::keyClick(openRefused(window), Qt::Key_Escape);
        QTRY_VERIFY(!window.findChild<NetworkDialog*>());
        QTest::qWait(100);
        QVERIFY(!window.controllers().sessions.isBusy());
        QVERIFY(!window.workspace().session());
        QCOMPARE(window.currentPage(), static_cast<QWidget*>(window.welcomePage()));
        QCOMPARE(m_opened + m_without, 0);
        QVERIFY(trustedNetworks().empty());
    }

    void enterNeverAllows_data() {
        QTest::addColumn<bool>("run");
        QTest::newRow("opening") << false;
        QTest::newRow("run") << true;
    }
    void enterNeverAllows() {
        QFETCH(bool, run);
        MainWindow window(services());
        NetworkDialog* dialog = run ? runRefused(window) : openRefused(window);
        QVERIFY(dialog->withoutButton()->isDefault());
        QCOMPARE(dialog->focusWidget(), dialog->withoutButton()); // Space presses that
        QTest::keyClick(dialog, Qt::Key_Return);
        QTRY_VERIFY(run ? m_trainer.starts == 1 : m_without == 1);
        QTRY_VERIFY(window.workspace().session());
        QCOMPARE(m_opened.load(), 0);
        QCOMPARE(window.workspace().options().features.image.networkComponents, 0);
        QVERIFY(trustedNetworks().empty());
        window.controllers().run.stop();
        QTRY_VERIFY(!window.training()->isActive());
    }

    void whatIsAllowedOpensFromThenOn() {
        MainWindow window(services());
        QSignalSpy opened(&window, &MainWindow::projectOpened);
        QTest::mouseClick(openRefused(window)->allowButton(), Qt::LeftButton);
        QTRY_COMPARE(opened.size(), 1);
        QVERIFY(networkIsTrusted(m_network.sha256));
        window.controllers().projects.open(m_world.folder());
        QTRY_COMPARE(opened.size(), 2);
        QCOMPARE(m_opened.load(), 2);
    }

    void aRunThatNeedsItWaitsForTheAnswer_data() {
        QTest::addColumn<bool>("allow");
        QTest::newRow("allowed") << true;
        QTest::newRow("cancelled") << false;
    }
    void aRunThatNeedsItWaitsForTheAnswer() {
        QFETCH(bool, allow);
        MainWindow window(services());
        NetworkDialog* dialog = runRefused(window);
        QCOMPARE(m_trainer.starts, 0);
        QTest::mouseClick(allow ? dialog->allowButton() : dialog->cancelButton(), Qt::LeftButton);
        if (allow) {
            QTRY_COMPARE(m_trainer.starts, 1);
            QTRY_VERIFY(!window.training()->isActive());
        } else {
            QTest::qWait(150);
            QCOMPARE(m_trainer.starts, 0);
            QVERIFY(window.controllers().run.isReady());
            QSignalSpy opened(&window, &MainWindow::projectOpened);
            window.controllers().projects.open(m_world.folder());
            QTRY_COMPARE(opened.size(), 1);
            QCOMPARE(m_trainer.starts, 0); // the run does not wait any more
        }
        QCOMPARE(m_opened.load(), allow ? 1 : 0);
    }

    void aPictureThatNeedsItIsAnsweredAfterwards() {
        m_stored = true;
        MainWindow window(services());
        window.show();
        QSignalSpy opened(&window, &MainWindow::projectOpened);
        window.controllers().projects.open(m_world.folder());
        QTRY_COMPARE(opened.size(), 1);
        std::optional<QueryAnswer> answer;
        connect(&window.controllers().queries, &QueryController::answered, this,
                [&answer](const QueryAnswer& given) { answer = given; });
        window.queryPanel()->askPicture(m_world.picture(1));
        NetworkDialog* dialog = question(window);
        QVERIFY(!dialog->withoutButton());
        QVERIFY(dialog->cancelButton()->isDefault());
        QCOMPARE(dialog->focusWidget(), dialog->cancelButton());
        QVERIFY(QString::fromStdString(answer->error).contains(QStringLiteral("networks allow")));
        QTest::keyClick(dialog, Qt::Key_Escape);
        window.controllers().queries.askAgain(); // as every new epoch does
        QTest::qWait(150);
        const auto dialogs = window.findChildren<NetworkDialog*>();
        QVERIFY(std::ranges::none_of(dialogs, [](const QDialog* each) { return each->isVisible(); }));

        window.queryPanel()->askPicture(m_world.picture(1));
        QTest::mouseClick(question(window)->allowButton(), Qt::LeftButton);
        QTRY_VERIFY(answer->error.empty() && !answer->hits.empty());
    }

    void aFileThatAPersonChoosesIsAllowed() {
        MainWindow window(services());
        window.show();
        OptionRow* row = window.experiment()->row("features.image.network.file");
        Q_EMIT row->fileChosen(QString::fromStdString(m_network.file.string()));
        QTRY_VERIFY(networkIsTrusted(m_network.sha256));
        QTRY_VERIFY(window.messages()->message().contains(QStringLiteral("is allowed to run")));
        Q_EMIT row->fileChosen(QString::fromStdString(m_folder / "no network"));
        QTRY_VERIFY(window.messages()->message().contains(QStringLiteral("no network cannot be read")));
    }

    void theTextOfAnOptionAllowsNothing() {
        MainWindow window(services());
        RunOptions options = window.workspace().options();
        options.features.image.network.file = m_network.file;
        window.workspace().editOptions(options, QStringLiteral("features.image.network.file"));
        QTest::qWait(100);
        QVERIFY(trustedNetworks().empty());
    }
};

} // namespace crossview::ui::test

QTEST_MAIN(crossview::ui::test::NetworkDialogTest)
#include "test_network_dialog.moc"
