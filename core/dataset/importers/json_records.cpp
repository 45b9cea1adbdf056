#include "dataset/importers/json_records.h"

#include "common/error.h"
#include "common/text.h"
#include "common/unicode_text.h"
#include "dataset/importers/json_boxes.h"
#include "dataset/importers/json_captions.h"
#include "dataset/importers/json_events.h"
#include "dataset/locating/image_file.h"
#include "dataset/tables/column_names.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <vector>

namespace crossview {

namespace {

using Json = nlohmann::json;

/// Puts records into the sink and remembers under which keys they stood.
class RecordTaker {
public:
    explicit RecordTaker(const CaptionSink& sink) : m_sink(sink) {}

    void setLine(std::size_t line) { m_line = line; }
    bool tookAny() const { return m_tookAny; }

    void take(const Json& record, const std::string& split, bool isNested = false) {
        ++m_count;
        if (!record.is_object())
            return problem("is no object with a picture and a caption");
        const JsonMembers members(record);
        if (const Json* regions = isNested ? nullptr : regionsIn(members)) {
            for (const Json& region : *regions)
                take(region, split, true);
            return;
        }
        const auto* imageMember = members.first(imageColumnNames());
        const auto image = imageMember ? imageOf(*imageMember->value) : std::nullopt;
        if (!image)
            return problem("names no picture (image, file_name, filepath, …)");
        const auto* captionMember = members.first(captionColumnNames());
        std::vector<std::string> captions;
        if (captionMember)
            addCaptions(*captionMember->value, captions);
        for (const auto& member : members.all())
            if (isNumberedCaption(member.name) && !isMissing(textOf(*member.value).value_or(""))) {
                addCaptions(*member.value, captions);
                captionMember = captionMember ? captionMember : &member;
            }
        const JsonBox box = boxOf(members);
        if (!box.found.problem.empty())
            return problem("(\"" + onOneLine(*image) + "\"): " + box.found.problem);
        if (box.found.box && !box.box)
            return problem("(\"" + onOneLine(*image) + "\") has a box that is no four numbers");
        if (captions.empty() && box.box)
            captions.emplace_back(); // a proposal
        if (captions.empty())
            return problem("(\"" + onOneLine(*image) + "\") has no caption (caption, text, sentences, …)");
        const auto word = [&](std::span<const std::string_view> names) {
            const auto* member = members.first(names);
            return member ? textOf(*member->value).value_or("") : std::string();
        };
        const std::string ownSplit = word(splitColumnNames());
        const std::string conceptName = word(conceptColumnNames());
        if (captionMember)
            noteKeys(members, *imageMember->key, *captionMember->key, box.description);
        const auto* splitMember = members.first(splitColumnNames());
        const auto* conceptMember = members.first(conceptColumnNames());
        const auto isTaken = [&](const JsonMembers::Member& member) {
            return &member == imageMember || &member == captionMember || &member == splitMember ||
                   &member == conceptMember || isNumberedCaption(member.name) ||
                   box.uses(static_cast<std::size_t>(&member - members.all().data()));
        };
        std::vector<std::string> values;
        std::vector<RecordCell> cells;
        values.reserve(members.all().size()); // cells point into it
        for (const auto& member : members.all())
            if (!isTaken(member)) {
                const auto value = cellOf(*member.value);
                cells.push_back({*member.key, values.emplace_back(value.value_or("")), value.has_value()});
            }
        for (const std::string& caption : captions)
            give({*image, caption, ownSplit.empty() ? split : ownSplit, conceptName, m_line, cells, box.box});
    }

    /// An entry {"a.jpg": captions} of an object.
    void takeNamed(const std::string& image, const Json& value) {
        std::vector<std::string> captions;
        addCaptions(value, captions);
        for (const std::string& caption : captions)
            give({image, caption, {}, {}, m_line});
    }

private:
    /// The regions of a picture in a record of their own, as Visual Genome lists them; null where it is none.
    static const Json* regionsIn(const JsonMembers& members) {
        for (const auto& member : members.all())
            if (member.name == "regions" && member.value->is_array() && !member.value->empty() &&
                member.value->front().is_object())
                return member.value;
        return nullptr;
    }

    void give(const CaptionRecord& record) {
        m_tookAny = true;
        m_sink.record(record);
    }

    void problem(const std::string& what) {
        m_sink.problem(m_line,
                       m_line > 0 ? "the record " + what : "record " + std::to_string(m_count) + " " + what);
    }

    /// Says which keys were taken, and which others there are that could have been.
    void noteKeys(const JsonMembers& members, const std::string& image, const std::string& caption,
                  const std::string& boxes) {
        if (!m_noted.insert(image + '\n' + caption + '\n' + boxes).second)
            return;
        std::string others;
        for (const auto& member : members.all()) {
            const auto isOne = [&](std::span<const std::string_view> names) {
                return std::find(names.begin(), names.end(), member.name) != names.end();
            };
            if (*member.key != image && *member.key != caption &&
                (isOne(imageColumnNames()) || isOne(captionColumnNames())))
                others += (others.empty() ? "" : ", ") + ('"' + onOneLine(*member.key) + '"');
        }
        m_sink.note("pictures from \"" + onOneLine(image) + "\", captions from \"" + onOneLine(caption) +
                    "\"" + (boxes.empty() ? "" : ", " + boxes) +
                    (others.empty() ? std::string() : ", not from " + others));
    }

    const CaptionSink& m_sink;
    std::size_t m_line = 0; // 1-based; 0 in a document
    std::size_t m_count = 0;
    std::set<std::string> m_noted;
    bool m_tookAny = false;
};

/// Takes records out of a document while it is parsed; what was taken is dropped at once.
class DocumentTaker {
public:
    DocumentTaker(RecordTaker& taker, const CaptionSink& sink) : m_taker(taker), m_sink(sink) {}

    /// For nlohmann's parser: false drops the value.
    bool operator()(int depth, Json::parse_event_t event, Json& parsed) {
        if (++m_events % 4096 == 0)
            m_sink.advance(m_events, 0);
        if (event == Json::parse_event_t::array_start && depth == 0)
            m_isList = true;
        if (depth == 1 &&
            (event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start))
            m_inObject = event == Json::parse_event_t::object_start;
        if (event == Json::parse_event_t::key && depth == 1)
            m_key = parsed.get<std::string>();
        const bool ended =
            event == Json::parse_event_t::object_end || event == Json::parse_event_t::array_end;
        if (!ended && event != Json::parse_event_t::value)
            return true;
        if (m_isList) {
            if (depth != 1)
                return true;
            m_taker.take(parsed, {});
            return false;
        }
        return takeMember(depth, event, parsed);
    }

private:
    /// Of an object: {"train": [{…}]} at depth 2, {"a.jpg": …} at depth 1.
    bool takeMember(int depth, Json::parse_event_t event, Json& parsed) {
        if (depth == 2 && event == Json::parse_event_t::object_end && !m_inObject) {
            const auto split = splitFromWord(m_key);
            m_taker.take(parsed, split ? m_key : std::string());
            return false;
        }
        if (depth != 1)
            return true;
        const bool holdsCaptions = (parsed.is_array() && !parsed.empty() && parsed.front().is_string()) ||
                                   (parsed.is_object() && JsonMembers(parsed).first(captionColumnNames())) ||
                                   (parsed.is_string() && hasImageExtension(m_key));
        if (holdsCaptions)
            m_taker.takeNamed(m_key, parsed);
        return false;
    }

    RecordTaker& m_taker;
    const CaptionSink& m_sink;
    std::string m_key;
    std::size_t m_events = 0;
    bool m_isList = false;
    bool m_inObject = false;
};

[[noreturn]] void throwNoRecords(const std::string& name) {
    throw Error(name +
                " is JSON, but none of its records names a picture (image, file_name, filepath, …) and "
                "a caption (caption, text, sentences, …): name a file of captions.");
}

/// The first two lines that are not empty.
std::array<std::string_view, 2> firstLines(std::string_view text) {
    std::array<std::string_view, 2> lines;
    LineReader reader(text);
    for (std::size_t l = 0; l < lines.size() && reader.next();)
        if (!trimmed(reader.line()).empty())
            lines[l++] = trimmed(reader.line());
    return lines;
}

bool isWholeObject(std::string_view line) {
    return line.starts_with('{') && line.ends_with('}') && Json::accept(line.begin(), line.end());
}

/// One object a line; a single line may be a document too.
bool isJsonLines(std::string_view head) {
    const auto [first, second] = firstLines(head);
    if (!isWholeObject(first))
        return false;
    if (!second.empty())
        return second.starts_with('{');
    const Json record = Json::parse(first.begin(), first.end(), nullptr, false);
    const JsonMembers members(record);
    return members.first(imageColumnNames()) && members.first(captionColumnNames());
}

void parseLines(std::string_view text, const CaptionSink& sink, RecordTaker& taker) {
    LineReader reader(text);
    while (reader.next()) {
        sink.advance(reader.position(), text.size());
        const std::string_view line = trimmed(reader.line());
        taker.setLine(reader.number());
        if (line.empty())
            continue;
        if (line.size() > kMaxLineBytes) {
            sink.problem(reader.number(), "the line is " + std::to_string(line.size()) + " bytes long");
            continue;
        }
        const Json record = Json::parse(line.begin(), line.end(), nullptr, false);
        if (record.is_discarded())
            sink.problem(reader.number(),
                         isUtf8(line) ? "the line is not valid JSON" : "the line is not UTF-8");
        else
            taker.take(record, {});
    }
}

constexpr std::array<FileName, 6> kFileNames{{{"metadata.jsonl", NameRank::usual},
                                              {"captions.jsonl", NameRank::usual},
                                              {"*captions*.jsonl", NameRank::usual},
                                              {"*.jsonl", NameRank::ending},
                                              {"*.ndjson", NameRank::ending},
                                              {"*.json", NameRank::anything}}};

/// Any JSON may hold records: what is something else says so more loudly.
double looksLikeRecords(std::string_view head) {
    if (!beginsLikeJson(head))
        return 0;
    if (isJsonLines(head))
        return 1;
    const auto named = [&](std::span<const std::string_view> names) {
        return std::any_of(names.begin(), names.end(),
                           [&](std::string_view name) { return countNames(head, {name}) > 0; });
    };
    const bool hasCaptions = named(captionColumnNames());
    const bool byPicture = head.find(".jpg\"") != std::string_view::npos;
    return hasCaptions && (named(imageColumnNames()) || byPicture) ? 0.65 : byPicture ? 0.62 : 0.55;
}

} // namespace

const CaptionFormat& recordsFormat() {
    static const CaptionFormat kFormat{
        "records",
        "JSON lines or list",
        "JSON lines (metadata.jsonl) or a JSON list of records with picture and caption",
        kFileNames,
        &looksLikeRecords,
        &parseJsonRecords};
    return kFormat;
}

void parseJsonRecords(std::string_view text, const std::string& name, const CaptionSink& sink) {
    text = withoutByteOrderMark(text);
    std::size_t problems = 0;
    const CaptionSink counting{sink.record,
                               [&](std::size_t line, const std::string& reason) {
                                   ++problems;
                                   sink.problem(line, reason);
                               },
                               sink.note, sink.advance};
    RecordTaker taker(counting);
    if (isJsonLines(text.substr(0, kRecognisedBytes))) {
        parseLines(text, counting, taker);
    } else {
        DocumentTaker document(taker, counting);
        readJsonTree(text, name, [&](int depth, Json::parse_event_t event, Json& parsed) {
            return document(depth, event, parsed);
        });
    }
    if (!taker.tookAny() && problems == 0)
        throwNoRecords(name);
}

void parseJsonLines(std::string_view text, const CaptionSink& sink) {
    RecordTaker taker(sink);
    parseLines(text, sink, taker);
}

} // namespace crossview
