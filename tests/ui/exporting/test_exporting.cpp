// Exporting a run from the window: what is offered and asked, how far it is, and what is said of it.
#include "bridge/controllers.h"
#include "exporting/choose_export.h"
#include "exporting/run_export_dialog.h"
#include "ui/window/fake_world.h"
#include "widgets/building_blocks.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>

namespace crossview::ui::test {

class ExportingTest : public QObject {
    Q_OBJECT
private:
    FakeWorld m_world;
    std::unique_ptr<Controllers> m_controllers;
    std::unique_ptr<QWidget> m_window;
    std::atomic<bool> m_hangs{false};
    std::atomic<bool> m_wasStopped{false};
    std::atomic<int> m_writes{0};
    std::mutex m_mutex;
    ExportRequest m_asked;
    std::string m_failure;
    std::vector<RunRecord> m_runs;

    static RunRecord run(const std::string& id, int best, int epochs) {
        RunRecord record;
        record.id = id;
        record.bestEpoch = best;
        record.epochs = epochs;
        return record;
    }

    ExportSummary write(const ExportRequest& request, const std::stop_token& stop,
                        const ProgressSink& progress) {
        ++m_writes;
        report(progress, {"Writing", 1, 4, "images.npy"});
        while (m_hangs) {
            if (stop.stop_requested()) {
                m_wasStopped = true;
                throw Cancelled();
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        const std::scoped_lock lock(m_mutex);
        m_asked = request;
        if (!m_failure.empty())
            throw Error(m_failure);
        ExportSummary summary;
        summary.run = request.run;
        summary.epoch = request.kind == ExportKind::history ? 0 : 3;
        summary.files = {request.folder / "img_emb" / "a.npy", request.folder / "b.npy"};
        summary.remarks = {"2 pictures could not be read; their rows say nothing of them."};
        return summary;
    }

    RunExportDialog* dialog() const { return m_window->findChild<RunExportDialog*>(); }
    RunExportDialog* openDialog() {
        chooseExport(m_window.get(), *m_controllers);
        RunExportDialog* opened = dialog();
        [&] { QTRY_VERIFY(opened->runBox()->count() > 0 || m_runs.empty()); }();
        return opened;
    }

private Q_SLOTS:
    void initTestCase() {
        QCoreApplication::setOrganizationName(QStringLiteral("crossview-tests"));
        QCoreApplication::setApplicationName(QStringLiteral("exporting"));
    }
    void init() {
        QSettings().clear();
        m_hangs = m_wasStopped = false;
        m_writes = 0;
        m_failure.clear();
        m_runs = {run("first", 2, 4), run("fake", 3, 5), run("newest", 1, 1)};
        Services services;
        services.exports.kinds = {{ExportKind::npy, "npy", "embeddings as images.npy"},
                                  {ExportKind::history, "history", "losses and recalls as steps.csv"}};
        services.exports.runs = [this](const std::filesystem::path&) { return m_runs; };
        services.exports.write = [this](const std::filesystem::path& project, const std::string& run,
                                        ExportKind kind, const std::filesystem::path& folder,
                                        ExistingFiles existing, const std::stop_token& stop,
                                        const ProgressSink& progress) {
            return write({project, run, kind, folder, existing}, stop, progress);
        };
        m_controllers = std::make_unique<Controllers>(std::move(services));
        m_window = std::make_unique<QWidget>();
        m_window->show();
    }
    void cleanup() {
        m_hangs = false;
        m_window.reset();
        m_controllers.reset();
        QSettings().clear();
    }

    void withoutAProjectThereIsNothingToExport() {
        QSignalSpy said(&m_controllers->messages, &Messages::said);
        chooseExport(m_window.get(), *m_controllers);
        QVERIFY(dialog() == nullptr);
        QCOMPARE(said.size(), 1);
    }

    void formatsRunsAndFolderAreOffered() {
        m_controllers->workspace.adopt(m_world.opened());
        RunExportDialog* asked = openDialog();
        QCOMPARE(asked->kindBox()->count(), 2);
        QCOMPARE(asked->kindBox()->currentText(), QStringLiteral("npy"));
        QCOMPARE(asked->note(), QStringLiteral("Writes embeddings as images.npy."));
        QCOMPARE(asked->runBox()->count(), 3);
        QCOMPARE(asked->runBox()->currentText(), QStringLiteral("newest, best epoch 1 of 1"));
        QVERIFY(asked->folderField()->text().endsWith(QStringLiteral("-npy")));
        asked->kindBox()->setCurrentIndex(1);
        QVERIFY(asked->folderField()->text().endsWith(QStringLiteral("-history")));
        QCOMPARE(asked->note(), QStringLiteral("Writes losses and recalls as steps.csv."));
        QVERIFY(asked->exportButton()->isEnabled());
        // A name that a person gave stays, and one that cannot be is not taken.
        asked->folderField()->selectAll();
        QTest::keyClicks(asked->folderField(), QStringLiteral("here"));
        QVERIFY(!asked->exportButton()->isEnabled());
        QVERIFY(asked->note().contains(QStringLiteral("whole path")));
        asked->kindBox()->setCurrentIndex(0);
        QCOMPARE(asked->folderField()->text(), QStringLiteral("here"));
        asked->folderField()->clear();
        QVERIFY(!asked->exportButton()->isEnabled());
    }

    void itIsWrittenAndSaid() {
        QSignalSpy said(&m_controllers->messages, &Messages::said);
        OpenedProject opened = m_world.opened();
        opened.run = run("fake", 3, 5);
        opened.run->status = RunStatus::finished;
        m_controllers->workspace.adopt(opened);
        const QPointer<RunExportDialog> asked = openDialog();
        QCOMPARE(asked->runBox()->currentText(), QStringLiteral("fake, best epoch 3 of 5")); // the open one
        asked->folderField()->setText(QStringLiteral("/out/here"));
        asked->replaceBox()->setChecked(true);
        QTest::mouseClick(asked->exportButton(), Qt::LeftButton);
        QTRY_COMPARE(said.size(), 1);
        QTRY_VERIFY(asked.isNull());
        {
            const std::scoped_lock lock(m_mutex);
            QCOMPARE(m_asked.project, m_world.session->folder);
            QCOMPARE(m_asked.run, std::string("fake"));
            QVERIFY(m_asked.kind == ExportKind::npy);
            QCOMPARE(m_asked.folder, std::filesystem::path("/out/here"));
            QVERIFY(m_asked.existing == ExistingFiles::replaced);
        }
        const Message message = said[0][0].value<Message>();
        QCOMPARE(message.text,
                 QStringLiteral("Epoch 3 of run fake was written to /out/here: img_emb/a.npy, b.npy. "
                                "2 pictures could not be read; their rows say nothing of them."));
        QCOMPARE(message.action, QStringLiteral("Show the folder"));
        // The next one goes beside it.
        RunExportDialog* next = openDialog();
        QVERIFY2(next->folderField()->text().startsWith(QStringLiteral("/out/")),
                 qPrintable(next->folderField()->text()));
        QVERIFY(!next->replaceBox()->isChecked());
    }

    void aBadFolderIsSaidAndCanBeMended() {
        m_controllers->workspace.adopt(m_world.opened());
        const QPointer<RunExportDialog> asked = openDialog();
        asked->folderField()->setText(QStringLiteral("/proc/none"));
        m_failure = "/proc/none cannot be made: No such file or directory. Name another folder.";
        QTest::mouseClick(asked->exportButton(), Qt::LeftButton);
        QTRY_COMPARE(asked->note(), QString::fromStdString(m_failure));
        QVERIFY(asked->isVisible());
        QCOMPARE(asked->focusWidget(), static_cast<QWidget*>(asked->folderField()));
        m_failure.clear();
        asked->folderField()->setText(QStringLiteral("/out"));
        QVERIFY(asked->exportButton()->isEnabled());
        QTest::keyClick(asked->focusWidget(), Qt::Key_Return); // in the field that is to be mended
        QTRY_VERIFY(asked.isNull());
        QCOMPARE(m_writes.load(), 2);
        const std::scoped_lock lock(m_mutex);
        QVERIFY(m_asked.existing == ExistingFiles::kept);
    }

    void itCanBeCancelled() {
        m_controllers->workspace.adopt(m_world.opened());
        const QPointer<RunExportDialog> asked = openDialog();
        m_hangs = true;
        QTest::mouseClick(asked->exportButton(), Qt::LeftButton);
        QTRY_COMPARE(asked->note(), QStringLiteral("Writing: images.npy"));
        QVERIFY(!asked->exportButton()->isEnabled());
        QVERIFY(!asked->folderField()->isEnabled());
        QTest::keyClick(asked, Qt::Key_Escape);
        QTRY_COMPARE(asked->note(), QStringLiteral("Cancelled: nothing was written."));
        QVERIFY(m_wasStopped);
        QVERIFY(asked->isVisible());
        QVERIFY(asked->exportButton()->isEnabled());
        QTest::mouseClick(asked->cancelButton(), Qt::LeftButton); // now it closes
        QTRY_VERIFY(asked.isNull());
        QCOMPARE(m_writes.load(), 1);
    }

    void withoutARunThatIsSaid() {
        m_runs.clear();
        m_controllers->workspace.adopt(m_world.opened());
        RunExportDialog* asked = openDialog();
        QTRY_VERIFY2(asked->note().startsWith(QStringLiteral("No run")), qPrintable(asked->note()));
        QVERIFY(!asked->exportButton()->isEnabled());
    }
};

} // namespace crossview::ui::test

QTEST_MAIN(crossview::ui::test::ExportingTest)
#include "test_exporting.moc"
