#pragma once

namespace crossview::ui {

struct Controllers;
class ExperimentPanel;

/// The experiment panel at work: it shows and edits the workspace's options, shows what the run reports, and
/// gets the pretrained encoders that its features need.
ExperimentPanel* makeExperimentPanel(Controllers& controllers);

} // namespace crossview::ui
