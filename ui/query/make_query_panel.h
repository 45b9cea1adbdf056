#pragma once

namespace crossview::ui {

struct Controllers;
class QueryPanel;

/// The query box at work: it asks the workspace's network and shows the answers, whoever asked, or says why
/// there can be none yet.
QueryPanel* makeQueryPanel(Controllers& controllers);

} // namespace crossview::ui
