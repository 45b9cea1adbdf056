#pragma once

#include "bridge/newest_worker.h"
#include "bridge/workspace.h"
#include "project/measuring/compare_runs.h"
#include "project/query.h"

#include <array>
#include <functional>
#include <memory>
#include <string>

namespace crossview::ui {

/// Compares two runs (compareRuns); app/ hands in the real one, tests a fake one.
using CompareFunction =
    std::function<RunComparison(const CompareRequest&, const std::stop_token&, const ProgressSink&,
                                const std::function<void(const RunComparison&)>& known)>;

/// The same query answered by both runs.
using BothAnswers = std::array<QueryAnswer, 2>;

/// Compares two runs of the workspace's project in the background, and asks both of them: settings and curves
/// come first, what is measured later.
class RunComparer : public QObject {
    Q_OBJECT
public:
    static constexpr std::size_t kAnswers = 8; ///< of a query, by each

    RunComparer(const Workspace& workspace, CompareFunction compare, QObject* parent = nullptr);

    /// Takes the place of the comparison before.
    void compare(const std::string& first, const std::string& second);
    /// None is wanted any more.
    void forget();
    /// As far as it is known; null: none.
    const std::shared_ptr<const RunComparison>& comparison() const { return m_comparison; }
    /// More of it comes.
    bool isBusy() const { return m_mailbox != nullptr; }
    /// Both can be asked.
    bool canAsk() const;
    /// Asks both; an empty query clears the answers.
    void ask(const Query& query);
    const Query& query() const { return m_query; }

Q_SIGNALS:
    /// There is another comparison, more of it is known, or it has ended.
    void changed();
    void progressed(const crossview::Progress& progress);
    void failed(const QString& message);
    void answered(const crossview::ui::BothAnswers& answers);

private:
    struct Mailbox {
        std::mutex mutex;
        std::shared_ptr<const RunComparison> comparison;
        std::optional<Progress> progress;
    };
    struct Request {
        Query query;
        std::shared_ptr<const RunComparison> comparison;
    };
    struct Result {
        Request request;
        BothAnswers answers;
    };
    void deliver(const std::shared_ptr<Mailbox>& mailbox);

    const Workspace& m_workspace;
    CompareFunction m_compare;
    std::shared_ptr<const RunComparison> m_comparison;
    Query m_query;
    std::filesystem::path m_folder;     // of the runs
    std::shared_ptr<Mailbox> m_mailbox; // empty: nothing more comes
    std::uint64_t m_generation = 0;
    NewestWorker<Request, Result> m_asker;
    BackgroundJob m_job; // last: its thread ends first
};

} // namespace crossview::ui
