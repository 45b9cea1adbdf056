#include "experiment/experiment_panel.h"
#include "experiment/option_row.h"
#include "widgets/building_blocks.h"

#include <QDoubleSpinBox>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

namespace crossview::ui {

class ExperimentPanelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyOptionHasALabelledRowWithHelp() {
        ExperimentPanel panel;
        for (const OptionField& field : optionFields()) {
            OptionRow* row = panel.row(field.key);
            QVERIFY2(row, field.key.c_str());
            QVERIFY2(!row->editor()->accessibleName().isEmpty(), field.key.c_str());
            QVERIFY2(!row->editor()->toolTip().isEmpty(), field.key.c_str());
            QVERIFY2(panel.section(field.section), field.section.c_str());
        }
    }

    void everyValueOfEveryPresetIsShownWithoutLoss() {
        ExperimentPanel panel;
        for (const std::string& name : presetNames()) {
            const RunOptions options = preset(name);
            panel.setOptions(options);
            for (const OptionField& field : optionFields()) {
                OptionRow* row = panel.row(field.key);
                QVERIFY2(!row->differsFromPreset(), field.key.c_str());
                const OptionValue wanted = field.get(options);
                const OptionValue shown = row->value();
                if (const auto* number = std::get_if<double>(&wanted))
                    QVERIFY2(std::abs(std::get<double>(shown) - *number) <= 1e-9 * std::abs(*number),
                             field.key.c_str());
                else
                    QVERIFY2(shown == wanted, field.key.c_str());
            }
        }
    }

    void aChangeShowsADotAndTheDotTakesItBack() {
        ExperimentPanel panel;
        panel.resize(320, 600);
        panel.setOptions(preset("cvpr2016"));
        panel.show();
        OptionRow* row = panel.row("loss.margin");
        QVERIFY(!row->dot()->isVisible());
        QSignalSpy edited(&panel, &ExperimentPanel::edited);
        qobject_cast<QDoubleSpinBox*>(row->editor())->setValue(0.35);
        QCOMPARE(edited.size(), 1);
        QCOMPARE(edited[0][1].toString(), QStringLiteral("loss.margin"));
        QCOMPARE(panel.options().loss.margin, 0.35);
        QVERIFY(row->dot()->isVisible());
        QTest::mouseClick(row->dot(), Qt::LeftButton);
        QCOMPARE(panel.options().loss.margin, preset("cvpr2016").loss.margin);
        QVERIFY(!row->dot()->isVisible());
        QCOMPARE(edited.size(), 2);
    }

    void onlyLiveOptionsStayEditableDuringARun() {
        ExperimentPanel panel;
        panel.setRunning(true);
        int live = 0;
        for (const OptionField& field : optionFields()) {
            OptionRow* row = panel.row(field.key);
            QCOMPARE(row->editor()->isEnabled(), field.live);
            live += field.live ? 1 : 0;
            if (!field.live)
                QVERIFY(row->editor()->toolTip().contains(QStringLiteral("stop the run")));
        }
        QCOMPARE(live, 6); // three weights, m, K, learning rate
        panel.setRunning(false);
        QVERIFY(panel.row("network.hiddenUnits")->editor()->isEnabled());
        QVERIFY(
            !panel.row("network.hiddenUnits")->editor()->toolTip().contains(QStringLiteral("stop the run")));
    }

    void sectionsOpenAndClose() {
        ExperimentPanel panel;
        CollapsibleSection* section = panel.section("Optimiser");
        section->setOpen(false);
        QVERIFY(section->content()->isHidden());
        section->setOpen(true);
        QVERIFY(!section->content()->isHidden());
    }
};

} // namespace crossview::ui

QTEST_MAIN(crossview::ui::ExperimentPanelTest)
#include "test_experiment_panel.moc"
