#pragma once

namespace crossview::ui {

struct Controllers;
class ExperimentPanel;

/// Lets a person get pretrained encoders in the panel's features, by download or from a folder, and keeps
/// runs from starting on features whose encoder is switched on and not here.
void letGetEncoders(ExperimentPanel& panel, Controllers& controllers);

} // namespace crossview::ui
