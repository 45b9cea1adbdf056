#include "encoders/weights/pickle.h"

#include "encoders/weights/pickle_opcodes.h"
#include "encoders/weights/raw_tensor.h"

#include <algorithm>
#include <bit>
#include <fmt/format.h>
#include <unordered_map>

namespace crossview {
namespace {

using namespace pickle_opcode;
using Kind = PickleValue::Kind;

constexpr std::size_t kMostValues = 2'000'000; ///< some 100,000 tensors; bounds the memory
constexpr std::size_t kMostMarks = 1'000;      ///< open tuples, lists and dicts, one in the other
constexpr std::size_t kLongestLine = 1'000;    ///< a module's or a global's name

class Machine {
public:
    Machine(std::span<const std::byte> bytes, const std::string& file,
            const std::function<bool(std::string_view, std::string_view)>& isKnown)
        : m_bytes(bytes), m_file(file), m_isKnown(isKnown) {}

    Pickle run() {
        while (true) {
            const auto opcode = static_cast<std::uint8_t>(number(1));
            if (opcode == kStop)
                break;
            if (!readPlain(opcode) && !readContainer(opcode) && !readObject(opcode))
                fail(fmt::format("it uses the pickle instruction 0x{:02x}, which no weights need", opcode));
        }
        m_pickle.root = pop();
        m_pickle.length = m_at;
        return std::move(m_pickle);
    }

private:
    /// Numbers, texts and the constants.
    bool readPlain(std::uint8_t opcode) {
        switch (opcode) {
        case kNone:
            push({});
            return true;
        case kNewTrue:
        case kNewFalse:
            push({.kind = Kind::boolean, .integer = opcode == kNewTrue ? 1 : 0});
            return true;
        case kBinInt:
            pushInteger(static_cast<std::int32_t>(number(4)));
            return true;
        case kBinInt1:
            pushInteger(static_cast<std::int64_t>(number(1)));
            return true;
        case kBinInt2:
            pushInteger(static_cast<std::int64_t>(number(2)));
            return true;
        case kLong1:
            pushLong(take(number(1)));
            return true;
        case kLong4:
            pushLong(take(number(4)));
            return true;
        case kBinFloat: // the only number that is big-endian
            push({.kind = Kind::real, .real = std::bit_cast<double>(__builtin_bswap64(number(8)))});
            return true;
        case kShortBinString: // Python 2's str, which is what its PyTorch wrote for names
        case kShortBinUnicode:
            push({.kind = Kind::text, .bytes = take(number(1))});
            return true;
        case kBinString:
        case kBinUnicode:
            push({.kind = Kind::text, .bytes = take(number(4))});
            return true;
        case kBinUnicode8:
            push({.kind = Kind::text, .bytes = take(number(8))});
            return true;
        case kShortBinBytes:
            push({.kind = Kind::bytes, .bytes = take(number(1))});
            return true;
        case kBinBytes:
            push({.kind = Kind::bytes, .bytes = take(number(4))});
            return true;
        case kBinBytes8:
        case kByteArray8:
            push({.kind = Kind::bytes, .bytes = take(number(8))});
            return true;
        case kProto:
            if (const auto protocol = number(1); protocol < 2 || protocol > 5)
                fail(fmt::format("its pickle protocol {} is unknown", protocol));
            return true;
        case kFrame: // a hint for buffering
            number(8);
            return true;
        default:
            return false;
        }
    }

    bool readContainer(std::uint8_t opcode) {
        switch (opcode) {
        case kEmptyTuple:
            push({.kind = Kind::tuple});
            return true;
        case kEmptyList:
            push({.kind = Kind::list});
            return true;
        case kEmptyDict:
            push({.kind = Kind::dict});
            return true;
        case kEmptySet:
            push({.kind = Kind::set});
            return true;
        case kMark:
            if (m_marks.size() == kMostMarks)
                fail("its pickle is nested too deeply");
            m_marks.push_back(m_stack.size());
            return true;
        case kTuple1:
        case kTuple2:
        case kTuple3:
            push({.kind = Kind::tuple, .items = popSome(opcode - kTuple1 + 1U)});
            return true;
        case kTuple:
            push({.kind = Kind::tuple, .items = popToMark()});
            return true;
        case kFrozenSet:
            push({.kind = Kind::set, .items = popToMark()});
            return true;
        case kAppend:
            extend(Kind::list, popSome(1));
            return true;
        case kAppends:
            extend(Kind::list, popToMark());
            return true;
        case kAddItems:
            extend(Kind::set, popToMark());
            return true;
        case kSetItem:
            extend(Kind::dict, popSome(2));
            return true;
        case kSetItems:
            extend(Kind::dict, popToMark());
            return true;
        default:
            return false;
        }
    }

    /// The stack, the memo, and what Python would build.
    bool readObject(std::uint8_t opcode) {
        switch (opcode) {
        case kPop: // a mark on top is what it takes away
            if (!m_marks.empty() && m_marks.back() == m_stack.size())
                m_marks.pop_back();
            else
                pop();
            return true;
        case kPopMark:
            popToMark();
            return true;
        case kDup:
            pushRef(top());
            return true;
        case kBinPut:
            m_memo[static_cast<std::uint32_t>(number(1))] = top();
            return true;
        case kLongBinPut:
            m_memo[static_cast<std::uint32_t>(number(4))] = top();
            return true;
        case kMemoize:
            m_memo[static_cast<std::uint32_t>(m_memo.size())] = top();
            return true;
        case kBinGet:
            remember(static_cast<std::uint32_t>(number(1)));
            return true;
        case kLongBinGet:
            remember(static_cast<std::uint32_t>(number(4)));
            return true;
        case kBinPersId:
            push({.kind = Kind::persistent, .items = popSome(1)});
            return true;
        case kGlobal: {
            const auto module = line();
            pushGlobal(module, line());
            return true;
        }
        case kStackGlobal: {
            const auto names = popSome(2);
            const PickleValue& module = m_pickle.at(names[0]);
            const PickleValue& name = m_pickle.at(names[1]);
            if (module.kind != Kind::text || name.kind != Kind::text)
                fail("its pickle is damaged");
            pushGlobal(module.bytes, name.bytes);
            return true;
        }
        case kReduce:
        case kNewObj:
            call(popSome(2));
            return true;
        case kBuild: // the state of an object, such as a dict's _metadata: nothing that weights need
            pop();
            top();
            return true;
        default:
            return false;
        }
    }

    [[noreturn]] void fail(const std::string& what) const { refuseWeights(m_file, what); }

    std::string_view take(std::uint64_t count) {
        if (count > m_bytes.size() - m_at)
            fail("it ends inside its list of tensors");
        const std::string_view taken(reinterpret_cast<const char*>(m_bytes.data()) + m_at, count);
        m_at += count;
        return taken;
    }

    std::uint64_t number(std::size_t count) {
        std::uint64_t value = 0;
        const std::string_view taken = take(count);
        for (std::size_t i = 0; i < count; ++i)
            value |= static_cast<std::uint64_t>(static_cast<unsigned char>(taken[i])) << (8 * i);
        return value;
    }

    std::string_view line() {
        const std::string_view rest(reinterpret_cast<const char*>(m_bytes.data()) + m_at,
                                    std::min(m_bytes.size() - m_at, kLongestLine));
        const auto end = rest.find('\n');
        if (end == std::string_view::npos)
            fail("it ends inside its list of tensors");
        m_at += end + 1;
        return rest.substr(0, end);
    }

    void push(PickleValue value) {
        if (m_pickle.values.size() == kMostValues)
            fail(fmt::format("its pickle has more than {} values", kMostValues));
        pushRef(static_cast<PickleRef>(m_pickle.values.size()));
        m_pickle.values.push_back(std::move(value));
    }

    void pushRef(PickleRef ref) {
        if (m_stack.size() == kMostValues)
            fail(fmt::format("its pickle has more than {} values at once", kMostValues));
        m_stack.push_back(ref);
    }

    void pushInteger(std::int64_t value) { push({.kind = Kind::integer, .integer = value}); }

    void pushLong(std::string_view digits) {
        if (digits.size() > sizeof(std::int64_t))
            return push({.kind = Kind::longInteger, .bytes = digits});
        // Two's complement: the highest bit fills up what is missing.
        const bool negative = !digits.empty() && (static_cast<unsigned char>(digits.back()) & 0x80U) != 0;
        std::uint64_t value = negative ? ~std::uint64_t{0} : 0;
        for (std::size_t i = digits.size(); i-- > 0;)
            value = (value << 8) | static_cast<unsigned char>(digits[i]);
        pushInteger(static_cast<std::int64_t>(value));
    }

    void pushGlobal(std::string_view module, std::string_view name) {
        if (!m_isKnown(module, name))
            refuseWeights(m_file,
                          fmt::format("it asks for the Python object {}.{}, which plain tensors do not need",
                                      shownName(module), shownName(name)),
                          "Save the network's state dict alone, torch.save(network.state_dict(), file).");
        push({.kind = Kind::global, .bytes = module, .attribute = name});
    }

    void call(std::vector<PickleRef> calledAndArguments) {
        const PickleValue& called = m_pickle.at(calledAndArguments[0]);
        if (called.kind != Kind::global)
            fail("its pickle calls something that is no function");
        if (called.isGlobal("collections", "OrderedDict") && m_pickle.at(calledAndArguments[1]).items.empty())
            push({.kind = Kind::dict});
        else
            push({.kind = Kind::call, .items = std::move(calledAndArguments)});
    }

    void remember(std::uint32_t index) {
        const auto found = m_memo.find(index);
        if (found == m_memo.end())
            fail("its pickle is damaged");
        pushRef(found->second);
    }

    /// Nothing below the latest mark can be reached.
    std::size_t depth() const { return m_stack.size() - (m_marks.empty() ? 0 : m_marks.back()); }

    PickleRef top() const {
        if (depth() == 0)
            fail("its pickle is damaged");
        return m_stack.back();
    }

    PickleRef pop() {
        const PickleRef ref = top();
        m_stack.pop_back();
        return ref;
    }

    std::vector<PickleRef> popSome(std::size_t count) {
        if (depth() < count)
            fail("its pickle is damaged");
        std::vector<PickleRef> items(m_stack.end() - static_cast<std::ptrdiff_t>(count), m_stack.end());
        m_stack.resize(m_stack.size() - count);
        return items;
    }

    std::vector<PickleRef> popToMark() {
        if (m_marks.empty())
            fail("its pickle is damaged");
        auto items = popSome(depth());
        m_marks.pop_back();
        return items;
    }

    void extend(Kind kind, const std::vector<PickleRef>& items) {
        PickleValue& container = m_pickle.values[top()];
        if (container.kind != kind || (kind == Kind::dict && items.size() % 2 != 0))
            fail("its pickle is damaged");
        container.items.insert(container.items.end(), items.begin(), items.end());
    }

    std::span<const std::byte> m_bytes;
    const std::string& m_file;
    const std::function<bool(std::string_view, std::string_view)>& m_isKnown;
    std::size_t m_at = 0;
    Pickle m_pickle;
    std::vector<PickleRef> m_stack;
    std::vector<std::size_t> m_marks;
    std::unordered_map<std::uint32_t, PickleRef> m_memo;
};

} // namespace

const PickleValue* Pickle::find(const PickleValue& dict, std::string_view key) const {
    for (std::size_t i = 0; dict.kind == PickleValue::Kind::dict && i + 1 < dict.items.size(); i += 2)
        if (const PickleValue& name = at(dict.items[i]);
            name.kind == PickleValue::Kind::text && name.bytes == key)
            return &at(dict.items[i + 1]);
    return nullptr;
}

Pickle readPickle(std::span<const std::byte> bytes, const std::string& file,
                  const std::function<bool(std::string_view, std::string_view)>& isKnown) {
    return Machine(bytes, file, isKnown).run();
}

} // namespace crossview
