#pragma once

namespace crossview::ui {

struct Controllers;
class WorkPage;

/// The map with timeline and charts at work: it shows the workspace's data, run and selection and the answers
/// to the query; what is clicked on it becomes the selection.
WorkPage* makeWorkPage(Controllers& controllers);

} // namespace crossview::ui
