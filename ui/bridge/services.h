#pragma once

#include "ablation/ablation_runner.h"
#include "bridge/best_network.h"
#include "bridge/device_list.h"
#include "bridge/encoder_controller.h"
#include "bridge/query_controller.h"
#include "bridge/runs/run_comparer.h"
#include "bridge/session_controller.h"
#include "bridge/training_controller.h"
#include "checking/check_runner.h"
#include "dataset/importers/importer.h"
#include "evaluation/run_evaluator.h"
#include "exporting/run_exporter.h"

#include <QString>

#include <vector>

namespace crossview::ui {

/// What app/ hands in: everything that needs the learning library or the picture book.
struct Services {
    TrainFunction train;
    OpenFunction open;
    OpenFunction openWithout; ///< the same, leaving out a network that nobody has allowed to run here
    MeasureFunctions measure; ///< may be empty: then nothing is evaluated
    CorrectFunction correct;  ///< may be empty: then answers are ordered by distance alone
    AblateFunction ablate;    ///< may be empty: then variants are not compared
    CheckFunction check;      ///< may be empty: then data are not checked
    ExportFunctions exports;  ///< may be empty: then nothing is exported
    CompareFunction compare;  ///< may be empty: then runs are not compared
    BestFunction best;        ///< may be empty: then the newest epoch answers
    std::function<BuiltProject(const ImportOptions&, const std::filesystem::path& projectFolder,
                               const std::stop_token&, const ProgressSink&)>
        import;
    BuildFunction pictureBook;          ///< builds it, or finds it built
    EncoderFunctions encoders;          ///< may be empty: then nothing is said about pretrained encoders
    std::vector<ComputeDevice> devices; ///< known at once: the processor
    FindDevicesFunction findDevices;    ///< all of them; may be empty
    QString projectsFolder;             ///< where new projects are made
};

} // namespace crossview::ui
