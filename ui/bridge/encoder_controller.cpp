#include "bridge/encoder_controller.h"

namespace crossview::ui {

EncoderController::EncoderController(EncoderFunctions functions, QObject* parent)
    : QObject(parent), m_functions(std::move(functions)) {
    for (const EncoderEntry& encoder : encoderCatalogue()) {
        Entry& entry = m_entries[encoder.name];
        entry.encoder = &encoder;
        connect(&entry.job, &BackgroundJob::ended, this,
                [this, &entry](quint64 generation, const JobOutcome& outcome) {
                    // One that was cancelled while it waited for a look to end has no end of its own.
                    if (generation == entry.generation || !entry.job.isRunning())
                        onEnded(entry, outcome);
                });
    }
}

void EncoderController::check() {
    if (!m_functions.isHere)
        return;
    for (auto& [name, entry] : m_entries)
        if (entry.state.kind != EncoderState::Kind::Here && !entry.job.isRunning())
            start(entry, {});
}

void EncoderController::fetch(const std::string& encoder) {
    get(encoder, m_functions.fetch);
}

void EncoderController::take(const std::string& encoder, const std::filesystem::path& folder) {
    if (m_functions.take)
        get(encoder, [take = m_functions.take, folder](
                         const EncoderEntry& wanted, const std::stop_token& stop, const ProgressSink& sink) {
            report(sink, {"Copying " + wanted.name, 0, 0, {}});
            take(wanted, folder, stop);
        });
}

void EncoderController::get(const std::string& encoder, Get way) {
    const auto found = m_entries.find(encoder);
    if (!way || found == m_entries.end() || found->second.state.kind == EncoderState::Kind::Arriving)
        return;
    start(found->second, std::move(way)); // after a look that may be going on
}

void EncoderController::cancel(const std::string& encoder) {
    if (const auto found = m_entries.find(encoder);
        found != m_entries.end() && found->second.state.kind == EncoderState::Kind::Arriving)
        found->second.job.requestStop();
}

EncoderState EncoderController::state(const std::string& encoder) const {
    const auto found = m_entries.find(encoder);
    return found == m_entries.end() ? EncoderState{} : found->second.state;
}

void EncoderController::start(Entry& entry, Get way) {
    if (way) {
        entry.state = {EncoderState::Kind::Arriving, {}, {}};
        Q_EMIT changed(entry.encoder->name, entry.state);
    }
    // Slots of its own, so that a job that was overtaken says nothing about this one.
    entry.progress = std::make_shared<NewestSlot<Progress>>();
    entry.here = std::make_shared<NewestSlot<bool>>();
    entry.generation = entry.job.start(
        [way = std::move(way), isHere = m_functions.isHere, encoder = entry.encoder,
         progress = entry.progress, here = entry.here](const std::stop_token& stop) {
            if (way)
                way(*encoder, stop, [&progress](const Progress& now) { progress->put(now); });
            here->put(isHere(*encoder));
        },
        [this, &entry] { deliver(entry); });
}

void EncoderController::deliver(Entry& entry) {
    if (auto progress = entry.progress->take();
        progress && entry.state.kind == EncoderState::Kind::Arriving) {
        entry.state.progress = std::move(*progress);
        Q_EMIT changed(entry.encoder->name, entry.state);
    }
}

void EncoderController::onEnded(Entry& entry, const JobOutcome& outcome) {
    const bool here = entry.here->take().value_or(false);
    const QString earlier = entry.state.error; // a look changes nothing about why the last attempt failed
    EncoderState state{here ? EncoderState::Kind::Here : EncoderState::Kind::Absent, {}, {}};
    if (outcome.end == JobOutcome::End::Failed)
        state.error = outcome.message;
    else if (!here && outcome.end == JobOutcome::End::Finished)
        state.error = earlier;
    entry.state = std::move(state);
    Q_EMIT changed(entry.encoder->name, entry.state);
}

} // namespace crossview::ui
