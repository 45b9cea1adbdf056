#pragma once

#include "bridge/cluster_controller.h"
#include "bridge/colour_controller.h"
#include "bridge/columns/column_controller.h"
#include "bridge/dataset_info.h"
#include "bridge/editing/data_editor.h"
#include "bridge/map_bringer.h"
#include "bridge/messages.h"
#include "bridge/network_consent.h"
#include "bridge/project_opener.h"
#include "bridge/projection_controller.h"
#include "bridge/query_controller.h"
#include "bridge/run_control.h"
#include "bridge/run_watch.h"
#include "bridge/runs/map_comparer.h"
#include "bridge/runs/run_comparer.h"
#include "bridge/runs/run_library.h"
#include "bridge/selection/saved_selections_controller.h"
#include "bridge/selection_controller.h"
#include "bridge/services.h"
#include "bridge/thumbnail_store.h"
#include "bridge/time/trail_controller.h"
#include "bridge/workspace.h"

namespace crossview::ui {

/// The workspace with everything that works on it in the background: what a panel, page or action is
/// connected to. Members hear of changes in this order, and before every widget; they need none. Widgets that
/// use them must go first.
struct Controllers {
    explicit Controllers(Services given);

    Services services;
    Workspace workspace;
    Messages messages;
    ThumbnailStore thumbnails;
    InspectionController inspections;
    DatasetInfo info;
    QueryController queries;
    ProjectionController projections;
    MapBringer bringer;
    ClusterController clusters;
    EpochMeasurer measures;
    ColourController colours;
    ColumnController columns;
    TrailController trails;
    SelectionController selection;
    SavedSelectionsController savedSelections;
    DataEditor editor;
    BestNetwork best;
    EncoderController encoders;
    DeviceList devices;
    SessionController sessions;
    TrainingController training;
    RunWatch watch;
    RunControl run;
    RunLibrary runs;
    RunComparer comparer;
    MapComparer mapComparer;
    ProjectOpener projects;
    NetworkConsent consent;
};

} // namespace crossview::ui
