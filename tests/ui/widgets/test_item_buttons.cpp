// An image that has no picture file is an item like any other: a quiet placeholder and its title, no error.
// CROSSVIEW_GRABS=<folder> keeps what was drawn, to be looked at.
#include "inspector/inspector_panel.h"
#include "widgets/building_blocks.h"
#include "widgets/item_buttons.h"

#include <QHBoxLayout>
#include <QImage>
#include <QLabel>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace crossview;
using namespace crossview::ui;

class TestItemButtons : public QObject {
    Q_OBJECT

    static constexpr int kDrawn = 0;
    static constexpr int kBare = 1;
    static constexpr int kMissing = 2;

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

    /// Pixels that have nearly the colour.
    static int pixelsOf(const QImage& image, const QColor& colour) {
        int count = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x) {
                const QColor there = image.pixelColor(x, y);
                count += std::abs(there.red() - colour.red()) < 8 &&
                                 std::abs(there.green() - colour.green()) < 8 &&
                                 std::abs(there.blue() - colour.blue()) < 8
                             ? 1
                             : 0;
            }
        return count;
    }

private Q_SLOTS:
    void initTestCase() {
        QImage picture(80, 60, QImage::Format_RGB32);
        picture.fill(QColor(200, 60, 40));
        QVERIFY(picture.save(m_folder.filePath(QStringLiteral("a.png"))));
        std::vector<ImageItem> images(3);
        images[kDrawn].path = "a.png";
        images[kDrawn].title = "a drawn picture";
        images[kBare].title = "features alone";
        images[kMissing].path = "gone.png";
        images[kMissing].title = "a lost file";
        auto session = std::make_shared<Session>();
        session->input.features = std::make_shared<FeatureSet>();
        session->input.dataset = std::make_shared<Dataset>(
            "three", images, std::vector<SentenceItem>{{"one", "caption"}, {"two", "caption"}},
            Relation(3, 2, {{0, 0}, {1, 1}, {2, 1}}), std::vector<std::string>{},
            m_folder.path().toStdString());
        OpenedProject project;
        project.session = session;
        m_workspace.adopt(project);
        QSignalSpy loaded(&m_thumbnails, &ThumbnailSource::loaded);
        for (const int px : {48, 112}) {
            m_thumbnails.thumbnail(kDrawn, px);
            m_thumbnails.thumbnail(kMissing, px);
        }
        QTRY_VERIFY(loaded.size() >= 3 && m_thumbnails.isUnreadable(kMissing));
        ThemeWatcher::of(this)->apply();
    }

    void cleanupTestCase() { ThemeWatcher::of(this)->setMode(ThemeWatcher::Mode::System); }

    void thePlaceholderIsAFrameWithTheMarkOfImages_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void thePlaceholderIsAFrameWithTheMarkOfImages() {
        QFETCH(bool, dark);
        ThemeWatcher::of(this)->setMode(dark ? ThemeWatcher::Mode::Dark : ThemeWatcher::Mode::Light);
        const QColor mark = theme().color(Role::ImageView);
        for (const int side : {20, 48, 112}) {
            PictureButton bare(sources(), {View::image, kBare}, nullptr);
            bare.setFixedSize(side, side);
            const QImage drawn = bare.grab().toImage();
            QVERIFY(pixelsOf(drawn, mark) >= 12);
            QVERIFY(pixelsOf(drawn, mark) < side * side / 5);
            PictureButton missing(sources(), {View::image, kMissing}, nullptr);
            missing.setFixedSize(side, side);
            QCOMPARE(pixelsOf(missing.grab().toImage(), mark), 0); // "not readable" is said in words
            QVERIFY(bare.accessibleName().contains(QStringLiteral("features alone")));
        }
        QVERIFY(!m_thumbnails.isUnreadable(kBare));

        QWidget row;
        auto* layout = new QHBoxLayout(&row);
        for (const int image : {kDrawn, kBare, kMissing}) {
            auto* card = new ResultCard(sources(), {View::image, image}, &row);
            card->setFixedSize(112, ResultCard::heightFor(112, card->fontMetrics()));
            card->setResult(0.4F, image == kBare);
            layout->addWidget(card);
            auto* small = new PictureButton(sources(), {View::image, image}, &row);
            layout->addWidget(small);
            auto* line = new TextRow(sources(), {View::image, image}, &row);
            line->setRank(image + 1);
            line->setFixedWidth(180);
            layout->addWidget(line);
        }
        row.adjustSize();
        keep(row, dark ? QStringLiteral("items-dark") : QStringLiteral("items-light"));
    }

    void theInspectorShowsItsTitle() {
        ThemeWatcher::of(this)->setMode(ThemeWatcher::Mode::Light);
        InspectorPanel inspector(sources());
        inspector.resize(320, 300);
        inspector.setItem({View::image, kBare});
        QCOMPARE(inspector.findChild<QLabel*>(QStringLiteral("inspectorTitle"))->text(),
                 QStringLiteral("features alone"));
        auto* picture = inspector.findChild<PictureButton*>(QStringLiteral("inspectorPicture"));
        QVERIFY(picture);
        QVERIFY(pixelsOf(picture->grab().toImage(), theme().color(Role::ImageView)) >= 12);
        keep(inspector, QStringLiteral("inspector-light"));
        ThemeWatcher::of(this)->setMode(ThemeWatcher::Mode::Dark);
        keep(inspector, QStringLiteral("inspector-dark"));
    }
};

QTEST_MAIN(TestItemButtons)
#include "test_item_buttons.moc"
