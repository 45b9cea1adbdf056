#pragma once

#include "bridge/newest_worker.h"
#include "common/progress.h"

#include <QElapsedTimer>
#include <QImage>
#include <QStringList>
#include <QWidget>

class QProgressBar;
class QPushButton;

namespace crossview::ui {

class PlainLabel;

class ElidedLabel;

/// The pictures themselves, arriving in a growing mosaic; the newest fill it from the top left.
class Mosaic : public QWidget {
    Q_OBJECT
public:
    explicit Mosaic(QWidget* parent = nullptr);
    /// Paths of pictures just finished; they are decoded on a worker.
    void add(const QStringList& paths);
    void clear();
    QSize sizeHint() const override { return {640, 320}; }

    /// What the worker decodes, for a screen of this device pixel ratio.
    struct Arrivals {
        QStringList paths;
        double ratio = 1;
    };

protected:
    void paintEvent(QPaintEvent*) override;

private:
    int capacity() const;
    QList<QImage> m_pictures;
    qsizetype m_next = 0;
    NewestWorker<Arrivals, QList<QImage>> m_worker;
};

/// Something long in the centre: its steps, counts, rate, time left, the pictures arriving, and Cancel.
class BuildPage : public QWidget {
    Q_OBJECT
public:
    explicit BuildPage(QWidget* parent = nullptr);
    /// Begins anew with a title; nothing is known yet.
    void begin(const QString& title);
    void update(const Progress& progress, const QStringList& items);
    QPushButton* cancelButton() const { return m_cancel; }
    QString statusText() const;
    /// Names of the steps so far, the last is going on.
    QStringList steps() const { return m_steps; }

Q_SIGNALS:
    void cancelRequested();

private:
    QString m_stage;
    QStringList m_steps;
    QElapsedTimer m_stageTime;
    std::size_t m_stageBegin = 0;
    PlainLabel* m_title;
    ElidedLabel* m_stepsLabel;
    ElidedLabel* m_status;
    QProgressBar* m_bar;
    QPushButton* m_cancel;
    Mosaic* m_mosaic;
};

} // namespace crossview::ui
