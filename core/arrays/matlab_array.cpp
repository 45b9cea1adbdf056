#include "arrays/matlab_array.h"

#include "arrays/array_choice.h"
#include "common/error.h"
#include "files/mapped_file.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <limits>
#include <matio.h>

namespace crossview {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPiece = std::size_t{1} << 18U; // values
/// Values of a compressed variable that are read at once: each piece is looked for from the beginning.
constexpr std::size_t kCompressedPiece = std::size_t{1} << 25U;
constexpr std::size_t kHeaderBytes = 128;

struct CloseFile {
    void operator()(mat_t* file) const { Mat_Close(file); }
};
struct FreeVariable {
    void operator()(matvar_t* variable) const { Mat_VarFree(variable); }
};
using MatFile = std::unique_ptr<mat_t, CloseFile>;
using Variable = std::unique_ptr<matvar_t, FreeVariable>;

[[noreturn]] void refuse(const std::string& place, const std::string& what, const char* remedy) {
    throw Error(fmt::format("{} cannot be read: {}. {}", place, what, remedy));
}

constexpr const char* kCopyAgain = "Copy it again from where it came.";

/// Goes through the elements of the file, which say how long they are: the library does not notice one that
/// is cut off.
void checkElements(std::span<const std::byte> bytes, const std::string& place) {
    if (bytes.size() < kHeaderBytes)
        refuse(place, "this MATLAB file ends inside its header", kCopyAgain);
    const bool turned = bytes[kHeaderBytes - 2] == std::byte{'M'}; // "MI": written on a big-endian machine
    for (std::size_t at = kHeaderBytes; at < bytes.size();) {
        constexpr std::size_t kTag = 8;
        std::uint32_t length = 0;
        if (bytes.size() - at < kTag)
            refuse(place, "this MATLAB file is cut off", kCopyAgain);
        std::memcpy(&length, bytes.data() + at + kTag / 2, sizeof(length));
        length = turned ? __builtin_bswap32(length) : length;
        at += kTag;
        if (length > bytes.size() - at)
            refuse(place, "this MATLAB file is cut off", kCopyAgain);
        at += length;
    }
}

/// As MATLAB calls them; empty for what is no plain number.
std::string typeOf(const matvar_t& variable) {
    if (variable.isComplex != 0)
        return {};
    switch (variable.class_type) {
    case MAT_C_DOUBLE:
        return "double";
    case MAT_C_SINGLE:
        return "single";
    case MAT_C_INT8:
        return "int8";
    case MAT_C_UINT8:
        return "uint8";
    case MAT_C_INT16:
        return "int16";
    case MAT_C_UINT16:
        return "uint16";
    case MAT_C_INT32:
        return "int32";
    case MAT_C_UINT32:
        return "uint32";
    case MAT_C_INT64:
        return "int64";
    case MAT_C_UINT64:
        return "uint64";
    default:
        return {};
    }
}

std::vector<std::size_t> sidesOf(const matvar_t& variable) {
    if (variable.dims == nullptr || variable.rank < 0)
        return {};
    return {variable.dims, variable.dims + variable.rank};
}

/// Single numbers and lists are matrices, too; they are features only when they are named.
bool fits(const matvar_t& variable) {
    const std::vector<std::size_t> sides = sidesOf(variable);
    return !typeOf(variable).empty() && (sides.size() == 2 || sides.size() == 3) &&
           std::ranges::find(sides, std::size_t{1}) == sides.end();
}

template <typename T>
void convert(const std::vector<std::byte>& from, std::vector<float>& to) {
    for (std::size_t i = 0; i < to.size(); ++i) {
        T value;
        std::memcpy(&value, from.data() + i * sizeof(T), sizeof(T));
        to[i] = static_cast<float>(value);
    }
}

void convert(matio_classes kind, const std::vector<std::byte>& from, std::vector<float>& to) {
    switch (kind) {
    case MAT_C_SINGLE:
        return convert<float>(from, to);
    case MAT_C_INT8:
        return convert<std::int8_t>(from, to);
    case MAT_C_UINT8:
        return convert<std::uint8_t>(from, to);
    case MAT_C_INT16:
        return convert<std::int16_t>(from, to);
    case MAT_C_UINT16:
        return convert<std::uint16_t>(from, to);
    case MAT_C_INT32:
        return convert<std::int32_t>(from, to);
    case MAT_C_UINT32:
        return convert<std::uint32_t>(from, to);
    case MAT_C_INT64:
        return convert<std::int64_t>(from, to);
    case MAT_C_UINT64:
        return convert<std::uint64_t>(from, to);
    default:
        return convert<double>(from, to);
    }
}

class MatlabArray : public ArraySource {
public:
    MatlabArray(MatFile file, Variable variable, ArrayClaim claim, std::size_t fileBytes)
        : m_file(std::move(file)), m_variable(std::move(variable)), m_claim(std::move(claim)) {
        bool overflow = false;
        for (const std::size_t side : m_claim.shape)
            overflow = overflow || __builtin_mul_overflow(m_values, side, &m_values);
        // A value takes a byte at least: MATLAB writes whole numbers as small as they are.
        constexpr std::size_t kMostUnfolding = 1032;                  // of deflate
        if (overflow || m_values > std::numeric_limits<int>::max() || // the most that such a file can hold
            m_values / (compressed() ? kMostUnfolding : 1) > fileBytes)
            refuse(
                m_claim.place,
                fmt::format("its shape {} claims more than the file holds", fmt::join(m_claim.shape, " × ")),
                kCopyAgain);
    }

    const ArrayClaim& claim() const override { return m_claim; }

    void read(const ValueSink& take, const ReadingTick& tick) const override {
        const std::size_t step = compressed() ? kCompressedPiece : kPiece;
        std::vector<std::byte> raw;
        std::vector<float> values;
        for (std::size_t at = 0; at < m_values; at += values.size()) {
            tick(at, m_values);
            values.resize(std::min(step, m_values - at));
            raw.resize(values.size() * Mat_SizeOfClass(m_variable->class_type));
            if (Mat_VarReadDataLinear(m_file.get(), m_variable.get(), raw.data(), static_cast<int>(at), 1,
                                      static_cast<int>(values.size())) != 0)
                refuse(m_claim.place, "its values are damaged or cut off", kCopyAgain);
            convert(m_variable->class_type, raw, values);
            take(values);
        }
    }

private:
    bool compressed() const { return m_variable->compression == MAT_COMPRESSION_ZLIB; }

    MatFile m_file;
    Variable m_variable;
    ArrayClaim m_claim;
    std::size_t m_values = 1;
};

} // namespace

std::unique_ptr<ArraySource> openMatlab5(const fs::path& path, const std::string& asked,
                                         std::span<const std::string_view> preferred) {
    const std::string place = path.string();
    const MappedFile mapping(path);
    checkElements(mapping.bytes(), place);
    MatFile file(Mat_Open(path.c_str(), MAT_ACC_RDONLY));
    if (!file)
        refuse(place, "this MATLAB file is damaged", kCopyAgain);
    std::vector<NamedArray> arrays;
    std::vector<Variable> variables;
    while (Variable next{Mat_VarReadNextInfo(file.get())})
        if (next->name != nullptr) {
            arrays.push_back({next->name, fits(*next)});
            variables.push_back(std::move(next));
        }
    Variable chosen = std::move(variables[chosenArray(arrays, asked, preferred, place)]);
    variables.clear();
    ArrayClaim claim{place + ":" + chosen->name, sidesOf(*chosen), typeOf(*chosen), true, {}, true};
    if (claim.type.empty())
        refuse(claim.place, "it is no matrix of plain numbers",
               "Name another variable, or save it as a full matrix of singles.");
    return std::make_unique<MatlabArray>(std::move(file), std::move(chosen), std::move(claim),
                                         mapping.bytes().size());
}

} // namespace crossview
