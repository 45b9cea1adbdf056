#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace crossview {

/// What a file says of the array in it, before a value is read.
struct ArrayClaim {
    std::string place;              ///< for messages: "features.npy", "arrays.npz:name"
    std::vector<std::size_t> shape; ///< one side or more
    std::string type;               ///< of its numbers, as its own program calls them: "float32"
    bool firstFastest = false;      ///< the first side runs fastest in the file, else the last
    std::string remark;             ///< what else was made of it, for a person; empty: nothing
    bool columnsMayBeItems = false; ///< in such files people keep a column an item, too
};

/// Takes the next values of an array.
using ValueSink = std::function<void(std::span<const float>)>;
/// Told how much of the reading is done, at least every 50 ms of work; throws Cancelled.
using ReadingTick = std::function<void(std::size_t done, std::size_t total)>;

/// An array of numbers in one kind of file.
class ArraySource {
public:
    ArraySource() = default;
    ArraySource(const ArraySource&) = delete;
    ArraySource& operator=(const ArraySource&) = delete;
    virtual ~ArraySource() = default;

    /// Checked against the file: it can hold what is claimed. Whether it is a matrix of features is not.
    virtual const ArrayClaim& claim() const = 0;
    /// Hands over all values, in pieces, in the order in which the file has them. Throws Error where the file
    /// is damaged, and what the tick throws.
    virtual void read(const ValueSink& take, const ReadingTick& tick) const = 0;
    /// What the file calls the rows; empty where it does not.
    virtual std::vector<std::string> rowNames() const { return {}; }
};

} // namespace crossview
