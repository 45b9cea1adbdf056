#pragma once

namespace crossview::ui {

struct Controllers;
class EvaluationPage;

/// The page of evaluation, connected: it follows the network that answers; a hub becomes the selection.
EvaluationPage* makeEvaluationPage(Controllers& controllers);

} // namespace crossview::ui
