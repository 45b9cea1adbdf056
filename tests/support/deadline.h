#pragma once

#include <unistd.h>

namespace crossview::test {

/// Ends the test's process when it waits for ever, e.g. for a pipe that nobody writes to.
class Deadline {
public:
    explicit Deadline(unsigned seconds = 60) { ::alarm(seconds); }
    ~Deadline() { ::alarm(0); }
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;
};

} // namespace crossview::test
