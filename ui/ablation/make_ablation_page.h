#pragma once

namespace crossview::ui {

struct Controllers;
class AblationPage;

/// The page of ablations, connected: its rows are variants of the options as edited.
AblationPage* makeAblationPage(Controllers& controllers);

} // namespace crossview::ui
