#include "arrays/hdf5_source.h"

#include "arrays/shown_name.h"
#include "common/error.h"

#include <algorithm>
#include <fmt/format.h>
#include <hdf5.h>
#include <mutex>

namespace crossview {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostUnfolding = 1100;        // bytes that a packed one can become
constexpr std::size_t kMostEntries = 1'000'000;     // data sets of a file
constexpr std::size_t kFewestMatrices = 8;          // of one shape, to be taken for one each item
constexpr std::size_t kMostPieceValues = 1U << 26U; // a band of chunks that is read at once
constexpr unsigned kMostSides = 8;

/// Debian's library is not safe for threads.
std::mutex& libraryMutex() {
    static std::mutex mutex;
    return mutex;
}

/// An object of the library that closes itself.
class Handle {
public:
    using Close = herr_t (*)(hid_t);
    Handle(hid_t id, Close close) : m_id(id), m_close(close) {}
    ~Handle() {
        if (m_id >= 0)
            m_close(m_id);
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    operator hid_t() const { return m_id; } // NOLINT(google-explicit-constructor): for its C functions
    bool isOpen() const { return m_id >= 0; }

private:
    hid_t m_id;
    Close m_close;
};

std::string typeName(hid_t type) {
    const std::size_t bits = 8 * H5Tget_size(type);
    if (H5Tget_class(type) == H5T_FLOAT)
        return fmt::format("float{}", bits);
    return fmt::format("{}{}", H5Tget_sign(type) == H5T_SGN_NONE ? "uint" : "int", bits);
}

/// Whether MATLAB keeps texts in it.
bool isMatlabText(hid_t set) {
    if (H5Aexists(set, "MATLAB_class") <= 0)
        return false;
    const Handle attribute(H5Aopen(set, "MATLAB_class", H5P_DEFAULT), H5Aclose);
    const Handle type(attribute.isOpen() ? H5Aget_type(attribute) : -1, H5Tclose);
    if (!type.isOpen() || H5Tget_class(type) != H5T_STRING || H5Tis_variable_str(type) > 0 ||
        H5Tget_size(type) > 64)
        return false;
    std::string name(64, '\0');
    return H5Aread(attribute, type, name.data()) >= 0 &&
           (name.starts_with("char") || name.starts_with("cell") || name.starts_with("struct"));
}

class Hdf5Source final : public ArraySource {
public:
    Hdf5Source(const fs::path& file, bool matlab) : m_name(file.string()), m_matlab(matlab) {
        const std::lock_guard lock(libraryMutex());
        H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); // it would write to stderr
        m_file = H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
        if (m_file < 0)
            throw Error(fmt::format("{} is an HDF5 file that cannot be opened: it is cut off or damaged, or "
                                    "still being written. Copy it again from where it came.",
                                    m_name));
        try {
            list();
        } catch (...) {
            H5Fclose(m_file);
            throw;
        }
    }
    ~Hdf5Source() override {
        const std::lock_guard lock(libraryMutex());
        H5Fclose(m_file);
    }
    Hdf5Source(const Hdf5Source&) = delete;
    Hdf5Source& operator=(const Hdf5Source&) = delete;

    const std::vector<ArrayEntry>& entries() const override { return m_entries; }

    void read(std::size_t entry, const ValueSink& sink) const override {
        if (entry < m_found.size())
            readSet(m_found[entry], sink);
        else
            for (const std::string& name : m_found)
                readSet(name, sink);
    }
    std::vector<std::string> rowNames(std::size_t entry) const override {
        return entry < m_found.size() ? std::vector<std::string>() : m_found;
    }

private:
    static herr_t visit(hid_t /*root*/, const char* name, const H5O_info_t* info, void* data) {
        auto& found = *static_cast<std::vector<std::string>*>(data);
        // What MATLAB keeps for its cells lies in "#refs#".
        if (info->type == H5O_TYPE_DATASET && name[0] != '#')
            found.emplace_back(name);
        return found.size() > kMostEntries ? 1 : 0;
    }

    void list() {
        const herr_t code = H5Ovisit2(m_file, H5_INDEX_NAME, H5_ITER_INC, &visit, &m_found, H5O_INFO_BASIC);
        if (code < 0)
            refuse("its table of contents is damaged");
        if (code > 0)
            refuse(fmt::format("it holds more than {} arrays", kMostEntries));
        for (const std::string& name : m_found)
            m_entries.push_back(entryOf(name));
        gather();
    }

    ArrayEntry entryOf(const std::string& name) const {
        ArrayEntry entry;
        entry.name = name;
        const Handle set(H5Dopen2(m_file, name.c_str(), H5P_DEFAULT), H5Dclose);
        const Handle type(set.isOpen() ? H5Dget_type(set) : -1, H5Tclose);
        const Handle space(set.isOpen() ? H5Dget_space(set) : -1, H5Sclose);
        const Handle plist(set.isOpen() ? H5Dget_create_plist(set) : -1, H5Pclose);
        if (!type.isOpen() || !space.isOpen() || !plist.isOpen()) {
            entry.problem = sentence(name, "is damaged", "Copy the file again from where it came.");
            return entry;
        }
        const int sides = H5Sget_simple_extent_ndims(space);
        std::vector<hsize_t> shape(static_cast<std::size_t>(std::max(sides, 0)));
        if (sides > 0)
            H5Sget_simple_extent_dims(space, shape.data(), nullptr);
        entry.shape.assign(shape.begin(), shape.end());
        const H5T_class_t kind = H5Tget_class(type);
        if ((kind != H5T_FLOAT && kind != H5T_INTEGER) || (m_matlab && isMatlabText(set))) {
            entry.problem = sentence(name, "holds no numbers", "Name an array of numbers.");
            return entry;
        }
        entry.type = typeName(type);
        if (static_cast<unsigned>(std::max(sides, 0)) > kMostSides) {
            entry.problem = sentence(name, "has too many sides", "Save a matrix.");
            return entry;
        }
        checkBytes(entry, set, plist, H5Tget_size(type));
        if (m_matlab) {
            std::ranges::reverse(entry.shape);
            entry.firstFastest = true;
        }
        return entry;
    }

    /// What it claims must lie in the file.
    void checkBytes(ArrayEntry& entry, hid_t set, hid_t plist, std::size_t size) const {
        if (H5Pget_layout(plist) == H5D_VIRTUAL || H5Pget_external_count(plist) > 0) {
            entry.problem =
                sentence(entry.name, "only points into other files", "Save its values in one file.");
            return;
        }
        std::size_t bytes = size;
        bool fits = true;
        for (const std::size_t side : entry.shape)
            fits = fits && !__builtin_mul_overflow(bytes, side, &bytes);
        std::size_t held = H5Dget_storage_size(set);
        if (H5Pget_nfilters(plist) > 0 && __builtin_mul_overflow(held, kMostUnfolding, &held))
            held = bytes;
        if (!fits || bytes > held)
            entry.problem =
                sentence(entry.name,
                         fmt::format("claims {:.1f} GB, far more than the file holds", double(bytes) / 1e9),
                         "Its values were never written, or it is damaged: save it again.");
    }

    /// One data set for each item: an array of them all.
    void gather() {
        if (m_matlab || m_entries.size() < 2)
            return;
        const ArrayEntry first = m_entries.front();
        const std::size_t sides = first.shape.size();
        if (sides < 1 || sides > 2 || (sides == 2 && m_entries.size() < kFewestMatrices))
            return;
        for (const ArrayEntry& entry : m_entries)
            if (!entry.problem.empty() || entry.shape != first.shape || entry.type != first.type)
                return;
        ArrayEntry all{{}, {m_entries.size()}, first.type + ", a data set for each row", false, {}};
        all.shape.insert(all.shape.end(), first.shape.begin(), first.shape.end());
        m_entries.push_back(std::move(all));
    }

    void readSet(const std::string& name, const ValueSink& sink) const {
        const std::unique_lock lock(libraryMutex());
        const Handle set(H5Dopen2(m_file, name.c_str(), H5P_DEFAULT), H5Dclose);
        const Handle space(set.isOpen() ? H5Dget_space(set) : -1, H5Sclose);
        const Handle plist(set.isOpen() ? H5Dget_create_plist(set) : -1, H5Pclose);
        const int sides = space.isOpen() ? H5Sget_simple_extent_ndims(space) : -1;
        if (sides < 1 || static_cast<unsigned>(sides) > kMostSides)
            refuse(fmt::format("its array \"{}\" is damaged", shownName(name)));
        hsize_t shape[kMostSides] = {};
        H5Sget_simple_extent_dims(space, shape, nullptr);
        std::size_t row = 1; // values of a step of the first side
        for (int i = 1; i < sides; ++i)
            row *= shape[i];
        const std::size_t step = stepOf(plist, sides, row);
        std::vector<float> values;
        for (hsize_t first = 0; first < shape[0]; first += step) {
            hsize_t start[kMostSides] = {first};
            hsize_t count[kMostSides] = {};
            std::copy_n(shape, sides, count);
            count[0] = std::min<hsize_t>(step, shape[0] - first);
            const Handle memory(H5Screate_simple(sides, count, nullptr), H5Sclose);
            values.resize(count[0] * row);
            if (H5Sselect_hyperslab(space, H5S_SELECT_SET, start, nullptr, count, nullptr) < 0 ||
                H5Dread(set, H5T_NATIVE_FLOAT, memory, space, H5P_DEFAULT, values.data()) < 0)
                refuse(fmt::format("the values of \"{}\" cannot be unpacked", shownName(name)));
            sink(values);
        }
    }

    /// Steps of the first side that are read at once: whole chunks, so that none is unpacked twice.
    static std::size_t stepOf(hid_t plist, int sides, std::size_t row) {
        const std::size_t rows = std::max<std::size_t>(1, kPieceValues / std::max<std::size_t>(row, 1));
        hsize_t chunk[kMostSides] = {1};
        if (H5Pget_layout(plist) != H5D_CHUNKED || H5Pget_chunk(plist, sides, chunk) < 1 || chunk[0] == 0)
            return rows;
        const std::size_t whole = (rows + chunk[0] - 1) / chunk[0] * chunk[0];
        return whole * row <= kMostPieceValues ? whole : rows;
    }

    std::string sentence(const std::string& name, const std::string& what, const char* remedy) const {
        return fmt::format("{}:{} {}. {}", m_name, shownName(name), what, remedy);
    }
    [[noreturn]] void refuse(const std::string& what) const {
        throw Error(fmt::format(
            "{} is an HDF5 file that cannot be read: {}. Copy it again from where it came.", m_name, what));
    }

    std::string m_name;
    bool m_matlab;
    hid_t m_file = -1;
    std::vector<std::string> m_found;  ///< names of the data sets
    std::vector<ArrayEntry> m_entries; ///< of them, and perhaps of all together
};

} // namespace

std::unique_ptr<ArraySource> openHdf5(const fs::path& file, Hdf5Writer writer) {
    return std::make_unique<Hdf5Source>(file, writer == Hdf5Writer::matlab);
}

} // namespace crossview
