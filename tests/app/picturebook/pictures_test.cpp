#include "picturebook/assembly.h"
#include "picturebook/clip_art.h"
#include "picturebook/picture.h"
#include "picturebook/picture_store.h"
#include "support/temporary_folder.h"

#include "files/atomic_file.h"

#include <QPainter>
#include <QThread>
#include <QtTest>

#include <atomic>
#include <thread>

using namespace crossview;
using crossview::test::TemporaryFolder;

namespace {

QImage transparent(int width, int height) {
    QImage image(width, height, QImage::Format_ARGB32);
    image.fill(Qt::transparent);
    return image;
}

/// Three colours in a rectangle of a transparent picture.
QImage drawing(QRgb colour, const QRect& rectangle = QRect(30, 10, 40, 20)) {
    QImage image = transparent(100, 100);
    QPainter painter(&image);
    painter.fillRect(rectangle, QColor(colour));
    painter.fillRect(QRect(rectangle.topLeft(), QSize(5, 5)), Qt::black);
    painter.fillRect(QRect(rectangle.topLeft() + QPoint(6, 0), QSize(5, 5)), Qt::cyan);
    return image;
}

Candidate candidate(const std::string& file, const QImage& image, std::atomic<int>* drawn = nullptr) {
    Candidate made;
    made.file = file;
    made.title = file.substr(0, file.find('.'));
    made.sourceBytes = 7;
    made.texts = {{made.title, "name"}};
    made.draw = [image, drawn] {
        if (drawn)
            ++*drawn;
        return image;
    };
    return made;
}

std::vector<Candidate> many(std::size_t count, std::atomic<int>* drawn) {
    std::vector<Candidate> all;
    for (std::size_t i = 0; i < count; ++i)
        all.push_back(candidate("p" + std::to_string(i) + ".png",
                                drawing(qRgb(static_cast<int>(i % 250), 200, 40 + static_cast<int>(i / 250))),
                                drawn));
    return all;
}

} // namespace

class PicturesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void alphaBoxIsTheSmallestRectangle();
    void picturesFillTheInsideOnWhite_data();
    void picturesFillTheInsideOnWhite();
    void nothingVisibleIsNoPicture();
    void coloursAreCountedUpToTheLimit();
    void equalPixelsHaveEqualHashes();
    void pictureBookDropsDuplicatesAndPlainPictures();
    void svgIsCroppedToItsDrawing();
    void badSvgIsNoPicture_data();
    void badSvgIsNoPicture();
    void finishedPicturesAreNotDrawnAgain();
    void changedSourcesAndLostFilesAreDrawnAgain();
    void aDamagedListCountsAsNone();
    void cancelKeepsWhatIsFinished();
    void progressComesOnTheCallingThread();
    void aFailingDrawingEndsTheJob();
    void anUnwritableFolderIsNamed();
    void otherPicturesAreRemoved();
};

void PicturesTest::alphaBoxIsTheSmallestRectangle() {
    QImage image = transparent(50, 40);
    QVERIFY(alphaBox(image).isEmpty());
    image.setPixelColor(7, 9, Qt::red);
    QCOMPARE(alphaBox(image), QRect(7, 9, 1, 1));
    image.setPixelColor(49, 39, Qt::red);
    QCOMPARE(alphaBox(image), QRect(7, 9, 43, 31));
    image.setPixelColor(0, 0, QColor(0, 0, 0, 3)); // the end of a soft shadow
    QCOMPARE(alphaBox(image), QRect(7, 9, 43, 31));
}

void PicturesTest::picturesFillTheInsideOnWhite_data() {
    QTest::addColumn<QRect>("content");
    QTest::addColumn<QRect>("expected");
    QTest::newRow("wide") << QRect(30, 10, 40, 20) << QRect(4, 34, 120, 60);
    QTest::newRow("high") << QRect(0, 0, 10, 100) << QRect(58, 4, 12, 120);
    QTest::newRow("square") << QRect(90, 90, 10, 10) << QRect(4, 4, 120, 120);
}

void PicturesTest::picturesFillTheInsideOnWhite() {
    QFETCH(QRect, content);
    QFETCH(QRect, expected);
    QImage image = transparent(100, 100);
    QPainter(&image).fillRect(content, Qt::blue);
    const QImage picture = fitPicture(image);
    QCOMPARE(picture.size(), QSize(128, 128));
    QVERIFY(!picture.hasAlphaChannel());
    for (int y = 0; y < 128; ++y)
        for (int x = 0; x < 128; ++x)
            QCOMPARE(picture.pixelColor(x, y), QColor(expected.contains(x, y) ? Qt::blue : Qt::white));
}

void PicturesTest::nothingVisibleIsNoPicture() {
    QVERIFY(fitPicture({}).isNull());
    QVERIFY(fitPicture(transparent(20, 20)).isNull());
    QImage line = transparent(500, 3);
    QPainter(&line).fillRect(QRect(0, 1, 500, 1), Qt::red);
    QVERIFY(!fitPicture(line).isNull()); // one pixel high, not zero
}

void PicturesTest::coloursAreCountedUpToTheLimit() {
    QImage image(4, 1, QImage::Format_RGB32);
    image.fill(Qt::white);
    QCOMPARE(colourCount(image, 3), std::size_t{1});
    image.setPixelColor(0, 0, Qt::red);
    QCOMPARE(colourCount(image, 3), std::size_t{2});
    image.setPixelColor(1, 0, Qt::green);
    image.setPixelColor(2, 0, Qt::blue);
    QCOMPARE(colourCount(image, 3), std::size_t{3});
    QCOMPARE(colourCount(image, 9), std::size_t{4});
    QCOMPARE(colourCount({}, 3), std::size_t{0});
}

void PicturesTest::equalPixelsHaveEqualHashes() {
    const QImage a = fitPicture(drawing(qRgb(1, 2, 3)));
    QCOMPARE(pixelHash(a), pixelHash(a.convertToFormat(QImage::Format_ARGB32)));
    QCOMPARE(pixelHash(QImage::fromData(encodePng(a))), pixelHash(a));
    QImage b = a;
    b.setPixelColor(64, 64, QColor(1, 2, 4));
    QVERIFY(pixelHash(b) != pixelHash(a));
    QCOMPARE(pixelHash(a).size(), std::size_t{64});
}

void PicturesTest::pictureBookDropsDuplicatesAndPlainPictures() {
    const TemporaryFolder folder;
    QImage plain = transparent(10, 10);
    plain.fill(Qt::red);
    const std::vector<Candidate> all{candidate("a.png", drawing(qRgb(9, 9, 200))),
                                     candidate("empty.png", transparent(5, 5)),
                                     candidate("b.png", drawing(qRgb(9, 9, 200), QRect(0, 0, 40, 20))),
                                     candidate("plain.png", plain),
                                     candidate("null.png", {}),
                                     candidate("c.png", drawing(qRgb(200, 9, 9)))};
    PictureStore store(folder.path());
    const auto hashes = store.draw(all, "Drawing", {}, {});
    QCOMPARE(hashes[0], hashes[2]); // the same drawing elsewhere on its page
    QVERIFY(hashes[1].empty() && hashes[3].empty() && hashes[4].empty());
    const auto kept = withoutDuplicates(all, hashes);
    QCOMPARE(kept.size(), std::size_t{2});
    QCOMPARE(kept[0].file, std::string("a.png"));
    QCOMPARE(kept[1].file, std::string("c.png"));
}

void PicturesTest::svgIsCroppedToItsDrawing() {
    const QImage image = drawSvg("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1000 1000'>"
                                 "<rect x='700' y='800' width='20' height='10' fill='#00f'/></svg>");
    QVERIFY(!image.isNull());
    const QRect box = alphaBox(image);
    QVERIFY2(box.width() > 100,
             qPrintable(QString::number(box.width()))); // small drawing, large page: no blur
    QCOMPARE(image.pixelColor(box.center()), QColor(Qt::blue));
    const QImage picture = fitPicture(image);
    QVERIFY(std::abs(alphaBox(image).width() / double(alphaBox(image).height()) - 2.0) < 0.2);
    QCOMPARE(picture.pixelColor(64, 64), QColor(Qt::blue));
}

void PicturesTest::badSvgIsNoPicture_data() {
    QTest::addColumn<QByteArray>("svg");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no xml") << QByteArray("not an svg at all");
    QTest::newRow("truncated") << QByteArray("<svg xmlns='http://www.w3.org/2000/svg'><rect width='5'");
    QTest::newRow("nothing in it") << QByteArray(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'/>");
    QTest::newRow("huge page") << QByteArray("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1e9 1e9'>"
                                             "<rect width='9' height='9'/></svg>");
    QTest::newRow("huge file") << QByteArray("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>"
                                             "<rect width='9' height='9'/><!--") +
                                      QByteArray(5 << 20, 'x') + "--></svg>";
}

void PicturesTest::badSvgIsNoPicture() {
    QFETCH(QByteArray, svg);
    QVERIFY(fitPicture(drawSvg(svg)).isNull());
}

void PicturesTest::finishedPicturesAreNotDrawnAgain() {
    const TemporaryFolder folder;
    std::atomic<int> drawn = 0;
    auto all = many(40, &drawn);
    all.push_back(candidate("empty.png", transparent(3, 3), &drawn));
    const auto first = PictureStore(folder.path()).draw(all, "Drawing", {}, {});
    QCOMPARE(drawn.load(), 41);
    const auto second = PictureStore(folder.path()).draw(all, "Drawing", {}, {});
    QCOMPARE(drawn.load(), 41);
    QVERIFY(first == second);
}

void PicturesTest::changedSourcesAndLostFilesAreDrawnAgain() {
    const TemporaryFolder folder;
    std::atomic<int> drawn = 0;
    auto all = many(6, &drawn);
    PictureStore(folder.path()).draw(all, "Drawing", {}, {});
    drawn = 0;
    std::filesystem::remove(folder / "p1.png");
    std::filesystem::resize_file(folder / "p3.png", 0); // what a power cut leaves
    all[4].sourceBytes = 8;
    PictureStore(folder.path()).draw(all, "Drawing", {}, {});
    QCOMPARE(drawn.load(), 3);
    QVERIFY(!QImage(QString::fromStdString((folder / "p3.png").string())).isNull());
}

void PicturesTest::aDamagedListCountsAsNone() {
    for (const char* content :
         {"", "another program's file\n", "crossview pictures 1\np0.png\tx\n\t\t\t\np1.png\ta\tb\tc\n"}) {
        const TemporaryFolder folder;
        writeFileAtomically(folder / "pictures.tsv", content);
        std::atomic<int> drawn = 0;
        PictureStore(folder.path()).draw(many(3, &drawn), "Drawing", {}, {});
        QCOMPARE(drawn.load(), 3);
    }
}

void PicturesTest::cancelKeepsWhatIsFinished() {
    const TemporaryFolder folder;
    std::atomic<int> drawn = 0;
    auto all = many(400, &drawn);
    for (Candidate& one : all)
        one.draw = [draw = one.draw] {
            std::this_thread::sleep_for(std::chrono::milliseconds(4));
            return draw();
        };
    std::stop_source source;
    std::chrono::steady_clock::time_point asked;
    bool cancelled = false;
    try {
        PictureStore(folder.path()).draw(all, "Drawing", source.get_token(), [&](const Progress& progress) {
            if (progress.done == 50) {
                asked = std::chrono::steady_clock::now();
                source.request_stop();
            }
        });
    } catch (const Cancelled&) {
        cancelled = true;
    }
    QVERIFY(cancelled);
    const std::chrono::duration<double, std::milli> late = std::chrono::steady_clock::now() - asked;
    QVERIFY2(late.count() < 100, qPrintable(QString::number(late.count())));
    const int before = drawn;
    QVERIFY(before >= 50 && before < 400);
    const auto hashes = PictureStore(folder.path()).draw(all, "Drawing", {}, {});
    QCOMPARE(drawn.load(), 400); // each exactly once
    QCOMPARE(withoutDuplicates(all, hashes).size(), std::size_t{400});
}

void PicturesTest::progressComesOnTheCallingThread() {
    const TemporaryFolder folder;
    const auto caller = std::this_thread::get_id();
    bool elsewhere = false;
    std::size_t last = 0;
    std::size_t named = 0;
    PictureStore(folder.path()).draw(many(30, nullptr), "Drawing", {}, [&](const Progress& progress) {
        elsewhere |= std::this_thread::get_id() != caller;
        QCOMPARE(progress.total, std::size_t{30});
        QVERIFY(progress.done == 0 || progress.done == last + 1);
        last = progress.done;
        named += progress.item.empty() ? 0 : 1;
        QVERIFY(progress.item.empty() || std::filesystem::exists(progress.item));
    });
    QVERIFY(!elsewhere);
    QCOMPARE(last, std::size_t{30});
    QCOMPARE(named, std::size_t{30});
}

void PicturesTest::aFailingDrawingEndsTheJob() {
    const TemporaryFolder folder;
    auto all = many(5, nullptr);
    all[2].draw = []() -> QImage { throw Error("the archive is damaged"); };
    QVERIFY_EXCEPTION_THROWN(PictureStore(folder.path()).draw(all, "Drawing", {}, {}), Error);
}

void PicturesTest::anUnwritableFolderIsNamed() {
    const TemporaryFolder folder;
    writeFileAtomically(folder / "file", "x");
    try {
        PictureStore store(folder.path() / "file" / "pictures");
        QFAIL("a file was taken for a folder");
    } catch (const Error& error) {
        QVERIFY(std::string(error.what()).starts_with((folder.path() / "file" / "pictures").string()));
    }
}

void PicturesTest::otherPicturesAreRemoved() {
    const TemporaryFolder folder;
    PictureStore store(folder.path());
    store.draw(many(3, nullptr), "Drawing", {}, {});
    writeFileAtomically(folder / "left.png.part", "x");
    store.removeOthers({"p0.png", "p2.png"});
    QVERIFY(std::filesystem::exists(folder / "p0.png"));
    QVERIFY(!std::filesystem::exists(folder / "p1.png"));
    QVERIFY(!std::filesystem::exists(folder / "left.png.part"));
    QVERIFY(std::filesystem::exists(folder / "pictures.tsv"));
}

QTEST_GUILESS_MAIN(PicturesTest)
#include "pictures_test.moc"
