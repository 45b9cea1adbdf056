#pragma once

#include "bridge/background_job.h"
#include "common/progress.h"
#include "encoders/store/catalogue.h"

#include <filesystem>
#include <map>
#include <string>

namespace crossview::ui {

/// What the store of encoders can do; app/ hands it in (encoder_store.h), tests play it.
struct EncoderFunctions {
    std::function<bool(const EncoderEntry&)> isHere;
    std::function<void(const EncoderEntry&, const std::stop_token&, const ProgressSink&)> fetch;
    std::function<void(const EncoderEntry&, const std::filesystem::path& folder, const std::stop_token&)>
        take;
};

/// Whether an encoder is here, or how far it is on its way: a value.
struct EncoderState {
    enum class Kind { Unknown, Here, Absent, Arriving };
    Kind kind = Kind::Unknown;
    Progress progress; ///< Arriving: bytes, and what is done with them
    QString error;     ///< Absent: why the last attempt failed, one sentence; usually empty
};

/// Looks for pretrained encoders and gets them, each in a job of its own.
class EncoderController : public QObject {
    Q_OBJECT
public:
    explicit EncoderController(EncoderFunctions functions, QObject* parent = nullptr);

    /// Looks again for all that are not known to be here (somebody may have fetched one elsewhere).
    void check();
    void fetch(const std::string& encoder);
    /// Takes it from a folder, for machines without network.
    void take(const std::string& encoder, const std::filesystem::path& folder);
    void cancel(const std::string& encoder);
    EncoderState state(const std::string& encoder) const;

Q_SIGNALS:
    void changed(const std::string& encoder, const crossview::ui::EncoderState& state);

private:
    /// An encoder with what its job publishes.
    struct Entry {
        const EncoderEntry* encoder = nullptr;
        EncoderState state;
        std::shared_ptr<NewestSlot<Progress>> progress = std::make_shared<NewestSlot<Progress>>();
        std::shared_ptr<NewestSlot<bool>> here = std::make_shared<NewestSlot<bool>>();
        std::uint64_t generation = 0;
        BackgroundJob job; // last: its thread ends first
    };
    using Get = std::function<void(const EncoderEntry&, const std::stop_token&, const ProgressSink&)>;
    void get(const std::string& encoder, Get way);
    void start(Entry& entry, Get way);
    void deliver(Entry& entry);
    void onEnded(Entry& entry, const JobOutcome& outcome);

    EncoderFunctions m_functions;
    std::map<std::string, Entry> m_entries;
};

} // namespace crossview::ui
