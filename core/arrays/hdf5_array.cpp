#include "arrays/hdf5_array.h"

#include "arrays/array_choice.h"
#include "common/error.h"
#include "common/shown_name.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <hdf5.h>
#include <mutex>
#include <optional>
#include <utility>

namespace crossview {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPiece = std::size_t{1} << 18U;        // values
constexpr std::size_t kLargestPiece = std::size_t{1} << 26U; // values; of files whose chunks hold many rows

/// The library is not made for several threads at once.
std::mutex& libraryMutex() {
    static std::mutex mutex;
    return mutex;
}

/// Something that the library opened.
class Handle {
public:
    using Close = herr_t (*)(hid_t);
    Handle(hid_t id, Close close) : m_id(id), m_close(close) {}
    Handle(Handle&& other) noexcept
        : m_id(std::exchange(other.m_id, H5I_INVALID_HID)), m_close(other.m_close) {}
    Handle& operator=(Handle&&) = delete;
    ~Handle() {
        if (m_id >= 0)
            m_close(m_id);
    }
    bool valid() const { return m_id >= 0; }
    operator hid_t() const { return m_id; } // NOLINT(google-explicit-constructor): as the library takes it

private:
    hid_t m_id;
    Close m_close;
};

[[noreturn]] void refuse(const std::string& place, const std::string& what, const char* remedy) {
    throw Error(fmt::format("{} cannot be read: {}. {}", place, what, remedy));
}

constexpr const char* kCopyAgain = "Copy it again from where it came.";

Handle openFile(const fs::path& file) {
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); // it would write to the terminal
    Handle opened(H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
    if (!opened.valid())
        refuse(file.string(), "this HDF5 file is damaged or cut off", kCopyAgain);
    return opened;
}

/// Names of all datasets, with the groups they lie in.
std::vector<std::string> datasetsIn(hid_t file) {
    std::vector<std::string> names;
    const auto add = [](hid_t, const char* name, const H5O_info_t* info, void* target) -> herr_t {
        constexpr std::size_t kMost = 1'000'000;
        auto& all = *static_cast<std::vector<std::string>*>(target);
        if (info->type == H5O_TYPE_DATASET && name[0] != '#') // "#refs#" is MATLAB's own
            all.emplace_back(name);
        return all.size() < kMost ? 0 : 1;
    };
    H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_INC, add, &names, H5O_INFO_BASIC);
    return names;
}

Handle openDataset(hid_t file, const std::string& name) {
    const Handle access(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose);
    constexpr std::size_t kSlots = 10007;
    constexpr std::size_t kCacheBytes = std::size_t{64} << 20U;
    H5Pset_chunk_cache(access, kSlots, kCacheBytes, 1.0);
    return {H5Dopen2(file, name.c_str(), access), H5Dclose};
}

std::vector<std::size_t> sidesOf(hid_t dataset) {
    const Handle space(H5Dget_space(dataset), H5Sclose);
    std::array<hsize_t, H5S_MAX_RANK> sides{};
    const int rank = H5Sget_simple_extent_type(space) == H5S_SIMPLE
                         ? H5Sget_simple_extent_dims(space, sides.data(), nullptr)
                         : 0;
    return {sides.begin(), sides.begin() + std::max(0, rank)};
}

/// "float32"; empty for what is no number.
std::string typeOf(hid_t dataset) {
    const Handle type(H5Dget_type(dataset), H5Tclose);
    const std::size_t bits = 8 * H5Tget_size(type);
    switch (H5Tget_class(type)) {
    case H5T_FLOAT:
        return fmt::format("float{}", bits);
    case H5T_INTEGER:
        return fmt::format("{}int{}", H5Tget_sign(type) == H5T_SGN_NONE ? "u" : "", bits);
    default:
        return {};
    }
}

/// What MATLAB calls the class of a variable; empty: it does not say.
std::string matlabClass(hid_t dataset) {
    constexpr const char* kName = "MATLAB_class";
    if (H5Aexists(dataset, kName) <= 0)
        return {};
    const Handle attribute(H5Aopen(dataset, kName, H5P_DEFAULT), H5Aclose);
    const Handle type(H5Aget_type(attribute), H5Tclose);
    constexpr std::size_t kLongest = 64;
    if (H5Tget_class(type) != H5T_STRING || H5Tis_variable_str(type) > 0 || H5Tget_size(type) >= kLongest)
        return {};
    std::array<char, kLongest> text{};
    return H5Aread(attribute, type, text.data()) < 0 ? std::string() : std::string(text.data());
}

bool isNumbers(hid_t dataset, Hdf5Writer writer) {
    if (typeOf(dataset).empty())
        return false;
    const std::string kind = writer == Hdf5Writer::matlab ? matlabClass(dataset) : std::string();
    return kind != "char" && kind != "cell" && kind != "struct";
}

/// In MATLAB's files single numbers and lists are matrices, too; they are features only when they are named.
bool fits(hid_t dataset, Hdf5Writer writer) {
    const std::vector<std::size_t> sides = sidesOf(dataset);
    return (sides.size() == 2 || sides.size() == 3) && isNumbers(dataset, writer) &&
           (writer != Hdf5Writer::matlab || std::ranges::find(sides, std::size_t{1}) == sides.end());
}

/// How the values lie in the file.
struct Storage {
    std::size_t chunkRows = 1; ///< rows that are unpacked together
    bool packed = false;
};

Storage storageOf(hid_t dataset, const std::string& place, std::size_t rank) {
    const Handle made(H5Dget_create_plist(dataset), H5Pclose);
    Storage storage;
    if (H5Pget_external_count(made) > 0 || H5Pget_layout(made) == H5D_VIRTUAL)
        refuse(place, "its values lie in other files", "Copy them into one file with h5repack.");
    if (H5Pget_layout(made) != H5D_CHUNKED)
        return storage;
    std::array<hsize_t, H5S_MAX_RANK> chunk{};
    if (H5Pget_chunk(made, static_cast<int>(rank), chunk.data()) > 0)
        storage.chunkRows = static_cast<std::size_t>(chunk[0]);
    const int filters = H5Pget_nfilters(made);
    storage.packed = filters > 0;
    for (int i = 0; i < filters; ++i) {
        std::array<char, 64> name{};
        unsigned flags = 0;
        std::size_t values = 0;
        const H5Z_filter_t filter = H5Pget_filter2(made, static_cast<unsigned>(i), &flags, &values, nullptr,
                                                   name.size() - 1, name.data(), nullptr);
        if (H5Zfilter_avail(filter) <= 0)
            refuse(place,
                   fmt::format("it is compressed by \"{}\" (filter {}), which is not here",
                               shownName(name.data()), static_cast<int>(filter)),
                   "Repack it with h5repack -f GZIP=4.");
    }
    return storage;
}

/// Refuses what the file cannot hold, before memory is taken for it.
void checkClaim(hid_t dataset, const ArrayClaim& claim, const Storage& storage, std::size_t fileBytes) {
    const Handle type(H5Dget_type(dataset), H5Tclose);
    std::size_t bytes = H5Tget_size(type);
    bool overflow = false;
    for (const std::size_t side : claim.shape)
        overflow = overflow || __builtin_mul_overflow(bytes, side, &bytes);
    constexpr std::size_t kMostUnfolding = 1032; // of deflate
    const std::size_t held = std::min<std::size_t>(H5Dget_storage_size(dataset), fileBytes);
    if (overflow || bytes / (storage.packed ? kMostUnfolding : 1) > held)
        refuse(claim.place,
               fmt::format("its shape {} claims more than the file holds", fmt::join(claim.shape, " × ")),
               "Copy it again from where it came, or write all of its rows.");
}

class Hdf5Array : public ArraySource {
public:
    Hdf5Array(Handle file, Handle dataset, ArrayClaim claim, const Storage& storage)
        : m_file(std::make_unique<Handle>(std::move(file))),
          m_dataset(std::make_unique<Handle>(std::move(dataset))), m_claim(std::move(claim)),
          m_storage(storage) {}
    ~Hdf5Array() override {
        const std::scoped_lock lock(libraryMutex());
        m_dataset.reset();
        m_file.reset();
    }

    const ArrayClaim& claim() const override { return m_claim; }

    void read(const ValueSink& take, const ReadingTick& tick) const override {
        std::vector<hsize_t> count(m_claim.shape.begin(), m_claim.shape.end());
        if (m_claim.firstFastest)
            std::ranges::reverse(count);
        std::size_t rowValues = 1;
        for (std::size_t i = 1; i < count.size(); ++i)
            rowValues *= static_cast<std::size_t>(count[i]);
        const std::size_t rows = static_cast<std::size_t>(count[0]);
        const std::size_t step = std::min(rows, rowsAtOnce(rowValues));
        std::vector<float> values;
        std::vector<hsize_t> start(count.size(), 0);
        for (std::size_t row = 0; row < rows; row += step) {
            tick(row, rows);
            start[0] = row;
            count[0] = std::min(step, rows - row);
            values.resize(static_cast<std::size_t>(count[0]) * rowValues);
            readRows(start, count, values);
            take(values);
        }
    }

private:
    /// A chunk is unpacked once where that can be.
    std::size_t rowsAtOnce(std::size_t rowValues) const {
        const std::size_t few = std::max<std::size_t>(1, kPiece / rowValues);
        const std::size_t whole = (few + m_storage.chunkRows - 1) / m_storage.chunkRows * m_storage.chunkRows;
        return std::min(std::max(whole, few), std::max<std::size_t>(1, kLargestPiece / rowValues));
    }
    void readRows(const std::vector<hsize_t>& start, const std::vector<hsize_t>& count,
                  std::vector<float>& values) const {
        const std::scoped_lock lock(libraryMutex());
        H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
        const Handle space(H5Dget_space(*m_dataset), H5Sclose);
        const Handle memory(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr),
                            H5Sclose);
        if (H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr) < 0 ||
            H5Dread(*m_dataset, H5T_NATIVE_FLOAT, memory, space, H5P_DEFAULT, values.data()) < 0)
            refuse(m_claim.place, "its values are damaged or cut off", kCopyAgain);
    }

    std::unique_ptr<Handle> m_file;
    std::unique_ptr<Handle> m_dataset;
    ArrayClaim m_claim;
    Storage m_storage;
};

/// Datasets of one length, one for each item: together a matrix, whose rows are called like them.
class Hdf5Rows : public ArraySource {
public:
    Hdf5Rows(Handle file, std::vector<std::string> names, ArrayClaim claim)
        : m_file(std::make_unique<Handle>(std::move(file))), m_names(std::move(names)),
          m_claim(std::move(claim)) {}
    ~Hdf5Rows() override {
        const std::scoped_lock lock(libraryMutex());
        m_file.reset();
    }

    const ArrayClaim& claim() const override { return m_claim; }
    std::vector<std::string> rowNames() const override { return m_names; }

    void read(const ValueSink& take, const ReadingTick& tick) const override {
        std::vector<float> values(m_claim.shape.back());
        for (std::size_t row = 0; row < m_names.size(); ++row) {
            constexpr std::size_t kTicked = 256;
            if (row % kTicked == 0)
                tick(row, m_names.size());
            readRow(m_names[row], values);
            take(values);
        }
    }

private:
    void readRow(const std::string& name, std::vector<float>& values) const {
        const std::scoped_lock lock(libraryMutex());
        H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
        const Handle dataset(H5Dopen2(*m_file, name.c_str(), H5P_DEFAULT), H5Dclose);
        if (!dataset.valid() || sidesOf(dataset) != std::vector<std::size_t>{values.size()} ||
            H5Dread(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0)
            refuse(fmt::format("{}:{}", m_claim.place, shownName(name)), "its values are damaged or cut off",
                   kCopyAgain);
    }

    std::unique_ptr<Handle> m_file;
    std::vector<std::string> m_names;
    ArrayClaim m_claim;
};

/// The claim of datasets that are one for each item; nothing where they are not.
std::optional<ArrayClaim> claimOfRows(hid_t file, std::span<const NamedArray> arrays, const fs::path& path) {
    if (arrays.size() < 2)
        return std::nullopt;
    std::optional<ArrayClaim> all;
    std::error_code failure;
    const auto fileBytes = static_cast<std::size_t>(fs::file_size(path, failure));
    for (const NamedArray& each : arrays) {
        const Handle dataset(H5Dopen2(file, each.name.c_str(), H5P_DEFAULT), H5Dclose);
        const ArrayClaim claim{
            path.string() + ":" + each.name, sidesOf(dataset), typeOf(dataset), false, {}, false};
        if (claim.type.empty() || claim.shape.size() != 1 ||
            (all && (claim.shape.back() != all->shape.back() || claim.type != all->type)))
            return std::nullopt;
        checkClaim(dataset, claim, storageOf(dataset, claim.place, 1), fileBytes);
        if (!all)
            all = ArrayClaim{path.string(),       {arrays.size(), claim.shape.back()},
                             claim.type,          false,
                             "a dataset an item", false};
    }
    return all;
}

} // namespace

std::unique_ptr<ArraySource> openHdf5(const fs::path& path, const std::string& asked,
                                      std::span<const std::string_view> preferred, Hdf5Writer writer) {
    const std::scoped_lock lock(libraryMutex());
    Handle file = openFile(path);
    std::vector<NamedArray> arrays;
    for (std::string& name : datasetsIn(file)) {
        const Handle dataset = openDataset(file, name);
        if (dataset.valid())
            arrays.push_back({std::move(name), fits(dataset, writer)});
    }
    if (auto claim =
            asked.empty() && writer == Hdf5Writer::any ? claimOfRows(file, arrays, path) : std::nullopt) {
        std::vector<std::string> names;
        for (NamedArray& each : arrays)
            names.push_back(std::move(each.name));
        return std::make_unique<Hdf5Rows>(std::move(file), std::move(names), std::move(*claim));
    }
    const std::string name = asked.starts_with('/') ? asked.substr(1) : asked;
    const std::string chosen = arrays[chosenArray(arrays, name, preferred, path.string())].name;
    Handle dataset = openDataset(file, chosen);
    ArrayClaim claim{path.string() + ":" + chosen, sidesOf(dataset), typeOf(dataset), false, {}, true};
    if (!isNumbers(dataset, writer))
        refuse(claim.place, "it holds no plain numbers", "Name another dataset, or save it as float32.");
    const Storage storage = storageOf(dataset, claim.place, claim.shape.size());
    std::error_code failure;
    checkClaim(dataset, claim, storage, static_cast<std::size_t>(fs::file_size(path, failure)));
    if (writer == Hdf5Writer::matlab) {
        std::ranges::reverse(claim.shape);
        claim.firstFastest = true;
    }
    return std::make_unique<Hdf5Array>(std::move(file), std::move(dataset), std::move(claim), storage);
}

} // namespace crossview
