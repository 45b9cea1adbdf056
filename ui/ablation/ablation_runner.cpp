#include "ablation/ablation_runner.h"

#include "project/ablation/ablation_text.h"

namespace crossview::ui {
namespace {

/// The cells of a row, or blanks where nothing of it is measured yet.
std::array<std::string, kMeasures> cellsOf(const AblationTable& table, std::size_t row,
                                           const std::stop_token& stop) {
    std::array<std::string, kMeasures> cells;
    if (!table.rows[row].isMeasured())
        return cells;
    const SeedMean mean = table.rows[row].mean(stop);
    const std::optional<SeedComparison> more = table.againstFull(row, stop);
    for (std::size_t m = 0; m < kMeasures; ++m)
        cells[m] = measureText(mean, more, m);
    return cells;
}

} // namespace

AblationRunner::AblationRunner(const Workspace& workspace, AblateFunction ablate, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_ablate(std::move(ablate)) {
    connect(&workspace, &Workspace::sessionChanged, this, [this, folder = std::filesystem::path()]() mutable {
        // The same project with other features: the table is still of it.
        const std::filesystem::path now = m_workspace.session() ? m_workspace.session()->folder : "";
        if (std::exchange(folder, now) != now)
            forget();
    });
    connect(&m_job, &BackgroundJob::ended, this, &AblationRunner::end);
}

bool AblationRunner::canStart() const {
    return m_ablate && !isRunning() && m_workspace.session() && !m_workspace.session()->folder.empty();
}

void AblationRunner::start(const AblationPlan& plan, const std::vector<std::uint64_t>& seeds) {
    if (!canStart())
        return;
    AblationRequest request;
    request.project = m_workspace.session()->folder;
    request.plan = plan;
    request.seeds = seeds;
    if (m_workspace.session()->input.splits->imagesIn(Split::test).empty())
        request.split = Split::validation;
    const auto mailbox = std::make_shared<Mailbox>();
    m_mailbox = mailbox;
    auto state = std::make_shared<AblationState>();
    state->table.axes = plan.axes;
    state->table.full = plan.full;
    state->table.seeds = seeds.size();
    for (const Variant& variant : plan.variants)
        state->table.rows.push_back({variant.names, variant.title, {}, {}});
    state->cells.resize(plan.variants.size());
    m_state = state;
    m_moment = {};
    m_generation = m_job.start(
        [ablate = m_ablate, request, mailbox](const std::stop_token& stop) {
            AblationListener listener;
            const auto move = [&mailbox](const auto& change) {
                const std::scoped_lock lock(mailbox->mutex);
                change(mailbox->moment);
                mailbox->hasMoved = true;
            };
            listener.onRun = [&](const AblationStep& step) {
                const Variant& variant = request.plan.variants[step.row];
                move([&](AblationMoment& moment) {
                    moment = {step, variant.title, step.epochs, variant.options.optimiser.epochs, {}};
                });
            };
            listener.training.onEpoch = [&](const EpochMetrics& metrics) {
                move([&](AblationMoment& moment) { moment.epoch = metrics.epoch; });
            };
            std::vector<std::array<std::string, kMeasures>> cells(request.plan.variants.size());
            listener.onRow = [&](const AblationTable& table, std::size_t row) {
                cells[row] = cellsOf(table, row, stop);
                auto known = std::make_shared<const AblationState>(
                    AblationState{table, cells, tableText(table, AblationFormat::markdown, stop)});
                const std::scoped_lock lock(mailbox->mutex);
                mailbox->state = std::move(known);
            };
            AblationTable table = ablate(request, listener, stop, [&](const Progress& progress) {
                move([&](AblationMoment& moment) { moment.stage = progress.stage; });
            });
            // A stop ends the queue, not the table.
            std::string markdown = tableText(table, AblationFormat::markdown);
            auto whole = std::make_shared<const AblationState>(
                AblationState{std::move(table), cells, std::move(markdown)});
            const std::scoped_lock lock(mailbox->mutex);
            mailbox->state = std::move(whole);
        },
        [this, mailbox] { deliver(mailbox); });
    Q_EMIT changed();
}

void AblationRunner::deliver(const std::shared_ptr<Mailbox>& mailbox) {
    if (mailbox != m_mailbox)
        return;
    std::shared_ptr<const AblationState> state;
    bool hasMoved = false;
    {
        const std::scoped_lock lock(mailbox->mutex);
        state = std::exchange(mailbox->state, nullptr);
        hasMoved = std::exchange(mailbox->hasMoved, false);
        if (hasMoved)
            m_moment = mailbox->moment;
    }
    if (state) {
        m_state = std::move(state);
        Q_EMIT changed();
    }
    if (hasMoved)
        Q_EMIT moved();
}

void AblationRunner::end(quint64 generation, const JobOutcome& outcome) {
    if (generation != m_generation || !m_mailbox)
        return;
    m_mailbox.reset();
    Q_EMIT changed();
    if (outcome.end == JobOutcome::End::Failed)
        Q_EMIT failed(outcome.message);
}

void AblationRunner::forget() {
    m_mailbox.reset();
    m_job.requestStop();
    m_state.reset();
    m_moment = {};
    Q_EMIT changed();
}

} // namespace crossview::ui
