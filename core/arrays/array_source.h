#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace crossview {

/// One array in a file, as the program that wrote it would list it.
struct ArrayEntry {
    std::string name;               ///< empty where a file holds one array without a name
    std::vector<std::size_t> shape; ///< the first side counts the items as a rule
    std::string type;               ///< of the values in the file: "float32"
    bool firstFastest = false;      ///< the values come with the first side running fastest, else the last
    std::string problem;            ///< the sentence that says why it cannot be read; else empty
};

/// Takes the values of an array as float32, piece by piece, in the order in which they lie in the file. It
/// may throw to end the reading.
using ValueSink = std::function<void(std::span<const float>)>;

/// The arrays in one file (or folder) of one kind. Making one looks at headers only and refuses what claims
/// more values than the file can hold.
class ArraySource {
public:
    ArraySource() = default;
    virtual ~ArraySource() = default;
    ArraySource(const ArraySource&) = delete;
    ArraySource& operator=(const ArraySource&) = delete;

    /// Everything in the file that is an array, in the order of the file.
    virtual const std::vector<ArrayEntry>& entries() const = 0;
    /// Reads the values of an entry without a problem, exactly as many as its shape has. Throws Error that
    /// names the file where they are damaged or end too early, and what the sink throws.
    virtual void read(std::size_t entry, const ValueSink& sink) const = 0;
    /// What the file calls the rows of an entry; empty where it does not.
    virtual std::vector<std::string> rowNames(std::size_t /*entry*/) const { return {}; }
};

/// Values of a piece: what is handed to a sink at once.
inline constexpr std::size_t kPieceValues = std::size_t{1} << 18;

} // namespace crossview
