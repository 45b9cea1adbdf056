// The selection as a whole: its panel, its words, and the table made of it.
#include "bridge/controllers.h"
#include "map/embedding_view.h"
#include "selection/make_selection_panel.h"
#include "selection/name_dialog.h"
#include "selection/selection_panel.h"
#include "ui/window/fake_world.h"

#include <QClipboard>
#include <QFile>
#include <QFileDialog>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

namespace crossview::ui::test {

class SelectionTest : public QObject {
    Q_OBJECT
private:
    FakeWorld m_world;
    FakeTrainer m_trainer;
    std::unique_ptr<Controllers> m_controllers;
    std::unique_ptr<EmbeddingView> m_map;
    std::unique_ptr<SelectionPanel> m_panel;

    Workspace& workspace() { return m_controllers->workspace; }

    /// Every item on a line, its number to the right.
    static std::shared_ptr<const Projection> map() {
        auto projection = std::make_shared<Projection>();
        projection->images = Matrix(kPictures, 2);
        projection->sentences = Matrix(kConcepts.size() + kPictures, 2);
        for (std::size_t i = 0; i < kPictures; ++i)
            projection->images(i, 0) = float(i);
        for (std::size_t s = 0; s < kConcepts.size() + kPictures; ++s) {
            projection->sentences(s, 0) = float(s);
            projection->sentences(s, 1) = 1;
        }
        return projection;
    }

    /// The pictures of the second concept with their own sentences.
    static std::vector<ItemRef> secondConcept() {
        std::vector<ItemRef> items;
        for (std::size_t i = kPicturesPerConcept; i < 2 * kPicturesPerConcept; ++i) {
            items.push_back({View::image, int(i)});
            items.push_back({View::sentence, int(kConcepts.size() + i)});
        }
        return items;
    }

private Q_SLOTS:
    void init() {
        Services services;
        services.train = m_trainer.function(m_world);
        m_controllers = std::make_unique<Controllers>(services);
        m_map = std::make_unique<EmbeddingView>();
        m_map->setReducedMotion(true);
        m_panel.reset(makeSelectionPanel(*m_controllers, m_map.get()));
        m_panel->resize(360, 500);
        m_panel->show();
        m_map->resize(600, 400);
        m_map->show();
        QObject::connect(m_map.get(), &EmbeddingView::selectionChanged, &workspace(), &Workspace::selectMany);
        QObject::connect(&workspace(), &Workspace::selectionChanged, m_map.get(),
                         [this] { m_map->setSelection(workspace().selection()); });
        workspace().adopt(m_world.opened());
        const auto shown = map();
        m_map->setItems(int(kPictures), int(kConcepts.size() + kPictures));
        QVERIFY(m_map->setProjection(shown, 1));
        m_controllers->clusters.follow(1, shown);
        QTRY_VERIFY(m_controllers->clusters.data() != nullptr);
    }
    void cleanup() {
        m_panel.reset();
        m_map.reset();
        m_controllers.reset();
    }

    void countsPicturesAndSentencesAreShown() {
        QCOMPARE(m_panel->images()->count(), 0);
        QVERIFY(!m_panel->images()->isVisible());
        workspace().selectMany(secondConcept());
        QCOMPARE(m_panel->images()->count(), int(kPicturesPerConcept));
        QCOMPARE(m_panel->sentences()->count(), int(kPicturesPerConcept));
        QVERIFY(m_panel->images()->isVisible() && m_panel->sentences()->isVisible());
        QVERIFY(m_panel->headline().startsWith(QString::number(2 * kPicturesPerConcept)));
        workspace().selectMany({{View::sentence, 2}});
        QVERIFY(!m_panel->images()->isVisible());
        QCOMPARE(m_panel->sentences()->count(), 1);
    }

    void itsWordsTellItFromTheRest() {
        QSignalSpy changed(&m_controllers->selection, &SelectionController::wordsChanged);
        workspace().selectMany(secondConcept());
        QTRY_VERIFY(!m_controllers->selection.words().empty());
        const SelectionWord& first = m_controllers->selection.words().front();
        // All of them say its name, which no other sentence does: a quarter of all.
        QVERIFY2(std::string(kConcepts[1]).find(first.word.toStdString()) != std::string::npos,
                 qPrintable(first.word));
        QCOMPARE(first.share, 1.0);
        QVERIFY(first.times > 3.9 && first.times < 4.1);
        QVERIFY(m_panel->wordsText().contains(first.word + QStringLiteral(" 100 %")));
        for (const SelectionWord& word : m_controllers->selection.words())
            QVERIFY(word.word != QStringLiteral("picture")); // every caption says it
        workspace().selectMany({});
        QVERIFY(m_controllers->selection.words().empty());
        QVERIFY(m_panel->wordsText().isEmpty());
    }

    void oneOfThePanelBecomesThePrimaryAndTheOthersStay() {
        const auto items = secondConcept();
        workspace().selectMany(items);
        const int undoable = workspace().undoStack()->count();
        m_panel->images()->setFocus();
        QTest::keyClick(m_panel->images(), Qt::Key_Home);
        QTest::keyClick(m_panel->images(), Qt::Key_Right);
        QCOMPARE(workspace().selected(), (ItemRef{View::image, int(kPicturesPerConcept) + 1}));
        QCOMPARE(workspace().selection().size(), items.size());
        QCOMPARE(m_panel->images()->count(), int(kPicturesPerConcept));
        QCOMPARE(workspace().undoStack()->count(), undoable); // looking is nothing to take back
        const QModelIndex row = m_panel->sentences()->model()->index(0, 0);
        QTest::mouseClick(m_panel->sentences()->viewport(), Qt::LeftButton, {},
                          m_panel->sentences()->visualRect(row).center());
        QCOMPARE(workspace().selected(),
                 (ItemRef{View::sentence, int(kConcepts.size() + kPicturesPerConcept)}));
        QVERIFY(!m_panel->images()->currentIndex().isValid());
    }

    void theNextAreaAddsTakesAwayOrOverlaps() {
        const auto box = [this](double from, double to) {
            const QPointF a = m_map->mapTransform().toScreen(QPointF(from - 0.3, 1.3));
            const QPointF b = m_map->mapTransform().toScreen(QPointF(to + 0.3, -0.3));
            m_map->setTool(MapTool::box);
            QTest::mousePress(m_map.get(), Qt::LeftButton, {}, a.toPoint());
            for (const QPointF& at : {(a + b) / 2, b}) {
                QMouseEvent move(QEvent::MouseMove, at, m_map->mapToGlobal(at), Qt::NoButton, Qt::LeftButton,
                                 {});
                QGuiApplication::sendEvent(m_map.get(), &move);
            }
            QTest::mouseRelease(m_map.get(), Qt::LeftButton, {}, b.toPoint());
            return workspace().selection().size();
        };
        m_map->fitAll();
        QCOMPARE(box(4, 7), std::size_t(8));
        const auto press = [this](Combine combine) {
            QTest::mouseClick(m_panel->combineEntry(combine), Qt::LeftButton);
            QCOMPARE(m_map->combine(), combine);
        };
        press(Combine::add);
        QCOMPARE(box(8, 9), std::size_t(12));
        press(Combine::subtract);
        QCOMPARE(box(4, 4), std::size_t(10));
        press(Combine::intersect);
        QCOMPARE(box(5, 6), std::size_t(4));
        m_map->setCombine(Combine::replace);
        QVERIFY(m_panel->combineEntry(Combine::replace)->isChecked());
        QCOMPARE(box(10, 10), std::size_t(2));
        for (const std::size_t before : {4U, 10U, 12U, 8U, 0U}) { // all of it can be taken back …
            workspace().undoStack()->undo();
            QCOMPARE(workspace().selection().size(), before);
            QCOMPARE(m_panel->images()->count() + m_panel->sentences()->count(), int(before));
        }
        workspace().undoStack()->redo(); // … and done again
        QCOMPARE(workspace().selection().size(), std::size_t(8));
        m_map->invertSelection();
        QCOMPARE(workspace().selection().size(), 2 * kPictures + kConcepts.size() - 8);
    }

    void itIsCopiedAndWrittenAsATable() {
        QSignalSpy said(&m_controllers->messages, &Messages::said);
        workspace().selectMany({{View::image, 3}, {View::sentence, 0}});
        QGuiApplication::clipboard()->clear();
        m_controllers->selection.copy();
        QTRY_COMPARE(said.size(), 1);
        const QStringList lines = QGuiApplication::clipboard()->text().trimmed().split(QLatin1Char('\n'));
        QCOMPARE(lines.size(), 3);
        QVERIFY(lines[1].startsWith(QStringLiteral("image\t3\t3\t0\t")));
        QVERIFY(lines[1].contains(m_world.picture(3)));
        QVERIFY(
            lines[2].startsWith(QStringLiteral("sentence\t0\t0\t1\t") + QString::fromLatin1(kConcepts[0])));
        const QString file = m_world.folder() + QStringLiteral("/selection.csv");
        m_controllers->selection.save(file);
        QTRY_COMPARE(said.size(), 2);
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QVERIFY(written.readAll().startsWith("view,item,x,y,text,path,concept\r\nimage,3,3,0,"));
        m_controllers->selection.save(m_world.folder() +
                                      QStringLiteral("/4.png/no.tsv")); // a file is in the way
        QTRY_COMPARE(said.size(), 3);
        QCOMPARE(said.last().front().value<Message>().kind, Message::Kind::Error);
    }

    void isKeptUnderANameWithTheProject() {
        QSignalSpy changed(&m_controllers->savedSelections, &SavedSelectionsController::changed);
        QTRY_VERIFY(!changed.isEmpty() || m_controllers->savedSelections.names().isEmpty());
        QObject::connect(m_panel.get(), &SelectionPanel::savedChosen, &m_controllers->savedSelections,
                         &SavedSelectionsController::open, Qt::UniqueConnection);
        workspace().selectMany(secondConcept());
        const auto actionOf = [](const QMenu* menu, const QString& text) {
            for (QAction* action : menu->actions())
                if (action->text() == text)
                    return action;
            return static_cast<QAction*>(nullptr);
        };
        QMenu* menu = m_panel->savedMenu();
        menu->popup(QPoint(0, 0)); // it looks what is selected
        QVERIFY(menu->actions().front()->isEnabled());
        menu->hide();
        menu->actions().front()->trigger();
        auto* dialog = m_panel->findChild<NameDialog*>();
        QVERIFY(dialog != nullptr);
        dialog->field()->setText(QStringLiteral("  boats & more "));
        QSignalSpy said(&m_controllers->messages, &Messages::said);
        QSignalSpy named(dialog, &NameDialog::named);
        QTest::keyClick(dialog->field(), Qt::Key_Return);
        QCOMPARE(named.size(), 1);
        QVERIFY(!workspace().selection().empty());
        QTRY_COMPARE(said.size(), 1);
        QVERIFY2(said.front().front().value<Message>().kind == Message::Kind::Information,
                 qPrintable(said.front().front().value<Message>().text));
        const QString name = QStringLiteral("boats & more");
        QTRY_COMPARE(m_controllers->savedSelections.names(), QStringList{name});
        QAction* open = actionOf(menu, QStringLiteral("boats && more"));
        QVERIFY(open != nullptr);
        workspace().selectMany({{View::image, 0}});
        open->trigger();
        QCOMPARE(workspace().selection(), secondConcept());
        workspace().undoStack()->undo();
        QCOMPARE(workspace().selection(), (std::vector{ItemRef{View::image, 0}}));
        // Another window finds it.
        Controllers again{Services{}};
        again.workspace.adopt(m_world.opened());
        QTRY_COMPARE(again.savedSelections.names(), QStringList{name});
        m_controllers->savedSelections.remove(name);
        QTRY_VERIFY(m_controllers->savedSelections.names().isEmpty());
        QCOMPARE(menu->actions().size(), 1);
    }

    void aFileIsAskedFor() {
        workspace().selectMany(secondConcept());
        Q_EMIT m_panel->exportRequested();
        auto* dialog = m_panel->findChild<QFileDialog*>();
        QVERIFY(dialog != nullptr && dialog->isVisible());
        dialog->reject();
    }
};

} // namespace crossview::ui::test

QTEST_MAIN(crossview::ui::test::SelectionTest)
#include "test_selection.moc"
