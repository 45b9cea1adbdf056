#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// Index of a value in its Pickle.
using PickleRef = std::uint32_t;

/// A value of a Python pickle, described and never brought to life: an object that the pickle would build by
/// calling something is kept as that call.
struct PickleValue {
    enum class Kind : std::uint8_t {
        none,
        boolean,     ///< integer is 0 or 1
        integer,     ///< within 64 bits
        longInteger, ///< beyond; bytes holds it in two's complement, lowest byte first
        real,
        text,       ///< bytes holds UTF-8
        bytes,      ///< bytes
        tuple,      ///< items
        list,       ///< items
        set,        ///< items
        dict,       ///< items: key, value, key, value, …
        global,     ///< bytes holds the module, attribute the name in it
        persistent, ///< items: the description of an object that lies outside the pickle
        call        ///< items: what is called, its arguments (a tuple as a rule)
    };

    Kind kind = Kind::none;
    std::int64_t integer = 0;
    double real = 0;
    std::string_view bytes = {}; ///< lies in the pickled bytes
    std::string_view attribute = {};
    std::vector<PickleRef> items = {};

    bool isGlobal(std::string_view module, std::string_view name) const {
        return kind == Kind::global && bytes == module && attribute == name;
    }
};

/// What a pickle describes. All values lie in one list, so that neither depth nor cycles cost anything.
/// The strings lie in the bytes that were read, which must outlive it.
struct Pickle {
    std::vector<PickleValue> values;
    PickleRef root = 0;
    std::size_t length = 0; ///< bytes that were read, up to and with the final STOP

    const PickleValue& at(PickleRef ref) const { return values[ref]; }
    const PickleValue& top() const { return values[root]; }
    /// The value under a text key of a dict; a null pointer when there is none.
    const PickleValue* find(const PickleValue& dict, std::string_view key) const;
};

/// Reads the pickle (protocols 2 to 5) that `bytes` begin with. Executes nothing: a global that `isKnown`
/// (module, name) does not accept is refused by its name, and so is every opcode that PyTorch does not write.
/// `collections.OrderedDict()` becomes a dict. Throws Error that names `file` and what is wrong.
Pickle readPickle(std::span<const std::byte> bytes, const std::string& file,
                  const std::function<bool(std::string_view, std::string_view)>& isKnown);

} // namespace crossview
