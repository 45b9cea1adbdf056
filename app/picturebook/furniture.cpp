#include "furniture.h"

#include "categories.h"
#include "common/error.h"
#include "common/text.h"
#include "common/unicode_text.h"
#include "properties.h"
#include "texts.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <mutex>
#include <zip.h>

namespace crossview {
namespace {

constexpr zip_uint64_t kLargestMember = 8U << 20; ///< bytes; an icon has 20 kB

/// An open archive; one thread at a time.
class Zip {
public:
    explicit Zip(const std::filesystem::path& file) : m_file(file) {
        int code = 0;
        m_zip.reset(zip_open(file.c_str(), ZIP_RDONLY, &code));
        if (m_zip)
            return;
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        const std::string reason = zip_error_strerror(&error);
        zip_error_fini(&error);
        throw Error(file.string() + ": " + reason + ". Reinstall the package sweethome3d-furniture.");
    }

    /// Size of a member in bytes, 0 when there is none.
    zip_uint64_t size(const std::string& member) const {
        zip_stat_t stat;
        zip_stat_init(&stat);
        const bool known =
            zip_stat(m_zip.get(), member.c_str(), 0, &stat) == 0 && (stat.valid & ZIP_STAT_SIZE);
        return known ? stat.size : 0;
    }

    std::string read(const std::string& member) {
        const zip_uint64_t bytes = size(member);
        const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(
            zip_fopen(m_zip.get(), member.c_str(), 0), zip_fclose);
        std::string content(bytes <= kLargestMember ? bytes : 0, '\0');
        if (!file || content.empty() ||
            zip_fread(file.get(), content.data(), bytes) != static_cast<zip_int64_t>(bytes))
            throw Error(m_file.string() + ": cannot read " + member +
                        ". Reinstall the package sweethome3d-furniture.");
        return content;
    }

    /// read for several threads.
    std::string readLocked(const std::string& member) {
        const std::lock_guard lock(m_mutex);
        return read(member);
    }

private:
    std::filesystem::path m_file;
    std::unique_ptr<zip_t, void (*)(zip_t*)> m_zip{nullptr, zip_discard};
    std::mutex m_mutex;
};

using Properties = std::map<std::string, std::string>;

std::string valueOf(const Properties& properties, const std::string& key) {
    const auto found = properties.find(key);
    return found == properties.end() ? std::string{} : std::string(trimmed(found->second));
}

/// Tags without the names of the libraries, which say nothing about a piece, and without numbers.
std::vector<std::string> usefulTags(const std::string& tags) {
    constexpr std::array<std::string_view, 6> kLibraries{"blend swap",  "scpts",  "haussmann",
                                                         "kator legaz", "scopia", "reallusion"};
    std::vector<std::string> kept;
    for (const std::string_view part : split(tags, ',')) {
        const auto tag = cleanKeyword(part);
        if (!tag)
            continue;
        const std::string folded = foldedText(*tag);
        if (std::find(kLibraries.begin(), kLibraries.end(), folded) == kLibraries.end())
            kept.push_back(*tag);
    }
    return kept;
}

std::string fileNameOf(const std::string& library, const std::string& icon) {
    std::string name = "furniture-" + library + "-" + std::filesystem::path(icon).stem().string();
    for (char& c : name)
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_')
            c = '-';
    return name + ".png";
}

/// "Sweet Home 3D, Scopia: Creator (Creative Commons …)": the licences ask for attribution.
std::string attribution(const Properties& properties, const std::string& number) {
    std::string license = valueOf(properties, "license");
    license = license.substr(0, license.find("  "));
    const std::string creator = valueOf(properties, "creator#" + number);
    std::string text = "Sweet Home 3D, " + valueOf(properties, "name");
    if (!creator.empty())
        text += ", " + creator;
    return license.empty() ? text : text + " (" + license + ")";
}

void addLibrary(const std::filesystem::path& file, const WordNet& wordNet,
                std::vector<Candidate>& candidates) {
    const auto archive = std::make_shared<Zip>(file);
    const Properties properties = parseProperties(archive->read("PluginFurnitureCatalog.properties"));
    for (int piece = 1; properties.contains("id#" + std::to_string(piece)); ++piece) {
        const std::string number = std::to_string(piece);
        std::string icon = valueOf(properties, "icon#" + number);
        icon.erase(0, icon.find_first_not_of('/'));
        Candidate candidate;
        candidate.title = cleanTitle(valueOf(properties, "name#" + number));
        candidate.sourceBytes = archive->size(icon);
        if (candidate.title.empty() || candidate.sourceBytes == 0)
            continue;
        candidate.file = fileNameOf(file.stem().string(), icon);
        candidate.source = attribution(properties, number);
        const std::string category = valueOf(properties, "category#" + number);
        TextList texts;
        texts.add(candidate.title, "name");
        texts.addKeywords(usefulTags(valueOf(properties, "tags#" + number)), candidate.title);
        if (!category.empty())
            texts.add(candidate.title + ", " + category, "category");
        texts.addSense(wordNet.lookUpPhrase(candidate.title, suitableSenses(category)));
        candidate.texts = texts.take();
        candidate.draw = [archive, icon] {
            const std::string bytes = archive->readLocked(icon);
            return QImage::fromData(QByteArray::fromStdString(bytes));
        };
        candidates.push_back(std::move(candidate));
    }
}

} // namespace

std::string readZipMember(const std::filesystem::path& archive, std::string_view member) {
    return Zip(archive).read(std::string(member));
}

std::vector<Candidate> furnitureCandidates(const std::filesystem::path& folder, const WordNet& wordNet) {
    std::vector<std::filesystem::path> libraries;
    std::error_code missing;
    for (const auto& entry : std::filesystem::directory_iterator(folder, missing))
        if (entry.path().extension() == ".sh3f")
            libraries.push_back(entry.path());
    if (libraries.empty())
        throw Error(folder.string() +
                    " has no furniture library (*.sh3f). Reinstall the package sweethome3d-furniture.");
    std::sort(libraries.begin(), libraries.end());
    std::vector<Candidate> candidates;
    for (const auto& library : libraries)
        addLibrary(library, wordNet, candidates);
    return candidates;
}

} // namespace crossview
