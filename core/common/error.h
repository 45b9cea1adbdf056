#pragma once

#include <stdexcept>
#include <string>

namespace crossview {

/// A failure that a person can do something about. The message is one sentence that names the file,
/// the place and the remedy; it is shown as it stands by the window and by the command line.
class Error : public std::runtime_error {
public:
    explicit Error(const std::string& message) : std::runtime_error(message) {}
};

/// Thrown by a job that was asked to stop: no failure, never shown as one.
class Cancelled : public std::exception {
public:
    const char* what() const noexcept override { return "cancelled"; }
};

} // namespace crossview
