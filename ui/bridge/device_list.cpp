#include "bridge/device_list.h"

namespace crossview::ui {

DeviceList::DeviceList(std::vector<ComputeDevice> known, FindDevicesFunction find, QObject* parent)
    : QObject(parent), m_devices(std::move(known)), m_find(std::move(find)),
      m_slot(std::make_shared<NewestSlot<std::vector<ComputeDevice>>>()) {
    connect(&m_job, &BackgroundJob::ended, this, [this](quint64, const JobOutcome& outcome) {
        if (outcome.end == JobOutcome::End::Failed)
            Q_EMIT failed(outcome.message);
    });
}

void DeviceList::find() {
    if (!m_find)
        return;
    m_job.start(
        [find = std::exchange(m_find, nullptr), slot = m_slot](const std::stop_token&) { slot->put(find()); },
        [this] {
            if (auto devices = m_slot->take()) {
                m_devices = std::move(*devices);
                Q_EMIT found();
            }
        });
}

} // namespace crossview::ui
