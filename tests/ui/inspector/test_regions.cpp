// Regions in the window: boxes over whole pictures in the inspector, and the table of where phrases are
// found. CROSSVIEW_GRABS=<folder> keeps what was drawn, to be looked at.
#include "evaluation/region_table.h"
#include "inspector/inspector_panel.h"
#include "inspector/region_picture.h"
#include "widgets/building_blocks.h"

#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace crossview;
using namespace crossview::ui;

class TestRegions : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    Workspace m_workspace;
    InspectionController m_inspections{m_workspace};
    DatasetInfo m_info{m_workspace, m_inspections};
    ThumbnailStore m_thumbnails{m_workspace};

    ItemSources sources() { return {&m_info, &m_thumbnails}; }

    static void keep(QWidget& widget, const QString& name) {
        if (const QString folder = qEnvironmentVariable("CROSSVIEW_GRABS"); !folder.isEmpty())
            widget.grab().save(folder + QLatin1Char('/') + name + QStringLiteral(".png"));
    }

    /// Pixels of nearly a colour along the edges of a box.
    static int onEdges(const QImage& image, const QRectF& box, const QColor& colour, int tolerance = 30) {
        int count = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x) {
                const QPointF at(x + 0.5, y + 0.5);
                if (!box.adjusted(-3, -3, 3, 3).contains(at) || box.adjusted(3, 3, -3, -3).contains(at))
                    continue;
                const QColor there = image.pixelColor(x, y);
                count += std::abs(there.red() - colour.red()) < tolerance &&
                                 std::abs(there.green() - colour.green()) < tolerance &&
                                 std::abs(there.blue() - colour.blue()) < tolerance
                             ? 1
                             : 0;
            }
        return count;
    }

private Q_SLOTS:
    void initTestCase() {
        QImage picture(400, 200, QImage::Format_RGB32);
        picture.fill(QColor(128, 128, 128));
        QPainter painter(&picture);
        painter.fillRect(QRect(40, 40, 100, 80), QColor(200, 60, 40));
        painter.fillRect(QRect(250, 60, 100, 100), QColor(40, 60, 200));
        painter.end();
        QVERIFY(picture.save(m_folder.filePath(QStringLiteral("a.png"))));
        std::vector<ImageItem> images(4);
        for (ImageItem& image : images)
            image.path = "a.png";
        images[0].box = PixelBox{40, 40, 100, 80};
        images[1].box = PixelBox{250, 60, 100, 100};
        images[2].box = PixelBox{50, 40, 100, 80}; // proposals
        images[3].box = PixelBox{300, 100, 90, 90};
        auto session = std::make_shared<Session>();
        session->input.features = std::make_shared<FeatureSet>();
        session->input.dataset = std::make_shared<Dataset>(
            "regions", images, std::vector<SentenceItem>{{"a red box", "phrase"}, {"a blue box", "phrase"}},
            Relation(4, 2, {{0, 0}, {1, 1}}), std::vector<std::string>{}, m_folder.path().toStdString());
        OpenedProject project;
        project.session = session;
        m_workspace.adopt(project);
        QSignalSpy loaded(&m_thumbnails, &ThumbnailSource::loaded);
        for (const int image : {0, 1, 2, 3}) {
            m_thumbnails.thumbnail(image, 112);
            m_thumbnails.wholePicture(image, 380);
        }
        QTRY_VERIFY(loaded.size() >= 8);
        ThemeWatcher::of(this)->apply();
    }

    void cleanupTestCase() { ThemeWatcher::of(this)->setMode(ThemeWatcher::Mode::System); }

    void aThumbnailIsTheRegionAndBesideItThePictureIsWhole() {
        const QImage region = m_thumbnails.thumbnail(1, 112);
        QCOMPARE(region.pixelColor(region.rect().center()), QColor(40, 60, 200));
        QCOMPARE(region.pixelColor(1, 1), QColor(40, 60, 200));
        QCOMPARE(region.width(), region.height());
        const WholePicture whole = m_thumbnails.wholePicture(1, 380);
        QCOMPARE(whole.size, QSize(400, 200));
        QCOMPARE(whole.image.width(), 2 * whole.image.height());
        QCOMPARE(whole.image.pixelColor(1, 1), QColor(128, 128, 128));
    }

    void theBoxesStandOutOnAnyPicture_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void theBoxesStandOutOnAnyPicture() {
        QFETCH(bool, dark);
        ThemeWatcher::of(this)->setMode(dark ? ThemeWatcher::Mode::Dark : ThemeWatcher::Mode::Light);
        RegionPicture picture(sources(), {{0}, 3, 2, 0.25});
        picture.resize(300, picture.sizeHint().height());
        const QImage drawn = picture.grab().toImage();
        const QRectF truth = picture.boxOf(0);
        const QRectF found = picture.boxOf(3);
        QCOMPARE(truth.width() / truth.height(), 100.0 / 80);
        QVERIFY(qAbs(truth.width() - 300 * 100.0 / 400) < 1e-6);
        for (const QRectF& box : {truth, found}) {
            QVERIFY(onEdges(drawn, box, Qt::black, 100) > 40);
            QVERIFY(onEdges(drawn, box, Qt::white, 80) > 10);
        }
        const int solid = onEdges(drawn, truth, theme().color(Role::TruePair));
        const int dashed = onEdges(drawn, found, theme().color(Role::SentenceView));
        QVERIFY2(solid > 200, qPrintable(QString::number(solid)));
        QVERIFY2(dashed > 80, qPrintable(QString::number(dashed)));
        QVERIFY(onEdges(drawn, truth, theme().color(Role::SentenceView)) < 20);
        QCOMPARE(picture.legend().size(), 2);
        QVERIFY(picture.legend()[0].startsWith(QStringLiteral("✓")));
        QVERIFY(picture.legend()[1].contains(QStringLiteral("nearest of 2 boxes")));
        QVERIFY(picture.accessibleName().contains(picture.legend()[1]));
        QSignalSpy chosen(&picture, &RegionPicture::chosen);
        QTest::mouseClick(&picture, Qt::LeftButton, {}, found.center().toPoint());
        QTest::mouseClick(&picture, Qt::LeftButton, {}, QPoint(1, 1));
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen[0][0].value<ItemRef>().index, 3);
    }

    void theInspectorShowsThePictureOfARegionAndOfAPhrase() {
        for (const bool dark : {false, true}) {
            ThemeWatcher::of(this)->setMode(dark ? ThemeWatcher::Mode::Dark : ThemeWatcher::Mode::Light);
            InspectorPanel inspector(sources());
            inspector.resize(340, 560);
            const auto labels = [&] {
                QStringList texts;
                for (const QLabel* label : inspector.findChildren<QLabel*>())
                    texts << label->text();
                return texts;
            };
            inspector.setItem({View::image, 0});
            QVERIFY(labels().contains(QStringLiteral("region")));
            QVERIFY(labels().contains(QStringLiteral("1 phrase names it")));
            QCOMPARE(inspector.findChildren<RegionPicture*>().size(), 1);
            QCOMPARE(inspector.findChild<RegionPicture*>()->place().regions, std::vector<std::int32_t>{0});
            inspector.setItem({View::image, 3});
            QVERIFY(labels().contains(QStringLiteral("proposal: a box without phrase")));
            inspector.setItem({View::sentence, 0});
            QVERIFY(labels().contains(QStringLiteral("phrase")));
            QVERIFY(labels().contains(QStringLiteral("It names 1 region")));
            Inspection inspection;
            inspection.item = {View::sentence, 0};
            inspection.epoch = 3;
            inspection.partners = {{{View::image, 0}, 1, 0.2F}};
            inspection.places = {{{0}, 2, 2, 0.8}};
            inspector.show(inspection);
            const auto pictures = inspector.findChildren<RegionPicture*>();
            QCOMPARE(pictures.size(), 1);
            QCOMPARE(pictures[0]->place().found, 2);
            keep(inspector, dark ? QStringLiteral("region-dark") : QStringLiteral("region-light"));
            QSignalSpy chosen(&inspector, &InspectorPanel::chosen);
            Q_EMIT pictures[0]->chosen({View::image, 2});
            QCOMPARE(chosen.size(), 1);
        }
    }

    void theTableHasRegionsProposalsTypesAndChance() {
        RegionReport report;
        report.pictures = 7;
        report.amongRegions = {80, 100, 100, 70, 90, 100, 4, {25, 100, 100}, 40};
        RegionTable table;
        table.setReport(&report);
        QVERIFY(!table.isHidden());
        QCOMPARE(table.table()->cells()->rowCount(), 2);
        QCOMPARE(table.table()->cells()->at(0, 1).text, QStringLiteral("80.0"));
        QCOMPARE(table.table()->cells()->at(1, 1).text, QStringLiteral("25.0"));
        report.amongProposals = Localisation{60, 70, 75, 50, 70, 78, 100, {1, 5, 10}, 40};
        report.types = {{"people", *report.amongProposals}};
        table.setReport(&report);
        QCOMPARE(table.table()->cells()->rowCount(), 5);
        QCOMPARE(table.table()->cells()->at(2, 4).text, QStringLiteral("78.0"));
        QVERIFY(table.table()->cells()->at(4, 0).text.contains(QStringLiteral("people")));
        QVERIFY(table.conditions().contains(QStringLiteral("among proposals")));
        table.resize(620, 220);
        keep(table, QStringLiteral("region-table"));
        table.setReport(nullptr);
        QVERIFY(table.isHidden());
        const RegionReport nothing;
        table.setReport(&nothing);
        QVERIFY(table.isHidden());
    }
};

QTEST_MAIN(TestRegions)
#include "test_regions.moc"
