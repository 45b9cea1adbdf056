// What the map is coloured by: the rules, and the controller that keeps it up to date.
#include "bridge/colour_controller.h"
#include "bridge/colour_rules.h"
#include "project/arrival_files.h"
#include "style/scales.h"
#include "ui/window/fake_world.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <set>

namespace crossview::ui::test {

using Kind = ItemColours::Class::Kind;

class ColoursTest : public QObject {
    Q_OBJECT
private:
    FakeWorld m_world;

    /// The world's project with its run's second epoch.
    OpenedProject trained() const {
        OpenedProject project = m_world.opened();
        project.groups = imageGroups(*m_world.session->input.dataset);
        project.run = RunRecord();
        project.run->id = "fake";
        project.run->status = RunStatus::stopped;
        project.run->optionsJson = toJson(m_world.session->options);
        project.snapshot = m_world.snapshot(2);
        return project;
    }

    struct Setting {
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
    };

    static std::vector<Category> categories(int count) {
        std::vector<Category> names;
        for (int c = 0; c < count; ++c)
            names.push_back({QStringLiteral("c%1").arg(c), std::uint64_t(100 + c)});
        return names;
    }
    static std::size_t countOf(const ItemColours& colours, std::size_t number) {
        return std::size_t(std::ranges::count(colours.ofImage, std::uint8_t(number)) +
                           std::ranges::count(colours.ofSentence, std::uint8_t(number)));
    }

private Q_SLOTS:
    void theLargestCategoriesHaveColoursAndTheRestShareOne() {
        OfItems<std::int32_t> items;
        for (int c = 0; c < 10; ++c)
            items.images.insert(items.images.end(), std::size_t(20 - c), c);
        items.sentences = {-1, -1, 9, 3};
        std::vector<Category> names = categories(10);
        names[2].name.clear(); // a legend cannot name it
        const ItemColours colours = classesOf(names, items, QStringLiteral("none"));
        QCOMPARE(colours.classes.size(), std::size_t(kCategoryColours + 2));
        QCOMPARE(colours.classes[2].name, QStringLiteral("c3"));
        QCOMPARE(colours.classes[kCategoryColours].kind, Kind::other);
        QCOMPARE(colours.classes[kCategoryColours].name, QStringLiteral("3 others"));
        QCOMPARE(colours.classes.back().kind, Kind::missing);
        QCOMPARE(countOf(colours, 2), std::size_t(18));
        QCOMPARE(countOf(colours, kCategoryColours), std::size_t(18 + 12 + 11 + 1));
        QCOMPARE(countOf(colours, kCategoryColours + 1), std::size_t(2));
        QCOMPARE(colours.ofImage.size(), items.images.size());
    }

    void aCategoryKeepsItsColourWhileSizesChange() {
        OfItems<std::int32_t> items;
        for (int c = 0; c < 9; ++c)
            items.images.insert(items.images.end(), std::size_t(40 - c), c);
        const ItemColours before = classesOf(categories(9), items, {});
        OfItems<std::int32_t> later; // the order of sizes is turned round
        for (int c = 0; c < 9; ++c)
            later.images.insert(later.images.end(), std::size_t(32 + c), c);
        const ItemColours after = classesOf(categories(9), later, {}, &before);
        for (int slot = 0; slot < kCategoryColours; ++slot)
            QCOMPARE(after.classes[std::size_t(slot)].id, before.classes[std::size_t(slot)].id);
        for (int c = 0; c < 9; ++c) // one that outgrows them all gets the colour of one that does not
            later.images.insert(later.images.end(), c == 8 ? 500U : 0U, c);
        const ItemColours grown = classesOf(categories(9), later, {}, &after);
        QVERIFY(std::ranges::any_of(grown.classes, [](const auto& known) { return known.id == 108; }));
        int stayed = 0;
        for (std::size_t slot = 0; slot < kCategoryColours; ++slot)
            stayed += grown.classes[slot].id == after.classes[slot].id ? 1 : 0;
        QCOMPARE(stayed, kCategoryColours - 1);
    }

    void valuesFallIntoTheirRanges() {
        OfItems<float> values{{1, 2, 5, 5.5F, 1000}, {std::nanf(""), 0}};
        const ItemColours colours =
            scaleOf({1, 5}, {QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")}, values,
                    QStringLiteral("unknown"));
        QCOMPARE(colours.ofImage, (std::vector<std::uint8_t>{0, 1, 1, 2, 2}));
        QCOMPARE(colours.ofSentence, (std::vector<std::uint8_t>{3, 0}));
        QCOMPARE(colours.classes.back().name, QStringLiteral("unknown"));
        const ItemColours none = scaleOf({}, {}, {{std::nanf("")}, {}}, QStringLiteral("unknown"));
        QCOMPARE(none.classes.size(), std::size_t(1));
        QCOMPARE(none.ofImage.front(), std::uint8_t(0));
    }

    void coloursAreToldApartOnBothGrounds() {
        for (const Theme& theme : {Theme::light(), Theme::dark()}) {
            const QColor ground = theme.color(Role::MapBackground);
            for (int c = 0; c < kCategoryColours; ++c)
                QVERIFY2(contrast(categoryColour(theme, c), ground) >= 3, qPrintable(QString::number(c)));
            double last = -1;
            for (double share = 0; share <= 1; share += 0.1) {
                const double lightness = orderedColour(theme, share).lightnessF() +
                                         contrast(orderedColour(theme, share), Qt::black) / 21;
                QVERIFY(lightness > last - 0.02); // rises all the way
                last = lightness;
                QVERIFY2(contrast(orderedColour(theme, share), ground) >= 1.8,
                         qPrintable(QString::number(share)));
            }
        }
    }

    void everyColouringClassifiesEveryItem() {
        Setting setting;
        setting.workspace.adopt(trained());
        for (const Colouring& colouring : colourings()) {
            const auto colours = setting.by(colouring.key);
            QVERIFY2(colours, qPrintable(colouring.key));
            QCOMPARE(colours->key, colouring.key);
            if (colours->scale == ItemColours::Scale::views)
                continue;
            QVERIFY(!colours->classes.empty() && colours->classes.size() <= ItemColours::kMostClasses);
            QCOMPARE(colours->ofImage.size(), kPictures);
            QCOMPARE(colours->ofSentence.size(), kConcepts.size() + kPictures);
            for (const auto* view : {&colours->ofImage, &colours->ofSentence})
                for (const std::uint8_t number : *view)
                    QVERIFY(number < colours->classes.size());
        }
    }

    void splitConceptRankAndPurityAreThoseOfTheData() {
        Setting setting;
        setting.workspace.adopt(trained());
        const auto split = setting.by(QStringLiteral("split"));
        QCOMPARE(split->ofImage.front(), std::uint8_t(0));
        QCOMPARE(split->ofImage.back(), std::uint8_t(2));
        QCOMPARE(split->ofSentence.back(), std::uint8_t(2));                // of that picture alone
        QCOMPARE(split->ofSentence[kConcepts.size() - 1], std::uint8_t(4)); // of several parts
        const auto concepts = setting.by(QStringLiteral("concept"));
        QCOMPARE(concepts->classes.size(),
                 kConcepts.size() + (setting.workspace.groups().names.empty() ? 1U : 0U));
        QVERIFY(concepts->ofImage.front() != concepts->ofImage.back());
        const auto rank = setting.by(QStringLiteral("rank"));
        for (const std::uint8_t number : rank->ofImage)
            QVERIFY(number <= 1); // everything has found its place: among the first five
        const auto purity = setting.by(QStringLiteral("purity"));
        QCOMPARE(purity->classes[purity->ofImage.front()].kind, Kind::coloured);
    }

    void lossIsSaidInSharesOfTheMargin() {
        Setting setting;
        OpenedProject project = trained();
        auto one = std::make_shared<Snapshot>(*project.snapshot); // all in one place
        Matrix images(kPictures, kDimensions), sentences(kConcepts.size() + kPictures, kDimensions);
        for (Matrix* view : {&images, &sentences})
            for (std::size_t row = 0; row < view->rows(); ++row)
                (*view)(row, 0) = 1;
        one->images = SharedMatrix(std::move(images));
        one->sentences = SharedMatrix(std::move(sentences));
        project.snapshot = one;
        setting.workspace.adopt(project);
        const auto same = setting.by(QStringLiteral("loss"));
        QVERIFY(same);
        const double margin = m_world.session->options.loss.margin;
        // Every hinge is the margin, and the legend says what that is.
        const QString name = same->classes[same->ofImage.front()].name;
        QVERIFY2(name.contains(QString::number(margin, 'g', 3)) &&
                     name.contains(QStringLiteral("the margin")),
                 qPrintable(name));
        QCOMPARE(std::set<std::uint8_t>(same->ofImage.begin(), same->ofImage.end()).size(), std::size_t(1));
        QCOMPARE(same->scale, ItemColours::Scale::ordered);
        setting.workspace.adopt(trained()); // everything in its place
        QTRY_VERIFY(!setting.colours.isBusy());
        const auto placed = setting.colours.newest();
        for (const std::uint8_t number : placed->ofSentence)
            QVERIFY(number < same->ofImage.front());
    }

    void arrivalIsReadFromTheRunAndMeasuredBeyond() {
        Arrivals arrivals{{0, 1}, std::vector<std::int32_t>(kPictures, 1), {}};
        arrivals.images[0] = 0;
        arrivals.images[1] = Arrivals::kNotYet;
        arrivals.images[2] = Arrivals::kNever;
        arrivals.sentences.assign(kConcepts.size() + kPictures, 1);
        writeArrivals(arrivalsFolder(m_world.folder().toStdString(), "fake"), arrivals);
        Setting setting;
        setting.workspace.adopt(trained()); // epoch 2
        QTRY_VERIFY(setting.measures.newest());
        const auto colours = setting.by(QStringLiteral("arrival"));
        QVERIFY(colours);
        const auto nameOf = [&](std::uint8_t number) { return colours->classes[number].name; };
        QCOMPARE(nameOf(colours->ofImage[0]), QStringLiteral("before training"));
        QCOMPARE(nameOf(colours->ofImage[3]), QStringLiteral("epoch 1"));
        QCOMPARE(nameOf(colours->ofImage[1]), QStringLiteral("epoch 2")); // measured now
        QCOMPARE(nameOf(colours->ofImage[2]), QStringLiteral("without a match"));
        QCOMPARE(colours->classes[colours->ofImage[2]].kind, Kind::missing);
        std::filesystem::remove_all(arrivalsFolder(m_world.folder().toStdString(), "fake"));
    }

    void arrivalsOfARunAreKeptWithIt() {
        const auto folder = arrivalsFolder(m_world.folder().toStdString(), "fake");
        Setting setting;
        setting.workspace.adopt(m_world.opened());
        setting.workspace.beginRun();
        QVERIFY(setting.workspace.takeSnapshot(m_world.snapshot(0)));
        QTRY_VERIFY(setting.measures.newest());
        QVERIFY(setting.workspace.takeSnapshot(m_world.snapshot(1)));
        QVERIFY(setting.workspace.takeSnapshot(m_world.snapshot(2)));
        TrainingOutcome outcome;
        outcome.run = "fake";
        outcome.epochs = 2;
        setting.workspace.endRun(outcome);
        // However long the rests are, the last epoch is measured.
        QTRY_VERIFY(setting.measures.newest() && setting.measures.newest()->arrivals.epochs.back() == 2);
        QCOMPARE(readArrivals(folder), std::optional(setting.measures.newest()->arrivals));
        QCOMPARE(setting.measures.newest()->arrivals.epochs.front(), 0);
        QCOMPARE(setting.measures.newest()->structure.front().epoch, 0); // the world has no feature rows
        QCOMPARE(setting.measures.newest()->structure.back().epoch, 2);
        std::filesystem::remove_all(folder);
    }

    void distanceFollowsTheQuestion() {
        Setting setting;
        setting.workspace.adopt(trained());
        auto colours = setting.by(QStringLiteral("query"));
        QCOMPARE(colours->classes.front().kind, Kind::missing); // nothing is asked
        QSignalSpy coloured(&setting.colours, &ColourController::coloured);
        setting.queries.ask(Query::ofItem({View::sentence, 1}));
        QTRY_COMPARE(coloured.size(), 1);
        colours = setting.colours.newest();
        QCOMPARE(colours->ofSentence[1], std::uint8_t(0)); // itself
        QVERIFY(colours->ofImage[kPicturesPerConcept] < colours->ofImage[0]);
        for (const Theme& theme : {Theme::light(), Theme::dark()}) { // the near ones are looked for
            const QColor ground = theme.color(Role::MapBackground);
            QVERIFY(contrast(classColour(theme, *colours, 0), ground) >
                    contrast(classColour(theme, *colours, 4), ground));
        }
        setting.queries.ask({});
        QTRY_COMPARE(coloured.size(), 2);
        QCOMPARE(setting.colours.newest()->classes.front().kind, Kind::missing);
    }

    void beforeTrainingMeasuresAreMissingAndComeWithTheNetwork() {
        Setting setting;
        setting.workspace.adopt(m_world.opened());
        const auto before = setting.by(QStringLiteral("hubness"));
        QCOMPARE(before->classes.size(), std::size_t(1));
        QCOMPARE(before->classes.front().kind, Kind::missing);
        QSignalSpy coloured(&setting.colours, &ColourController::coloured);
        setting.workspace.adopt(trained());
        QTRY_VERIFY(!setting.colours.isBusy() && setting.colours.newest()->classes.size() > 1);
        QVERIFY(!coloured.isEmpty());
        setting.colours.choose(QStringLiteral("no such thing"));
        QCOMPARE(setting.colours.chosen(), QStringLiteral("view"));
    }
};

} // namespace crossview::ui::test

QTEST_MAIN(crossview::ui::test::ColoursTest)
#include "test_colours.moc"
