// The import dialog shows, while a person still chooses, what the file holds and what would be skipped.
#include "window/import_dialog.h"

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
        QTRY_VERIFY2(parts.preview->text().startsWith(QStringLiteral(
                         "Table of image and caption · 1 images, 2 captions\nThe first: a.jpg, “A dog”\n")),
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
        for (auto* button : parts.dialog.findChildren<QPushButton*>())
            if (button->text() == QStringLiteral("Import")) {
                QVERIFY(button->isEnabled());
                button->click();
            }
        QCOMPARE(asked.size(), 1);
        const auto options = asked.front().front().value<ImportOptions>();
        QCOMPARE(QString::fromStdString(options.format), QStringLiteral("table"));
        QCOMPARE(QString::fromStdString(options.name), QStringLiteral("c"));
        QCOMPARE(asked.front().back().toString(), m_folder.filePath(QStringLiteral("c.crossview")));
    }
};

QTEST_MAIN(TestImportDialog)
#include "test_import_dialog.moc"
