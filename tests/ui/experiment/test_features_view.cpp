#include "experiment/block_row.h"
#include "experiment/experiment_panel.h"
#include "experiment/features_view.h"
#include "experiment/fold_row.h"
#include "experiment/option_row.h"
#include "experiment/user_network_rows.h"
#include "ui/fake_encoders.h"
#include "ui/window/fake_world.h"
#include "widgets/building_blocks.h"
#include "window/main_window.h"
#include "window/message_bar.h"
#include "window/run_bar.h"

#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

namespace crossview::ui::test {

namespace {

constexpr const char* kLite2 = "features.image.lite2Components";
constexpr const char* kOwn = "features.image.network.components";
constexpr const char* kHsv = "features.image.hsvComponents";

EncoderState absent(const QString& error = {}) {
    return {EncoderState::Kind::Absent, {}, error};
}
EncoderState here() {
    return {EncoderState::Kind::Here, {}, {}};
}

} // namespace

class FeaturesViewTest : public QObject {
    Q_OBJECT
private:
    FakeWorld m_world;
    FakeTrainer m_trainer;
    FakeEncoders m_encoders;
    std::vector<RunOptions> m_opened; ///< options that projects were opened with

    Services services() {
        Services made;
        made.train = m_trainer.function(m_world);
        made.open = [this](const std::filesystem::path&, const OpenRequest& wanted,
                           const std::stop_token&, const ProgressSink&) {
            OpenedProject opened;
            auto session = std::make_shared<Session>(*m_world.session);
            session->options.features.image.lite0Components = 0;
            session->options.features.image.lite2Components = 0;
            session->options.features.text.miniLmComponents = 0;
            if (wanted.options) {
                m_opened.push_back(*wanted.options);
                session->options = *wanted.options;
            }
            opened.session = session;
            return opened;
        };
        made.encoders = m_encoders.functions();
        made.devices = {{"cpu", "CPU, 2 cores"}};
        return made;
    }

    void open(MainWindow& window) {
        window.show();
        QSignalSpy opened(&window, &MainWindow::projectOpened);
        window.controllers().projects.open(m_world.folder());
        QTRY_COMPARE(opened.size(), 1);
    }

private Q_SLOTS:
    void initTestCase() {
        ThemeWatcher::of(qApp)->apply(); // widths as a person sees them
        QFont font = QApplication::font();
        font.setPointSize(10);
        QApplication::setFont(font);
        QCoreApplication::setOrganizationName(QStringLiteral("crossview-test"));
        QCoreApplication::setApplicationName(
            QStringLiteral("features-view-%1").arg(QCoreApplication::applicationPid()));
    }

    void init() {
        QSettings().clear();
        m_encoders.mode = FakeEncoders::Mode::Succeed;
        m_encoders.clear();
        m_opened.clear();
    }

    void cleanupTestCase() {
        QSettings settings;
        settings.clear();
        QFile::remove(settings.fileName());
    }

    void everyBlockSaysWhatItIsGoodFor() {
        ExperimentPanel panel;
        std::size_t fields = 0;
        for (const FeatureBlock& block : featureBlocks()) {
            BlockRow* row = panel.features()->block(block.key);
            QVERIFY2(row, block.key.data());
            QCOMPARE(row->option(), panel.row(std::string(block.key)));
            QVERIFY(!row->box()->text().isEmpty());
            QVERIFY(row->box()->accessibleDescription().endsWith(QLatin1Char('.')));
            QVERIFY(!row->box()->toolTip().isEmpty());
            QCOMPARE(row->get() != nullptr, !block.encoder.empty());
            if (row->get())
                for (const QPushButton* button : {row->get(), row->choose(), row->cancel()}) {
                    QVERIFY(!button->toolTip().isEmpty());
                    QVERIFY(!button->accessibleName().isEmpty());
                }
        }
        // No option of the section is left out, and each stands once.
        for (const OptionField& field : optionFields())
            fields += field.section == "Features" ? 1 : 0;
        QCOMPARE(panel.features()->rows().size(), fields);
    }

    void aClickSwitchesABlockOffAndOnAgain() {
        ExperimentPanel panel;
        panel.setOptions(preset("picture-book"));
        panel.features()->fold(View::image)->setOpen(true);
        panel.show();
        const int usual = preset("picture-book").features.image.hsvComponents;
        BlockRow* row = panel.features()->block(kHsv);
        QSignalSpy edited(&panel, &ExperimentPanel::edited);
        QVERIFY(row->isOn());
        row->box()->click();
        QCOMPARE(panel.options().features.image.hsvComponents, 0);
        QVERIFY(!row->isOn());
        QVERIFY(!row->option()->editor()->isVisible());
        QVERIFY(row->option()->dot()->isVisible()); // differs from the preset
        row->box()->click();
        QCOMPARE(panel.options().features.image.hsvComponents, usual);
        QVERIFY(row->option()->editor()->isVisible());
        QVERIFY(!row->option()->dot()->isVisible());
        QCOMPARE(edited.size(), 2);
        QCOMPARE(edited[0][1].toString(), QString::fromLatin1(kHsv));
        // By hand the field takes any number; 0 switches off.
        qobject_cast<QDoubleSpinBox*>(row->option()->editor())->setValue(70);
        QCOMPARE(panel.options().features.image.hsvComponents, 70);
        qobject_cast<QDoubleSpinBox*>(row->option()->editor())->setValue(0);
        QVERIFY(!row->box()->isChecked());
    }

    void aBlockThatThePresetLeavesOffComesWithItsUsualDimensions() {
        ExperimentPanel panel;
        RunOptions options = preset("cvpr2016");
        for (const auto& [key, expected] : {std::pair{kLite2, 400},
                                            {"features.image.lite0Components", 400},
                                            {"features.text.miniLmComponents", 384}}) {
            const FeatureBlock* block = featureBlock(key);
            QVERIFY(block);
            QCOMPARE(block->dimensions, expected);
        }
        options.features.image.lite2Components = 0;
        panel.setOptions(options);
        BlockRow* row = panel.features()->block(kLite2);
        row->setEncoder(here());
        row->box()->click();
        QCOMPARE(panel.options().features.image.lite2Components,
                 std::max(400, preset("cvpr2016").features.image.lite2Components));
    }

    void theLastBlockOfAViewStaysOn() {
        ExperimentPanel panel;
        RunOptions options = preset("picture-book");
        options.features.text.miniLmComponents = 0;
        options.features.text.components = 300;
        panel.setOptions(options);
        QSignalSpy refused(&panel, &ExperimentPanel::refused);
        QSignalSpy edited(&panel, &ExperimentPanel::edited);
        BlockRow* row = panel.features()->block("features.text.components");
        row->box()->click();
        QCOMPARE(refused.size(), 1);
        QCOMPARE(edited.size(), 0);
        QVERIFY(row->box()->isChecked());
        QCOMPARE(panel.options().features.text.components, 300);
    }

    void aBlockWithoutItsNetworkCannotBeSwitchedOnButOff() {
        ExperimentPanel panel;
        RunOptions options = preset("picture-book");
        options.features.image.lite2Components = 0;
        panel.setOptions(options);
        FeaturesView* view = panel.features();
        BlockRow* row = view->block(kLite2);
        view->setEncoder("efficientnet-lite2", absent());
        QVERIFY(!row->get()->isHidden());
        QVERIFY(row->get()->text().contains(QStringLiteral("23 MB")));
        QVERIFY(!row->box()->isEnabled());
        QVERIFY(row->box()->toolTip().contains(QStringLiteral("get it first")));
        QVERIFY(view->missingEncoders().empty());
        options.features.image.lite2Components = 400;
        panel.setOptions(options);
        QVERIFY(row->box()->isEnabled());
        QCOMPARE(view->missingEncoders(), std::vector<std::string>{"efficientnet-lite2"});
        view->setEncoder("efficientnet-lite2", here());
        QVERIFY(view->missingEncoders().empty());
        QVERIFY(row->get()->parentWidget()->parentWidget()->isHidden());
    }

    void aNetworkOfOnesOwnNeedsItsFileFirst() {
        ExperimentPanel panel;
        panel.setOptions(preset("picture-book"));
        panel.features()->fold(View::image)->setOpen(true);
        panel.show();
        BlockRow* block = panel.features()->block(kOwn);
        OptionRow* file = panel.features()->userNetwork()->file();
        QVERIFY(block && file->browse());
        QVERIFY(!block->box()->isEnabled());
        QVERIFY(block->box()->toolTip().contains(QStringLiteral("file first")));
        QVERIFY(!file->browse()->accessibleName().isEmpty() && !file->browse()->toolTip().isEmpty());

        QSignalSpy edited(&panel, &ExperimentPanel::edited);
        file->browse()->click();
        auto* dialog = panel.findChild<QFileDialog*>();
        QVERIFY(dialog);
        QVERIFY(dialog->nameFilters().join(QString()).contains(QStringLiteral("*.onnx")));
        Q_EMIT dialog->fileSelected(QStringLiteral("/data/net.onnx"));
        dialog->close();
        QCOMPARE(edited.size(), 1);
        QCOMPARE(edited[0][1].toString(), QStringLiteral("features.image.network.file"));
        QCOMPARE(panel.options().features.image.network.file, std::filesystem::path("/data/net.onnx"));
        QCOMPARE(qobject_cast<QLineEdit*>(file->editor())->text(), QStringLiteral("/data/net.onnx"));
        QVERIFY(block->box()->isEnabled());
        block->box()->click();
        QCOMPARE(panel.options().features.image.networkComponents, 400);

        panel.setRunning(true);
        QVERIFY(!file->browse()->isEnabled());
        panel.setRunning(false);
        // Without its file what is on can be switched off, and not on again.
        Q_EMIT file->resetRequested();
        QVERIFY(block->isOn() && block->box()->isEnabled());
        block->box()->click();
        QVERIFY(!block->isOn() && !block->box()->isEnabled());
    }

    void theInputOfANetworkIsTypedAndChecked() {
        ExperimentPanel panel;
        panel.setOptions(preset("picture-book"));
        panel.show();
        panel.features()->fold(View::image)->setOpen(true);
        FoldRow* fold = panel.features()->userNetwork()->recipe();
        QVERIFY(!fold->isOpen());
        QCOMPARE(fold->fact(), QStringLiteral("224 px · crop · RGB"));
        QTest::mouseClick(fold->button(), Qt::LeftButton);
        QVERIFY(fold->isOpen());
        OptionRow* mean = panel.row("features.image.network.mean");
        auto* line = qobject_cast<QLineEdit*>(mean->editor());
        const QFontMetrics metrics = line->fontMetrics();
        QVERIFY(line->width() > metrics.horizontalAdvance(line->text())); // seen as a whole
        QSignalSpy edited(&panel, &ExperimentPanel::edited);
        QSignalSpy refused(&panel, &ExperimentPanel::refused);
        const auto type = [line](const QString& text) {
            line->selectAll();
            QTest::keyClicks(line, text);
            QTest::keyClick(line, Qt::Key_Return);
        };
        type(QStringLiteral("1, 2,3"));
        QCOMPARE(panel.options().features.image.network.mean, (std::array<float, 3>{1, 2, 3}));
        QCOMPARE(line->text(), QStringLiteral("1 2 3"));
        QVERIFY(mean->differsFromPreset());
        QTest::keyClick(line, Qt::Key_Return); // nothing was typed
        QCOMPARE(edited.size(), 1);
        type(QStringLiteral("0.485 0.456 0.406"));
        QCOMPARE(refused.size(), 1);
        QVERIFY(refused[0][0].toString().contains(QStringLiteral("0 to 255")));
        QCOMPARE(line->text(), QStringLiteral("1 2 3"));
        RunOptions options = panel.options();
        options.features.image.network.tenCropMean = true;
        options.features.image.network.channels = ChannelOrder::bgr;
        panel.setOptions(options);
        QCOMPARE(fold->fact(), QStringLiteral("224 px · ten crops · BGR"));
    }

    void progressAndFailureStandInTheRow() {
        ExperimentPanel panel;
        FeaturesView* view = panel.features();
        BlockRow* row = view->block(kLite2);
        EncoderState state{EncoderState::Kind::Arriving, {}, {}};
        const std::uint64_t bytes = encoderEntry("efficientnet-lite2").bytes;
        state.progress = {"Downloading efficientnet-lite2", bytes / 2, bytes, {}};
        view->setEncoder("efficientnet-lite2", state);
        QCOMPARE(row->progressText(), QStringLiteral("11 of 23 MB"));
        state.progress = {"Unpacking efficientnet-lite2", 0, 1, {}};
        view->setEncoder("efficientnet-lite2", state);
        QCOMPARE(row->progressText(), QStringLiteral("Unpacking …"));
        view->setEncoder("efficientnet-lite2", absent(QStringLiteral("No network: check it.")));
        QCOMPARE(row->error(), QStringLiteral("No network: check it."));
        view->setEncoder("efficientnet-lite2", here());
        QVERIFY(row->error().isEmpty());
        QVERIFY(view->block("features.image.lite0Components")->error().isEmpty());
    }

    void duringARunBlocksAreGreyedWithTheReasonAndNetworksCanStillArrive() {
        ExperimentPanel panel;
        BlockRow* lite = panel.features()->block(kLite2);
        panel.features()->setEncoder("efficientnet-lite2", absent());
        panel.setRunning(true);
        for (const FeatureBlock& block : featureBlocks()) {
            BlockRow* row = panel.features()->block(block.key);
            QVERIFY(!row->box()->isEnabled());
            QVERIFY(row->box()->toolTip().contains(QStringLiteral("stop the run")));
        }
        QVERIFY(lite->get()->isEnabled());
        panel.setRunning(false);
        QVERIFY(panel.features()->block(kHsv)->box()->isEnabled());
        QVERIFY(!lite->box()->isEnabled() || lite->isOn());
    }

    void saysWhetherRunExtractsAnew() {
        ExperimentPanel panel;
        const RunOptions options = preset("picture-book");
        panel.setOptions(options);
        QVERIFY(panel.features()->status().contains(QStringLiteral("Not extracted yet")));
        DataFacts facts;
        facts.options = options;
        facts.imageFeatures = QStringLiteral("HSV, 160-D");
        panel.setFacts(facts);
        QCOMPARE(panel.features()->fold(View::image)->fact(), QStringLiteral("HSV, 160-D"));
        QVERIFY(panel.features()->status().contains(QStringLiteral("kept with the project")));
        panel.features()->block(kHsv)->box()->click();
        QVERIFY(panel.features()->status().contains(QStringLiteral("anew")));
        panel.features()->block(kHsv)->box()->click();
        QVERIFY(panel.features()->status().contains(QStringLiteral("kept with the project")));
        facts.given = true;
        panel.setFacts(facts);
        panel.features()->block(kHsv)->box()->click();
        QVERIFY(panel.features()->status().contains(QStringLiteral("Given with the data")));
    }

    void nothingInAnOpenListIsWiderThanThePanel() {
        ExperimentPanel panel;
        panel.resize(284, 900);
        for (const View view : {View::image, View::sentence})
            panel.features()->fold(view)->setOpen(true);
        panel.features()->userNetwork()->recipe()->setOpen(true);
        for (const EncoderEntry& encoder : encoderCatalogue())
            panel.features()->setEncoder(encoder.name,
                                         absent(QStringLiteral("A long reason, ").repeated(20)));
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        DataFacts facts;
        for (int step = 0; step < 3; ++step) { // no project, as extracted, changed
            if (step == 1)
                facts.options = panel.options();
            if (step == 2)
                facts.options->features.image.seed = 99;
            panel.setFacts(facts);
            QVERIFY2(panel.widget()->minimumSizeHint().width() <= panel.viewport()->width(),
                     qPrintable(panel.features()->status()));
        }
    }

    void theWindowGetsANetworkSwitchesItOnAndExtractsWithIt() {
        MainWindow window(services());
        open(window);
        FeaturesView* view = window.experiment()->features();
        BlockRow* row = view->block(kLite2);
        QTRY_VERIFY(row->encoder().kind == EncoderState::Kind::Absent);
        QTest::mouseClick(view->fold(View::image)->button(), Qt::LeftButton);
        QVERIFY(view->fold(View::image)->isOpen());
        m_encoders.mode = FakeEncoders::Mode::Hang;
        row->get()->click();
        QTRY_COMPARE(row->progressText(), QStringLiteral("11 of 23 MB"));
        row->cancel()->click();
        QTRY_VERIFY(row->encoder().kind == EncoderState::Kind::Absent);
        QVERIFY(row->error().isEmpty());
        m_encoders.mode = FakeEncoders::Mode::Fail;
        row->get()->click();
        QTRY_VERIFY(row->error().contains(QStringLiteral("check the network")));
        m_encoders.mode = FakeEncoders::Mode::Succeed;
        row->get()->setFocus();
        row->get()->click();
        QTRY_VERIFY(row->encoder().kind == EncoderState::Kind::Here);
        QCOMPARE(window.focusWidget(), static_cast<QWidget*>(row->box())); // and not the next block's field
        row->box()->click();
        QVERIFY(row->isOn());
        QVERIFY(view->status().contains(QStringLiteral("anew")));
        m_trainer.milliseconds = 50; // long enough to be seen
        window.controllers().run.runOrPause();
        QTRY_COMPARE(m_opened.size(), 1U);
        QCOMPARE(m_opened[0].features.image.lite2Components, 400);
        QTRY_VERIFY(window.training()->isActive());
        QVERIFY(view->status().contains(QStringLiteral("kept with the project")));
        QTRY_VERIFY(!window.training()->isActive());
    }

    void runWithoutANetworkSaysWhichAndOffersIt() {
        MainWindow window(services());
        open(window);
        FeaturesView* view = window.experiment()->features();
        BlockRow* row = view->block("features.text.miniLmComponents");
        QTRY_VERIFY(row->encoder().kind == EncoderState::Kind::Absent);
        RunOptions options = window.experiment()->options();
        options.features.image.lite2Components = options.features.image.lite0Components = 0;
        options.features.text.miniLmComponents = 200;
        window.workspace().editOptions(options, {});
        m_encoders.mode = FakeEncoders::Mode::Hang;
        window.controllers().run.runOrPause();
        QVERIFY(window.messages()->message().contains(QStringLiteral("MiniLM")));
        QVERIFY(view->fold(View::sentence)->isOpen());
        QVERIFY(m_opened.empty() && !window.training()->isActive());
        row->get()->click();
        QTRY_VERIFY(row->encoder().kind == EncoderState::Kind::Arriving);
        window.controllers().run.runOrPause();
        QVERIFY(window.messages()->message().contains(QStringLiteral("arriving")));
        m_encoders.mode = FakeEncoders::Mode::Succeed;
        QTRY_VERIFY(row->encoder().kind == EncoderState::Kind::Here);
        window.controllers().run.runOrPause();
        QTRY_COMPARE(m_opened.size(), 1U);
        QTRY_VERIFY(window.training()->isActive());
        QTRY_VERIFY(!window.training()->isActive());
    }

    void aNetworkThatCameWithAProjectIsSeen() {
        FakeEncoders store;
        Services made = services();
        made.encoders = store.functions();
        MainWindow window(made);
        QTRY_VERIFY(window.controllers().encoders.state("minilm-l6").kind == EncoderState::Kind::Absent);
        store.put("minilm-l6");
        open(window);
        QTRY_VERIFY(window.controllers().encoders.state("minilm-l6").kind == EncoderState::Kind::Here);
        QVERIFY(window.experiment()->features()->block("features.text.miniLmComponents")->box()->isEnabled());
    }

    void aFolderIsAskedForAndTakenFrom() {
        QTemporaryDir folder;
        MainWindow window(services());
        open(window);
        BlockRow* row = window.experiment()->features()->block("features.image.lite0Components");
        QTRY_VERIFY(row->encoder().kind == EncoderState::Kind::Absent);
        row->choose()->click();
        auto* dialog = window.findChild<QFileDialog*>();
        QVERIFY(dialog);
        Q_EMIT dialog->fileSelected(folder.path());
        QTRY_VERIFY(row->encoder().kind == EncoderState::Kind::Here);
        QCOMPARE(m_encoders.takenFrom(), std::filesystem::path(folder.path().toStdString()));
        dialog->close();
    }
};

} // namespace crossview::ui::test

QTEST_MAIN(crossview::ui::test::FeaturesViewTest)
#include "test_features_view.moc"
