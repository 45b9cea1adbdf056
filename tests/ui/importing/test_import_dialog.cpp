// The import dialog shows, while a person still chooses, what the file holds and what would be skipped.
#include "importing/feature_fields.h"
#include "importing/file_field.h"
#include "importing/import_dialog.h"
#include "importing/preview_list.h"

#include "dataset/importers/formats.h"

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace crossview;
using namespace crossview::ui;

class TestImportDialog : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    QString write(const QString& name, const QByteArray& content) {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("no temporary file");
        file.write(content);
        return file.fileName();
    }

    struct Parts {
        ImportDialog dialog;
        QLineEdit* captions = dialog.findChild<QLineEdit*>(QStringLiteral("importCaptions"));
        QComboBox* format = dialog.findChild<QComboBox*>(QStringLiteral("importFormat"));
        QLabel* preview = dialog.findChild<QLabel*>(QStringLiteral("importPreview"));
        QPushButton* importButton() const {
            for (auto* button : dialog.findChildren<QPushButton*>())
                if (button->text() == QStringLiteral("Import"))
                    return button;
            return nullptr;
        }
        explicit Parts(const QString& projects) : dialog(projects) {
            dialog.setAttribute(Qt::WA_DeleteOnClose, false);
            dialog.show();
        }
    };

private Q_SLOTS:
    void offersTheFormatsOfTheTable() {
        const Parts parts(m_folder.path());
        QCOMPARE(parts.format->count(), static_cast<int>(captionFormats().size()) + 1);
        QVERIFY(parts.format->itemData(0).toString().isEmpty());
        for (int i = 1; i < parts.format->count(); ++i) {
            const CaptionFormat& format = *captionFormats()[static_cast<std::size_t>(i - 1)];
            QCOMPARE(parts.format->itemData(i).toString(), QString::fromLatin1(format.key));
            QCOMPARE(parts.format->itemText(i), QString::fromUtf8(format.name));
            QVERIFY(!parts.format->itemData(i, Qt::ToolTipRole).toString().isEmpty());
        }
    }

    void showsWhatTheFileHolds() {
        write(QStringLiteral("a.jpg"), "\xff\xd8\xff\xe0 picture");
        const Parts parts(m_folder.path());
        QVERIFY(!parts.preview->isVisible());
        parts.captions->setText(write(QStringLiteral("c.tsv"), "a.jpg\tA dog\na.jpg\tA <b>hound</b>\n"));
        QTRY_VERIFY2(parts.preview->text().startsWith(
                         QStringLiteral("Table of image and caption · 1 images, 2 captions\n")),
                     qPrintable(parts.preview->text()));
        // Which columns and folder would be taken.
        QVERIFY(
            parts.preview->text().contains(QStringLiteral("pictures from column 1, captions from column 2")));
        QVERIFY(parts.preview->text().contains(QStringLiteral("1 picture under ") + m_folder.path()));
        QVERIFY(parts.preview->isVisible());
        parts.captions->setText(m_folder.path()); // a folder does, too
        QTRY_VERIFY(parts.preview->text().contains(QStringLiteral("c.tsv: Table of image and caption")));
        parts.captions->setText(write(QStringLiteral("d.tsv"), "a.jpg\tA dog\ngone.jpg\tA cat\n"));
        QTRY_VERIFY2(parts.preview->text().contains(QStringLiteral("Of the first 2, 1 would be skipped: the "
                                                                   "picture \"gone.jpg\"")),
                     qPrintable(parts.preview->text()));
        parts.captions->setText(write(QStringLiteral("e.tsv"), "gone.jpg\tA cat\n"));
        QTRY_VERIFY2(parts.preview->text().contains(QStringLiteral("None of the first 1 can be taken")),
                     qPrintable(parts.preview->text()));
        parts.captions->setText(m_folder.filePath(QStringLiteral("nothing.tsv")));
        QVERIFY(!parts.preview->isVisible());
    }

    void showsTheFirstCaptionsWithTheirPictures() {
        QImage red(8, 8, QImage::Format_RGB32);
        red.fill(Qt::red);
        QVERIFY(red.save(m_folder.filePath(QStringLiteral("red.png"))));
        Parts parts(m_folder.path());
        QVERIFY(!parts.dialog.previewList()->isVisible());
        parts.captions->setText(
            write(QStringLiteral("p.tsv"), "red.png\tA <b>red</b> square\ngone.png\tA cat\n"));
        PreviewList* list = parts.dialog.previewList();
        QTRY_COMPARE(list->count(), 2);
        QVERIFY(list->isVisible());
        QCOMPARE(list->item(0)->text(), QStringLiteral("A <b>red</b> square\nred.png"));
        const QImage shown = list->item(0)->icon().pixmap(PreviewList::kPictureSide).toImage();
        QCOMPARE(shown.pixelColor(shown.rect().center()), QColor(Qt::red));
        QVERIFY2(list->item(1)->text().startsWith(QStringLiteral("A cat\n! skipped: ")),
                 qPrintable(list->item(1)->text()));
    }

    void featuresOfBothViewsNeedNoCaptions() {
        // Two arrays of two rows as NumPy writes them.
        const auto array = [](float first) {
            QByteArray bytes("\x93NUMPY\x01\x00\x76\x00", 10);
            QByteArray header("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }");
            header.append(QByteArray(117 - header.size(), ' ')).append('\n');
            const float values[] = {first, 2, 3, 4};
            return bytes + header + QByteArray(reinterpret_cast<const char*>(values), sizeof values);
        };
        const QString audio = write(QStringLiteral("audio.npy"), array(1)),
                      video = write(QStringLiteral("video.npy"), array(9));
        Parts parts(m_folder.path());
        QSignalSpy asked(&parts.dialog, &ImportDialog::importRequested);
        parts.dialog.take({audio, video}); // as if they were dropped on the window
        FeatureFields* features = parts.dialog.features();
        QCOMPARE(features->field(FeatureFields::imageFeatures)->path(), audio);
        QCOMPARE(features->field(FeatureFields::textFeatures)->path(), video);
        QVERIFY(features->field(FeatureFields::textFeatures)->isVisible());
        QTRY_VERIFY2(parts.preview->text().contains(QStringLiteral("2")) &&
                         parts.preview->text().contains(QStringLiteral("audio.npy")),
                     qPrintable(parts.preview->text()));
        QVERIFY(!parts.dialog.previewList()->isVisible());
        parts.importButton()->click();
        QCOMPARE(asked.size(), 1);
        const auto options = asked.front().front().value<ImportOptions>();
        QVERIFY(options.captions.empty());
        QCOMPARE(QString::fromStdString(options.features.texts.string()), video);
        QCOMPARE(asked.front().back().toString(), m_folder.filePath(QStringLiteral("audio.crossview")));
        // One of them alone is not enough, and a missing file is named.
        Parts half(m_folder.path());
        half.dialog.take({audio});
        QVERIFY(!half.importButton()->isEnabled());
        half.dialog.take({m_folder.filePath(QStringLiteral("nothing.npy"))});
        QVERIFY(!half.importButton()->isEnabled());
        half.dialog.features()->field(FeatureFields::textFeatures)->setPath(video + QStringLiteral(":x"));
        QVERIFY2(half.importButton()->isEnabled(), "a colon names one of several arrays");
    }

    void saysWhyAFileCannotBeRead() {
        const Parts parts(m_folder.path());
        parts.captions->setText(write(QStringLiteral("cut.json"), "{\"images\": [{"));
        QTRY_VERIFY2(parts.preview->text().contains(QStringLiteral("this is not valid JSON")),
                     qPrintable(parts.preview->text()));
        write(QStringLiteral("a.jpg"), "\xff\xd8\xff\xe0 picture");
        parts.captions->setText(write(QStringLiteral("c.tsv"), "a.jpg\tA dog\n"));
        QTRY_VERIFY(parts.preview->text().startsWith(QStringLiteral("Table")));
        parts.format->setCurrentIndex(parts.format->findData(QStringLiteral("karpathy")));
        QTRY_VERIFY2(parts.preview->text().contains(QStringLiteral("this is not valid JSON")),
                     qPrintable(parts.preview->text()));
    }

    void asksForAnImportInTheChosenFormat() {
        Parts parts(m_folder.path());
        QSignalSpy asked(&parts.dialog, &ImportDialog::importRequested);
        parts.captions->setText(write(QStringLiteral("c.tsv"), "a.jpg\tA dog\n"));
        parts.format->setCurrentIndex(parts.format->findData(QStringLiteral("table")));
        QVERIFY(parts.importButton()->isEnabled());
        parts.importButton()->click();
        QCOMPARE(asked.size(), 1);
        const auto options = asked.front().front().value<ImportOptions>();
        QCOMPARE(QString::fromStdString(options.format), QStringLiteral("table"));
        QCOMPARE(QString::fromStdString(options.name), QStringLiteral("c"));
        QCOMPARE(asked.front().back().toString(), m_folder.filePath(QStringLiteral("c.crossview")));
    }
};

QTEST_MAIN(TestImportDialog)
#include "test_import_dialog.moc"
