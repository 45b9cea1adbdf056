#pragma once

namespace crossview::ui {

struct Controllers;
class CheckPage;

/// The page that checks the data, connected: a finding's items become the selection.
CheckPage* makeCheckPage(Controllers& controllers);

} // namespace crossview::ui
