// Imported columns: what the map is coloured by, the panel with its charts, and the filter they make.
#include "bridge/colour_controller.h"
#include "bridge/columns/column_controller.h"
#include "columns/column_section.h"
#include "columns/columns_panel.h"
#include "columns/number_chart.h"
#include "columns/text_bar.h"
#include "inspector/inspector_panel.h"
#include "ui/columns/column_world.h"
#include "window/main_window.h"
#include "window/work_page.h"

#include <QDockWidget>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

namespace crossview::ui::test {

using Kind = ItemColours::Class::Kind;

class ColumnsTest : public QObject {
    Q_OBJECT
private:
    FakeWorld m_world;
    bool m_withColumns = true;

    struct Colours {
        Workspace workspace;
        ClusterController clusters{workspace};
        QueryController queries{workspace};
        EpochMeasurer measures{workspace};
        ColourController colours{workspace, clusters, queries, measures};

        std::shared_ptr<const ItemColours> by(const QString& key) {
            colours.choose(key);
            const bool came = QTest::qWaitFor([this] { return !colours.isBusy(); }, 20000);
            return came ? colours.newest() : nullptr;
        }
        std::size_t countOf(const QString& name) const {
            const ItemColours& shown = *colours.newest();
            for (std::size_t c = 0; c < shown.classes.size(); ++c)
                if (shown.classes[c].name == name)
                    return std::size_t(std::ranges::count(shown.ofImage, std::uint8_t(c)) +
                                       std::ranges::count(shown.ofSentence, std::uint8_t(c)));
            return 0;
        }
    };

    /// A panel with its counts, whose choices are counted at once.
    struct Panel {
        Workspace workspace;
        ColumnController columns{workspace};
        ColumnsPanel panel;
        std::vector<ColumnCondition> conditions;

        explicit Panel(const OpenedProject& project) {
            connect(&columns, &ColumnController::counted, &panel, &ColumnsPanel::setColumns);
            connect(&panel, &ColumnsPanel::conditionsChosen, &columns,
                    [this](const std::vector<ColumnCondition>& chosen) {
                        conditions = chosen;
                        columns.filter(chosen, nullptr, {});
                    });
            workspace.adopt(project);
            panel.resize(300, 700);
            panel.show();
            settle();
        }
        void settle() {
            QVERIFY(QTest::qWaitFor([this] { return !columns.isBusy(); }, 20000));
        }
        ColumnSection* section(const char* name) const {
            for (ColumnSection* section : panel.sections())
                if (section->column() == name)
                    return section;
            return nullptr;
        }
        std::size_t passing(const char* column, std::size_t bar) const {
            return section(column)->bars().at(bar)->passing();
        }
    };

    Services services() {
        Services made;
        made.open = [this](const std::filesystem::path&, const OpenRequest&, const std::stop_token&,
                           const ProgressSink&) {
            OpenedProject project = m_withColumns ? openedWithColumns(m_world) : m_world.opened();
            project.run = RunRecord();
            project.run->id = "fake";
            project.run->status = RunStatus::stopped;
            project.run->epochs = 2;
            project.run->optionsJson = toJson(m_world.session->options);
            project.snapshot = m_world.snapshot(2);
            return project;
        };
        made.devices = {{"cpu", "CPU, 2 cores"}};
        return made;
    }

    void open(MainWindow& window) {
        window.resize(1280, 800);
        window.show();
        QSignalSpy opened(&window, &MainWindow::projectOpened);
        window.controllers().projects.open(m_world.folder());
        QTRY_COMPARE(opened.size(), 1);
        QTRY_VERIFY(window.work()->map()->projection() != nullptr);
    }

    static void drag(NumberChart* chart, std::size_t from, std::size_t to) {
        const auto middle = [chart](std::size_t step) { return chart->stepRect(step).center().toPoint(); };
        QTest::mousePress(chart, Qt::LeftButton, {}, middle(from));
        QTest::mouseMove(chart, middle((from + to) / 2));
        QTest::mouseMove(chart, middle(to));
        QTest::mouseRelease(chart, Qt::LeftButton, {}, middle(to));
    }

private Q_SLOTS:
    void initTestCase() {
        QCoreApplication::setOrganizationName(QStringLiteral("crossview-test"));
        QCoreApplication::setApplicationName(
            QStringLiteral("columns-%1").arg(QCoreApplication::applicationPid()));
    }

    void init() {
        QSettings().clear();
        m_withColumns = true;
    }

    void cleanupTestCase() {
        QSettings settings;
        settings.clear();
        QFile::remove(settings.fileName());
    }

    void numbersAreColouredInClassesAndPartnersAgree() {
        Colours setting;
        setting.workspace.adopt(openedWithColumns(m_world));
        const auto colours = setting.by(QStringLiteral("column:price"));
        QVERIFY(colours);
        QCOMPARE(colours->scale, ItemColours::Scale::ordered);
        QCOMPARE(colours->name, QStringLiteral("price"));
        QCOMPARE(colours->classes.back().kind, Kind::missing);
        QCOMPARE(colours->ofImage[7], std::uint8_t(colours->classes.size() - 1));
        QCOMPARE(colours->classes.front().name, QStringLiteral("to 2"));
        QCOMPARE(colours->ofImage[0], std::uint8_t(0));
        QCOMPARE(colours->classes[colours->ofImage[19]].name, QStringLiteral("to 19"));
        // The sentence of a picture alone is where the picture is; the one of five pictures is nowhere.
        QCOMPARE(colours->ofSentence[kConcepts.size() + 19], colours->ofImage[19]);
        QCOMPARE(colours->classes[colours->ofSentence[0]].kind, Kind::missing);
    }

    void textsAreCategoriesAndTheOthersShareOne() {
        Colours setting;
        OpenedProject project = openedWithColumns(m_world);
        setting.workspace.adopt(project);
        const auto colours = setting.by(QStringLiteral("column:tone"));
        QVERIFY(colours);
        QCOMPARE(colours->scale, ItemColours::Scale::categories);
        QCOMPARE(setting.countOf(QStringLiteral("happy")) > 0, true);
        QCOMPARE(colours->classes[colours->ofSentence[0]].name, QStringLiteral("no value"));
        QCOMPARE(colours->classes[colours->ofSentence[1]].name, QStringLiteral("sad"));
    }

    void aColumnThatIsNotThereIsWaitedFor() {
        Colours setting;
        setting.workspace.adopt(m_world.opened());
        setting.colours.choose(QStringLiteral("column:price"));
        QCOMPARE(setting.colours.chosen(), QStringLiteral("view"));
        QCOMPARE(setting.colours.choices().size(), colourings().size());
        QSignalSpy choices(&setting.colours, &ColourController::choicesChanged);
        setting.workspace.adopt(openedWithColumns(m_world));
        QCOMPARE(choices.size(), 1);
        QCOMPARE(setting.colours.chosen(), QStringLiteral("column:price"));
        QCOMPARE(setting.colours.choices().size(), colourings().size() + 3);
        QTRY_VERIFY(!setting.colours.isBusy());
        QCOMPARE(setting.colours.newest()->key, QStringLiteral("column:price"));
        setting.workspace.adopt(m_world.opened());
        QCOMPARE(setting.colours.chosen(), QStringLiteral("view"));
    }

    void theInspectorSaysWhatTheColumnsSay() {
        MainWindow window(services());
        open(window);
        window.workspace().select({View::image, 13});
        const auto texts = [&window] {
            QStringList all;
            for (const QLabel* label : window.inspector()->findChildren<QLabel*>())
                all << label->text();
            return all.join(QLatin1Char('\n'));
        };
        QVERIFY2(texts().contains(QStringLiteral("price: 13\nsource: <b>maps</b>")), qPrintable(texts()));
        window.workspace().select({View::image, 7});
        QVERIFY(!texts().contains(QStringLiteral("price:")));
        window.workspace().select({View::sentence, 2});
        QVERIFY(texts().contains(QStringLiteral("tone: happy")));
    }

    void aSectionForEachColumnWithItsCounts() {
        Panel world(openedWithColumns(m_world));
        QCOMPARE(world.panel.sections().size(), std::size_t(5)); // split and concept, too
        QVERIFY(world.section("price")->chart());
        QCOMPARE(world.section("source")->bars().size(), std::size_t(3));
        const TextBar* photos = world.section("source")->bars().front();
        QCOMPARE(photos->text(), QStringLiteral("photos"));
        QCOMPARE(photos->all(), std::size_t(12));
        QVERIFY(photos->accessibleName().contains(QStringLiteral("12 of 12")));
        QCOMPARE(world.section("source")->bars().at(1)->text(), QStringLiteral("<b>maps</b>"));
        QCOMPARE(world.passing("split", 0), std::size_t(19));
        world.workspace.adopt(m_world.opened());
        world.settle();
        QCOMPARE(world.panel.sections().size(), std::size_t(2));
    }

    void chartsCountUnderTheConditionsOfTheOthers() {
        Panel world(openedWithColumns(m_world));
        QTest::mouseClick(world.section("source")->bars().at(1), Qt::LeftButton);
        world.settle();
        QCOMPARE(world.conditions.size(), std::size_t(1));
        QCOMPARE(world.passing("source", 0), std::size_t(12)); // its own condition does not count
        QCOMPARE(world.passing("split", 0), std::size_t(7));
        QCOMPARE(world.panel.statusText(), QStringLiteral("7 of 20 images and 9 of 24 sentences pass."));
        QTest::mouseClick(world.section("source")->bars().at(2), Qt::LeftButton); // or drawings
        world.settle();
        QCOMPARE(world.passing("split", 1), std::size_t(1));
        QCOMPARE(world.panel.statusText(), QStringLiteral("8 of 20 images and 10 of 24 sentences pass."));
        QTest::mouseClick(world.section("source")->bars().at(1), Qt::LeftButton); // drawings alone
        QTest::mouseClick(world.section("source")->bars().at(2), Qt::LeftButton);
        world.settle();
        QVERIFY(world.conditions.empty());
        QCOMPARE(world.passing("split", 0), std::size_t(19));
    }

    void aDragChoosesARangeAndAClickTakesItBack() {
        Panel world(openedWithColumns(m_world));
        NumberChart* chart = world.section("price")->chart();
        drag(chart, 15, 12); // whole numbers: a step each
        world.settle();
        QCOMPARE(world.conditions.size(), std::size_t(1));
        QCOMPARE(world.conditions[0].column, std::string("price"));
        QCOMPARE(world.conditions[0].least, 12.0);
        QCOMPARE(world.conditions[0].most, 16.0);
        QVERIFY(!world.conditions[0].withMost);
        QCOMPARE(world.passing("source", 1), std::size_t(4));
        QCOMPARE(world.passing("source", 0), std::size_t(0));
        QCOMPARE(chart->range(), std::make_optional(std::pair<std::size_t, std::size_t>(12, 15)));
        QVERIFY2(chart->accessibleName().contains(QStringLiteral("12 to 16")),
                 qPrintable(chart->accessibleName()));
        QTest::mouseClick(chart, Qt::LeftButton, {}, chart->stepRect(3).center().toPoint());
        world.settle();
        QVERIFY(world.conditions.empty());
        QVERIFY(!chart->range());
        drag(chart, 18, 19); // the last step takes its end, too
        world.settle();
        QCOMPARE(world.passing("split", 1), std::size_t(1));
        QTest::mouseClick(world.panel.clearButton(), Qt::LeftButton);
        world.settle();
        QVERIFY(!chart->range());
        QVERIFY(!world.panel.clearButton()->isEnabled());
    }

    void theKeyboardDoesAllOfIt() {
        Panel world(openedWithColumns(m_world));
        NumberChart* chart = world.section("price")->chart();
        const auto range = [chart](std::size_t from, std::size_t to) {
            return chart->range() == std::pair(from, to);
        };
        QTest::keyClick(chart, Qt::Key_Right);
        QVERIFY(range(0, 0));
        QTest::keyClick(chart, Qt::Key_Right, Qt::ShiftModifier);
        QTest::keyClick(chart, Qt::Key_Right, Qt::ShiftModifier);
        QVERIFY(range(0, 2));
        QTest::keyClick(chart, Qt::Key_Right);
        QVERIFY(range(1, 3));
        QTest::keyClick(chart, Qt::Key_Left, Qt::ShiftModifier);
        QVERIFY(range(1, 2));
        world.settle();
        QCOMPARE(world.passing("source", 0), std::size_t(2));
        QTest::keyClick(chart, Qt::Key_Escape);
        QVERIFY(!chart->range());
        TextBar* bar = world.section("tone")->bars().front();
        QTest::keyClick(bar, Qt::Key_Space);
        world.settle();
        QCOMPARE(world.conditions.size(), std::size_t(1));
        QTest::keyClick(world.section("tone")->clearButton(), Qt::Key_Space);
        world.settle();
        QVERIFY(world.conditions.empty() && !bar->isChecked());
        for (const ColumnSection* section : world.panel.sections())
            for (const QWidget* widget : section->findChildren<QWidget*>())
                if (widget->focusPolicy() & Qt::TabFocus)
                    QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
    }

    void theFilterIsTheMapsAndCanBeTakenBack() {
        MainWindow window(services());
        open(window);
        EmbeddingView* map = window.work()->map();
        const auto counted = [&window] { return !window.controllers().columns.isBusy(); };
        QTRY_VERIFY(counted());
        QTRY_COMPARE(window.columns()->sections().size(), std::size_t(5));
        QVERIFY(map->statusText().startsWith(QStringLiteral("44 of 44")));
        ColumnCondition maps;
        maps.column = "source";
        maps.texts = {"<b>maps</b>"};
        Q_EMIT window.columns()->conditionsChosen({maps});
        QTRY_VERIFY(map->statusText().startsWith(QStringLiteral("16 of 44")));
        QCOMPARE(map->filter().columns, std::vector{maps});
        QVERIFY(map->itemAt(map->itemPosition({View::image, 0}).value_or(QPointF(-9, -9))) !=
                (ItemRef{View::image, 0}));
        QTRY_VERIFY(window.columns()->statusText().startsWith(QStringLiteral("7 of 20")));
        // What the legend hides is counted in no chart.
        window.controllers().colours.choose(QStringLiteral("column:tone"));
        QTRY_VERIFY(map->colours() && map->colours()->key == QStringLiteral("column:tone"));
        QUndoStack* undo = window.workspace().undoStack();
        QVERIFY(undo->canUndo());
        undo->undo();
        QTRY_VERIFY(map->statusText().startsWith(QStringLiteral("44 of 44")));
        QTRY_COMPARE(window.columns()->statusText(),
                     QStringLiteral("Drag over numbers or click texts to filter."));
        undo->redo();
        QTRY_VERIFY(map->statusText().startsWith(QStringLiteral("16 of 44")));
        MapFilter filter = map->filter();
        filter.hiddenClasses = {QStringLiteral("sad")};
        map->setFilter(filter);
        const auto tone = [&window] { return window.columns()->sections().back(); };
        QTRY_COMPARE(tone()->bars().at(1)->passing() * tone()->bars().at(0)->passing(), std::size_t(0));
        m_withColumns = false; // other data: nothing is asked of them
        open(window);
        QTRY_COMPARE(window.columns()->sections().size(), std::size_t(2));
        QVERIFY(map->filter().columns.empty());
        QTRY_VERIFY(map->statusText().startsWith(QStringLiteral("44 of 44")));
    }

    void theMenuOffersTheColumnsOfTheData() {
        MainWindow window(services());
        open(window);
        auto* menu = window.findChild<QWidget*>(QStringLiteral("mapColour"))->findChild<QMenu*>();
        const auto keys = [menu] {
            QStringList all;
            for (const QAction* action : menu->actions())
                if (!action->isSeparator())
                    all << action->data().toString();
            return all;
        };
        QCOMPARE(keys().size(), int(colourings().size()) + 3);
        for (QAction* action : menu->actions())
            if (action->data().toString() == QStringLiteral("column:source"))
                action->trigger();
        QCOMPARE(window.controllers().colours.chosen(), QStringLiteral("column:source"));
        window.workspace().undoStack()->undo();
        QCOMPARE(window.controllers().colours.chosen(), QStringLiteral("view"));
        m_withColumns = false;
        open(window);
        QCOMPARE(keys().size(), int(colourings().size()));
        QVERIFY(window.findChild<QDockWidget*>(QStringLiteral("columnsDock")));
    }
};

} // namespace crossview::ui::test

QTEST_MAIN(crossview::ui::test::ColumnsTest)
#include "test_columns.moc"
