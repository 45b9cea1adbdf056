#include "bridge/encoder_controller.h"
#include "ui/fake_encoders.h"

#include <QElapsedTimer>
#include <QTest>

#include <vector>

namespace crossview::ui::test {

class EncoderControllerTest : public QObject {
    Q_OBJECT
private:
    using Kind = EncoderState::Kind;
    static constexpr const char* kName = "efficientnet-lite2";

private Q_SLOTS:
    void looksWhatIsHereAndNeverAgainForThat() {
        FakeEncoders store;
        store.put("minilm-l6");
        EncoderController controller(store.functions());
        QVERIFY(controller.state(kName).kind == Kind::Unknown);
        controller.check();
        QTRY_VERIFY(controller.state(kName).kind == Kind::Absent);
        QTRY_VERIFY(controller.state("efficientnet-lite0").kind == Kind::Absent);
        QTRY_VERIFY(controller.state("minilm-l6").kind == Kind::Here);
        QCOMPARE(store.looks.load(), 3);
        store.put(kName); // somebody fetched it on the command line
        controller.check();
        QTRY_VERIFY(controller.state(kName).kind == Kind::Here);
        QTRY_COMPARE(store.looks.load(), 5);
    }

    void fetchesWithProgressAndArrives() {
        FakeEncoders store;
        store.mode = FakeEncoders::Mode::Hang;
        EncoderController controller(store.functions());
        std::vector<EncoderState> seen;
        connect(&controller, &EncoderController::changed, this,
                [&seen](const std::string& encoder, const EncoderState& state) {
                    if (encoder == kName)
                        seen.push_back(state);
                });
        controller.fetch(kName);
        QCOMPARE(seen.size(), 1U); // at once
        QVERIFY(seen[0].kind == Kind::Arriving);
        QTRY_VERIFY(controller.state(kName).progress.done > 0);
        QCOMPARE(controller.state(kName).progress.done * 2, encoderEntry(kName).bytes);
        controller.fetch(kName); // a second press changes nothing
        controller.check();
        store.mode = FakeEncoders::Mode::Succeed;
        QTRY_VERIFY(controller.state(kName).kind == Kind::Here);
        QCOMPARE(store.fetches.load(), 1);
    }

    void aFetchRightAfterALookIsNotLost() {
        FakeEncoders store;
        EncoderController controller(store.functions());
        controller.check();
        controller.fetch(kName); // the look is still going on
        QVERIFY(controller.state(kName).kind == Kind::Arriving);
        QTRY_VERIFY(controller.state(kName).kind == Kind::Here);
        QCOMPARE(store.fetches.load(), 1);
        // Nor is its cancel while it waits.
        controller.check();
        controller.fetch("minilm-l6");
        controller.cancel("minilm-l6");
        QTRY_VERIFY(controller.state("minilm-l6").kind == Kind::Absent);
        QCOMPARE(store.fetches.load(), 1);
    }

    void aCancelledFetchIsNoFailure() {
        FakeEncoders store;
        store.mode = FakeEncoders::Mode::Hang;
        EncoderController controller(store.functions());
        controller.fetch(kName);
        QTRY_COMPARE(store.fetches.load(), 1);
        QElapsedTimer timer;
        timer.start();
        controller.cancel(kName);
        QTRY_VERIFY(controller.state(kName).kind == Kind::Absent);
        QVERIFY(timer.elapsed() < 500);
        QVERIFY(controller.state(kName).error.isEmpty());
    }

    void aFailureIsToldUntilTheNextAttempt() {
        FakeEncoders store;
        store.mode = FakeEncoders::Mode::Fail;
        EncoderController controller(store.functions());
        controller.fetch(kName);
        QTRY_VERIFY(controller.state(kName).kind == Kind::Absent);
        QVERIFY(controller.state(kName).error.contains(QStringLiteral("check the network")));
        controller.check(); // looking again does not wipe it away
        QTRY_COMPARE(store.looks.load(), 3);
        QTest::qWait(100);
        QVERIFY(!controller.state(kName).error.isEmpty());
        store.mode = FakeEncoders::Mode::Succeed;
        controller.fetch(kName);
        QVERIFY(controller.state(kName).error.isEmpty());
        QTRY_VERIFY(controller.state(kName).kind == Kind::Here);
    }

    void twoArriveBesideEachOther() {
        FakeEncoders store;
        store.mode = FakeEncoders::Mode::Hang;
        EncoderController controller(store.functions());
        controller.fetch(kName);
        controller.fetch("minilm-l6");
        QTRY_COMPARE(store.fetches.load(), 2);
        controller.cancel(kName);
        QTRY_VERIFY(controller.state(kName).kind == Kind::Absent);
        QVERIFY(controller.state("minilm-l6").kind == Kind::Arriving);
        store.mode = FakeEncoders::Mode::Succeed;
        QTRY_VERIFY(controller.state("minilm-l6").kind == Kind::Here);
    }

    void takesFromAFolder() {
        FakeEncoders store;
        EncoderController controller(store.functions());
        controller.take(kName, "/media/usb");
        QTRY_VERIFY(controller.state(kName).kind == Kind::Here);
        QCOMPARE(store.takenFrom(), std::filesystem::path("/media/usb"));
    }

    void endsWithTheWindowWhileOneArrives() {
        FakeEncoders store;
        store.mode = FakeEncoders::Mode::Hang;
        QElapsedTimer timer;
        {
            EncoderController controller(store.functions());
            controller.fetch(kName);
            QTRY_COMPARE(store.fetches.load(), 1);
            timer.start();
        }
        QVERIFY(timer.elapsed() < 500);
    }

    void withoutAStoreNothingIsKnown() {
        EncoderController controller({});
        controller.check();
        controller.fetch(kName);
        QVERIFY(controller.state(kName).kind == Kind::Unknown);
        QVERIFY(controller.state("no such").kind == Kind::Unknown);
    }
};

} // namespace crossview::ui::test

QTEST_MAIN(crossview::ui::test::EncoderControllerTest)
#include "test_encoder_controller.moc"
