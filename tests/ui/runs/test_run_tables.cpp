// The tables and curves of runs: what stands in which cell, by what it is sorted, and what a curve is made
// of.
#include "widgets/cell_table.h"
#include "runs/compare_chart.h"
#include "runs/rank_change_list.h"
#include "runs/run_table_model.h"
#include "ui/window/fake_world.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <QTextDocument>

namespace crossview::ui::test {

class RunTablesTest : public QObject {
    Q_OBJECT
private:
    static RunSummary summary(const std::string& id, double margin, std::optional<double> r1) {
        RunSummary run;
        run.record.id = id;
        run.record.status = RunStatus::finished;
        run.record.epochs = run.record.bestEpoch = 3;
        run.options = preset("picture-book");
        run.options->optimiser.epochs = 4;
        run.options->loss.margin = margin;
        if (r1) {
            run.best = EpochMetrics();
            run.best->epoch = 3;
            run.best->validation.imageToSentence.queries = 5;
            run.best->validation.imageToSentence.r1 = *r1;
            run.best->validation.sentenceToImage.r10 = 60;
        }
        return run;
    }
    static std::shared_ptr<const RunList> listOf(std::vector<RunSummary> runs) {
        std::vector<RunOptions> options;
        for (const RunSummary& run : runs)
            if (run.options)
                options.push_back(*run.options);
        return std::make_shared<const RunList>(RunList{std::move(runs), differingFields(options)});
    }
    static QString textAt(const QAbstractItemModel& model, int row, int column) {
        return model.index(row, column).data().toString();
    }

private Q_SLOTS:
    void everyRunHasItsResultsAndWhatDiffersStandsOut() {
        RunTableModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setList(
            listOf({summary("a", 0.1, 12.5), summary("b", 0.2, 9), summary("c", 0.1, std::nullopt)}), "b");
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.firstRecall(), RunTableModel::FirstOption + 1); // the margin alone differs
        const int margin = RunTableModel::FirstOption;
        QCOMPARE(model.headerData(margin, Qt::Horizontal, Qt::DisplayRole).toString(),
                 QStringLiteral("Margin m"));
        QCOMPARE(textAt(model, 0, RunTableModel::EpochsColumn), QStringLiteral("3 of 4"));
        QCOMPARE(textAt(model, 0, RunTableModel::SumColumn), QStringLiteral("72.5"));
        QCOMPARE(textAt(model, 0, model.firstRecall()), QStringLiteral("12.5"));
        QCOMPARE(textAt(model, 0, model.firstRecall() + 5), QStringLiteral("60.0"));
        QCOMPARE(textAt(model, 1, margin), QStringLiteral("0.2"));
        for (int row = 0; row < 3; ++row)
            QCOMPARE(model.index(row, margin).data(RunTableModel::kUnusualRole).toBool(), row == 1);
        // Without validation nothing is claimed, and that sorts behind all.
        QCOMPARE(textAt(model, 2, RunTableModel::SumColumn), QStringLiteral("–"));
        QVERIFY(model.index(2, RunTableModel::SumColumn).data(RunTableModel::kSortRole).isNull());
        QVERIFY(model.index(2, RunTableModel::SumColumn)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .contains(QStringLiteral("No validation")));
        QVERIFY(model.index(1, 0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("in the window")));
        QCOMPARE(model.rowOf("c"), 2);
        QCOMPARE(model.rowOf("x"), -1);
    }

    void oneThatCannotBeReadSaysWhyInItsRow() {
        RunSummary broken = summary("b", 0.1, std::nullopt);
        broken.options.reset();
        broken.problem = "The folder of run b is gone.";
        broken.record.failure = "<b>NaN</b>";
        RunTableModel model;
        model.setList(listOf({summary("a", 0.1, 10), summary("c", 0.3, 10), broken}), {});
        QCOMPARE(textAt(model, 2, RunTableModel::FirstOption), QStringLiteral("–"));
        QCOMPARE(textAt(model, 2, RunTableModel::EpochsColumn), QStringLiteral("3"));
        QVERIFY(textAt(model, 2, RunTableModel::StateColumn).startsWith(u'!'));
        const QString tip = model.index(2, 0).data(Qt::ToolTipRole).toString();
        QVERIFY(tip.contains(QStringLiteral("is gone")));
        QVERIFY2(!Qt::mightBeRichText(tip), "what a file says is no markup");
        QCOMPARE(textAt(model, 0, RunTableModel::StateColumn), QStringLiteral("finished"));
    }

    void rowsThatStayAreNotMadeAnewAndNotesAreSentOn() {
        RunTableModel model;
        model.setList(listOf({summary("a", 0.1, 10), summary("b", 0.2, 10)}), {});
        const QPersistentModelIndex second = model.index(1, 0);
        const QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setList(listOf({summary("a", 0.1, 10), summary("b", 0.2, 44)}), {});
        QCOMPARE(reset.size(), 0);
        QVERIFY(second.isValid());
        QCOMPARE(textAt(model, 1, model.firstRecall()), QStringLiteral("44.0"));
        QSignalSpy edited(&model, &RunTableModel::noteEdited);
        const QModelIndex note = model.index(1, model.noteColumn());
        QVERIFY(model.flags(note).testFlag(Qt::ItemIsEditable));
        QVERIFY(!model.flags(model.index(1, 0)).testFlag(Qt::ItemIsEditable));
        QVERIFY(model.setData(note, QStringLiteral(" two\nlines "), Qt::EditRole));
        QCOMPARE(edited.size(), 1);
        QCOMPARE(edited[0][0].value<std::string>(), std::string("b"));
        QCOMPARE(edited[0][1].toString(), QStringLiteral("two lines"));
        model.setList(listOf({summary("a", 0.1, 10)}), {});
        QCOMPARE(reset.size(), 1);
        QCOMPARE(model.firstRecall(), int(RunTableModel::FirstOption)); // one run differs from nothing
        model.setList({}, {});
        QCOMPARE(model.rowCount(), 0);
    }

    void curvesRunOverEpochsWhateverTheirSteps() {
        RunHistory history;
        for (int step = 1; step <= 5; ++step) { // two epochs of two steps, and one that has begun
            StepMetrics metrics;
            metrics.step = step;
            metrics.epoch = (step + 1) / 2;
            metrics.terms = {0.1 * step, 0.2, 1, 2.0 * step};
            history.steps.push_back(metrics);
        }
        for (int number = 1; number <= 2; ++number) {
            EpochMetrics epoch;
            epoch.epoch = number;
            epoch.step = 2 * number;
            if (number == 2)
                epoch.validation.imageToSentence = {.r1 = 5, .r5 = 6, .r10 = 7, .queries = 9};
            history.epochs.push_back(epoch);
        }
        using What = CompareChart::What;
        const std::vector<QPointF> cross = CompareChart::curveOf(history, What::CrossView);
        QCOMPARE(cross.size(), std::size_t{5});
        QCOMPARE(cross[0], QPointF(0.5, 0.3));
        QCOMPARE(cross[1].x(), 1.0);
        QCOMPARE(cross[4], QPointF(2.5, 0.7));
        QCOMPARE(CompareChart::curveOf(history, What::WithinView)[2], QPointF(1.5, 7));
        // An epoch without validation is no zero.
        QCOMPARE(CompareChart::curveOf(history, What::RecallSum), (std::vector<QPointF>{{2, 18}}));
        QVERIFY(CompareChart::curveOf({}, What::CrossView).empty());
        history.epochs.clear(); // stopped within the first
        QCOMPARE(CompareChart::curveOf(history, What::CrossView).front().x(), 0.2);

        TimeAxis axis;
        CompareChart losses(What::CrossView, &axis);
        CompareChart recalls(What::RecallSum, &axis);
        const RunHistory none;
        losses.setHistories({&history, &none});
        recalls.setHistories({&none, &none});
        QCOMPARE(losses.curves().size(), std::size_t{2});
        QVERIFY(losses.curves()[0]->count() > 0);
        QCOMPARE(losses.curves()[1]->count(), 0);
        QCOMPARE(recalls.curves()[0]->count(), 0);
    }

    void movedQueriesCanBeSortedByAnyRank() {
        RankChangeModel model({}, nullptr);
        model.setChanges(
            {{{View::image, 1}, {0, 30}}, {{View::image, 2}, {9, 2}}, {{View::image, 3}, {4, 5}}});
        const auto order = [&model] {
            std::vector<int> items;
            for (int row = 0; row < model.rowCount(); ++row)
                items.push_back(model.at(row).query.index);
            return items;
        };
        model.sort(RankChangeModel::SecondRank, Qt::AscendingOrder);
        QCOMPARE(order(), (std::vector<int>{2, 3, 1}));
        model.sort(RankChangeModel::FirstRank, Qt::DescendingOrder);
        QCOMPARE(order(), (std::vector<int>{2, 3, 1}));
        model.sort(RankChangeModel::GainColumn, Qt::DescendingOrder);
        QCOMPARE(order(), (std::vector<int>{1, 2, 3}));
        QCOMPARE(textAt(model, 0, RankChangeModel::SecondRank), QStringLiteral("31"));
        QCOMPARE(textAt(model, 0, RankChangeModel::GainColumn), QStringLiteral("▼ 30"));
        QCOMPARE(textAt(model, 1, RankChangeModel::GainColumn), QStringLiteral("▲ 7"));
    }
};

} // namespace crossview::ui::test

QTEST_MAIN(crossview::ui::test::RunTablesTest)
#include "test_run_tables.moc"
