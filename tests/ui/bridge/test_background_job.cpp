#include "bridge/newest_worker.h"

#include <QSignalSpy>
#include <QTest>

#include <atomic>

namespace crossview::ui {

class BackgroundJobTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void deliversWhatWasPublishedBeforeTheOneOutcome() {
        BackgroundJob job;
        auto slot = std::make_shared<NewestSlot<int>>();
        int seen = 0;
        int outcomes = 0;
        connect(&job, &BackgroundJob::ended, this, [&](quint64, const JobOutcome& outcome) {
            ++outcomes;
            QCOMPARE(outcome.end, JobOutcome::End::Finished);
            QCOMPARE(seen, 100000); // the newest had come before
        });
        job.start(
            [slot](const std::stop_token&) {
                for (int i = 1; i <= 100000; ++i)
                    slot->put(i);
            },
            [&] {
                if (const auto value = slot->take()) {
                    QVERIFY(*value > seen);
                    seen = *value;
                }
            });
        QVERIFY(job.isRunning());
        QTRY_COMPARE(outcomes, 1);
        QTest::qWait(80);
        QCOMPARE(outcomes, 1);
        QVERIFY(!job.isRunning());
    }

    void aStopGivesCancelled() {
        BackgroundJob job;
        std::vector<JobOutcome::End> ends;
        connect(&job, &BackgroundJob::ended, this,
                [&](quint64, const JobOutcome& outcome) { ends.push_back(outcome.end); });
        job.start([](const std::stop_token& stop) {
            while (true) {
                if (stop.stop_requested())
                    throw Cancelled();
                std::this_thread::yield();
            }
        });
        QTest::qWait(50);
        QVERIFY(ends.empty());
        job.requestStop();
        QTRY_COMPARE(ends.size(), std::size_t{1});
        QCOMPARE(ends.front(), JobOutcome::End::Cancelled);
    }

    void aFailureKeepsItsSentence() {
        BackgroundJob job;
        QString message;
        connect(&job, &BackgroundJob::ended, this, [&](quint64, const JobOutcome& outcome) {
            QCOMPARE(outcome.end, JobOutcome::End::Failed);
            message = outcome.message;
        });
        job.start(
            [](const std::stop_token&) { throw Error("The file pairs.txt ends in line 3; copy it again."); });
        QTRY_COMPARE(message, QStringLiteral("The file pairs.txt ends in line 3; copy it again."));
    }

    void aNewStartReplacesWhatRunsAndWhatWaits() {
        BackgroundJob job;
        std::vector<quint64> generations;
        std::vector<JobOutcome::End> ends;
        connect(&job, &BackgroundJob::ended, this, [&](quint64 generation, const JobOutcome& outcome) {
            generations.push_back(generation);
            ends.push_back(outcome.end);
        });
        std::atomic<int> ran = 0;
        const auto first = job.start([](const std::stop_token& stop) {
            while (!stop.stop_requested())
                std::this_thread::yield();
        });
        job.start([&](const std::stop_token&) { ran += 1; });
        const auto third = job.start([&](const std::stop_token&) { ran += 10; });
        QTRY_COMPARE(ends.size(), std::size_t{2});
        QCOMPARE(generations, (std::vector<quint64>{first, third}));
        QCOMPARE(ends[0], JobOutcome::End::Cancelled);
        QCOMPARE(ends[1], JobOutcome::End::Finished);
        QCOMPARE(ran.load(), 10);
    }

    void theEndOfTheObjectStopsTheWork() {
        std::atomic<bool> stopped = false;
        {
            BackgroundJob job;
            job.start([&](const std::stop_token& stop) {
                while (!stop.stop_requested())
                    std::this_thread::yield();
                stopped = true;
            });
        }
        QVERIFY(stopped);
    }

    void aWorkerAnswersTheNewestRequest() {
        std::vector<int> answers;
        NewestWorker<int, int> worker([](const int& n, const std::stop_token&) { return n * n; },
                                      [&](int answer) { answers.push_back(answer); }, [](const QString&) {});
        for (int n = 1; n <= 500; ++n)
            worker.request(n);
        QTRY_VERIFY(!answers.empty() && answers.back() == 250000);
        QVERIFY(answers.size() < 500);
        worker.request(3); // after its timer has gone to sleep
        QTest::qWait(120);
        worker.request(4);
        QTRY_COMPARE(answers.back(), 16);
    }

    void aWorkerSurvivesAFailure() {
        QString message;
        int answer = 0;
        NewestWorker<int, int> worker(
            [](const int& n, const std::stop_token&) {
                if (n < 0)
                    throw Error("n must not be negative; choose another.");
                return n;
            },
            [&](int value) { answer = value; }, [&](const QString& text) { message = text; });
        worker.request(-1);
        QTRY_COMPARE(message, QStringLiteral("n must not be negative; choose another."));
        worker.request(7);
        QTRY_COMPARE(answer, 7);
    }

    void aClearedWorkerStaysSilent() {
        int answers = 0;
        NewestWorker<int, int> worker(
            [](const int& n, const std::stop_token&) {
                std::this_thread::sleep_for(std::chrono::milliseconds(60));
                return n;
            },
            [&](int) { ++answers; }, [](const QString&) {});
        worker.request(1);
        QTest::qWait(20);
        worker.clear();
        QTest::qWait(150);
        QCOMPARE(answers, 0);
    }
};

} // namespace crossview::ui

QTEST_GUILESS_MAIN(crossview::ui::BackgroundJobTest)
#include "test_background_job.moc"
