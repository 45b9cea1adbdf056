#pragma once

#include "common/matrix.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>

namespace crossview {

/// Turns the raw values of a block into codes, by what it has learnt from training pictures. Immutable; safe
/// to use from several threads.
class RowCoder {
public:
    virtual ~RowCoder() = default;
    /// Values per code.
    virtual std::size_t dimensions() const = 0;
    /// Codes [n, dimensions] of raw values [n, d]. Throws Cancelled on a stop.
    virtual Matrix codes(MatrixView raw, const std::stop_token& stop = {}) const = 0;
    virtual void save(const std::filesystem::path& folder) const = 0;
};

/// Fits a coder on the training rows of raw values.
using FitRowCoder = std::function<std::shared_ptr<const RowCoder>(
    MatrixView raw, std::span<const std::int32_t> training, const std::stop_token& stop)>;
/// Reads what its save wrote. Throws Error when files are missing or do not fit each other.
using LoadRowCoder = std::function<std::shared_ptr<const RowCoder>(const std::filesystem::path& folder)>;

} // namespace crossview
