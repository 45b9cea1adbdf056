#pragma once

#include "bridge/background_job.h"
#include "training/devices.h"

#include <functional>
#include <memory>
#include <vector>

namespace crossview::ui {

/// Finds every device to train on; app/ hands it in. It may take half a second: LibTorch is loaded for it.
using FindDevicesFunction = std::function<std::vector<ComputeDevice>()>;

/// The devices to choose from: those known at the start, and all of them once they were looked for.
class DeviceList : public QObject {
    Q_OBJECT
public:
    DeviceList(std::vector<ComputeDevice> known, FindDevicesFunction find, QObject* parent = nullptr);

    /// Looks for all of them in the background; only the first call does. To be made when the window stands:
    /// until then nobody should wait for LibTorch.
    void find();
    const std::vector<ComputeDevice>& devices() const { return m_devices; }

Q_SIGNALS:
    void found();
    void failed(const QString& message);

private:
    std::vector<ComputeDevice> m_devices;
    FindDevicesFunction m_find; ///< empty once it was called
    std::shared_ptr<NewestSlot<std::vector<ComputeDevice>>> m_slot;
    BackgroundJob m_job;
};

} // namespace crossview::ui
