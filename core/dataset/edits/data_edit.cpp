#include "dataset/edits/data_edit.h"

#include "common/error.h"
#include "common/text.h"
#include "common/unicode_text.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>
#include <set>
#include <unordered_map>

namespace crossview {
namespace {

using Kind = DataEdit::Kind;

constexpr std::array kKinds{Kind::unpair, Kind::reword, Kind::leaveOut, Kind::join, Kind::accept};

bool isPair(const DataEdit& edit) {
    return edit.items.size() == 2 && edit.items[0].view == View::image &&
           edit.items[1].view == View::sentence;
}

bool areImages(const DataEdit& edit) {
    return std::ranges::all_of(edit.items, [](const ItemRef& item) { return item.view == View::image; });
}

/// Why an edit is none of these many images and sentences, whatever they are; empty where it is one.
std::string whyMalformed(const DataEdit& edit, std::size_t images, std::size_t sentences) {
    const bool wantsPair = edit.kind == Kind::unpair || edit.kind == Kind::reword;
    if (wantsPair && !isPair(edit))
        return "A pair is an image and a sentence.";
    if (edit.kind == Kind::join && (edit.items.size() < 2 || !areImages(edit)))
        return "Two or more images can be joined, and nothing else.";
    if (edit.items.empty())
        return "An edit names the items that it is about.";
    for (const ItemRef& item : edit.items)
        if (!item.isValid() ||
            static_cast<std::size_t>(item.index) >= (item.view == View::image ? images : sentences))
            return fmt::format("The data hold no {} {}.", item.view == View::image ? "image" : "sentence",
                               item.index);
    if (edit.kind == Kind::reword && trimmed(edit.text).empty())
        return "A caption has words: take the pair apart instead.";
    if (edit.kind == Kind::reword && (!isUtf8(edit.text) || std::ranges::any_of(edit.text, [](char c) {
            return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
        })))
        return "A caption is one line of readable text.";
    return {};
}

/// A data set whose items and pairs change.
class Editing {
public:
    explicit Editing(const Dataset& imported)
        : m_imported(imported), m_images(imported.images()), m_sentences(imported.sentences()),
          m_concepts(imported.concepts()), m_sentencesOf(m_images.size()), m_imagesOf(m_sentences.size()),
          m_isLeftOut(m_images.size()) {
        for (std::size_t image = 0; image < m_images.size(); ++image)
            for (const std::int32_t sentence : imported.relation().sentencesOf(image))
                pair(static_cast<std::int32_t>(image), sentence);
    }

    void make(const DataEdit& edit) {
        if (const std::string reason = whyMalformed(edit, m_images.size(), m_sentences.size());
            !reason.empty())
            throw Error(
                fmt::format("An edit of the data ({}) cannot be made. {}", toString(edit.kind), reason));
        switch (edit.kind) {
        case Kind::unpair:
            unpair(edit.items[0].index, edit.items[1].index);
            break;
        case Kind::reword:
            reword(edit.items[0].index, edit.items[1].index, edit.text);
            break;
        case Kind::leaveOut:
            for (const ItemRef& item : edit.items)
                leaveOut(item);
            break;
        case Kind::join:
            join(edit.items);
            break;
        case Kind::accept:
            break;
        }
    }

    EditedData result() && {
        EditedData result;
        std::vector<Relation::Pair> pairs;
        for (std::size_t image = 0; image < m_images.size(); ++image) {
            if (m_isLeftOut[image])
                result.leftOutImages.push_back(static_cast<std::int32_t>(image));
            for (const std::int32_t sentence : m_sentencesOf[image])
                pairs.emplace_back(static_cast<std::int32_t>(image), sentence);
        }
        for (std::size_t sentence = 0; sentence < m_sentences.size(); ++sentence)
            if (m_imagesOf[sentence].empty() && hadImages(sentence))
                result.leftOutSentences.push_back(static_cast<std::int32_t>(sentence));
        result.joined = std::move(m_joined);
        Relation relation(m_images.size(), m_sentences.size(), std::move(pairs));
        std::vector<ItemColumn> columns = longerColumns();
        result.dataset = std::make_shared<const Dataset>(
            Dataset(m_imported.name(), std::move(m_images), std::move(m_sentences), std::move(relation),
                    std::move(m_concepts), m_imported.folder(), m_imported.given())
                .withColumns(std::move(columns)));
        return result;
    }

private:
    /// As imported; a sentence that an edit added was written for one.
    bool hadImages(std::size_t sentence) const {
        return sentence >= m_imported.sentences().size() || !m_imported.relation().imagesOf(sentence).empty();
    }
    void pair(std::int32_t image, std::int32_t sentence) {
        m_sentencesOf[static_cast<std::size_t>(image)].insert(sentence);
        m_imagesOf[static_cast<std::size_t>(sentence)].insert(image);
    }
    void unpair(std::int32_t image, std::int32_t sentence) {
        m_sentencesOf[static_cast<std::size_t>(image)].erase(sentence);
        m_imagesOf[static_cast<std::size_t>(sentence)].erase(image);
    }

    void reword(std::int32_t image, std::int32_t sentence, const std::string& text) {
        if (!m_sentencesOf[static_cast<std::size_t>(image)].contains(sentence))
            return; // an edit before took the pair apart
        SentenceItem& item = m_sentences[static_cast<std::size_t>(sentence)];
        if (item.text == text)
            return;
        const auto known = withText(text);
        if (!known && m_imagesOf[static_cast<std::size_t>(sentence)].size() == 1) {
            m_byText.erase(item.text);
            m_byText.emplace(text, sentence);
            item.text = text;
            return;
        }
        unpair(image, sentence);
        pair(image, known ? *known : added({text, item.kind}));
    }

    void leaveOut(const ItemRef& item) {
        const auto index = static_cast<std::size_t>(item.index);
        if (item.view == View::sentence) {
            for (const std::int32_t image : std::set(m_imagesOf[index]))
                unpair(image, item.index);
            return;
        }
        m_isLeftOut[index] = true;
        for (const std::int32_t sentence : std::set(m_sentencesOf[index]))
            unpair(item.index, sentence);
    }

    void join(const std::vector<ItemRef>& items) {
        std::set<std::int32_t> sentences;
        std::int32_t conceptId = -1;
        for (const ItemRef& item : items) {
            const auto index = static_cast<std::size_t>(item.index);
            sentences.insert(m_sentencesOf[index].begin(), m_sentencesOf[index].end());
            if (conceptId < 0)
                conceptId = m_images[index].conceptId;
        }
        std::vector<std::int32_t> images;
        for (const ItemRef& item : items) {
            images.push_back(item.index);
            m_images[static_cast<std::size_t>(item.index)].conceptId = conceptId;
            for (const std::int32_t sentence : sentences)
                pair(item.index, sentence);
        }
        m_joined.push_back(std::move(images));
    }

    std::optional<std::int32_t> withText(const std::string& text) {
        if (m_byText.empty())
            for (std::size_t i = 0; i < m_sentences.size(); ++i)
                m_byText.emplace(m_sentences[i].text, static_cast<std::int32_t>(i));
        const auto found = m_byText.find(text);
        return found == m_byText.end() ? std::nullopt : std::optional(found->second);
    }

    std::int32_t added(SentenceItem sentence) {
        const auto number = static_cast<std::int32_t>(m_sentences.size());
        m_byText.emplace(sentence.text, number);
        m_sentences.push_back(std::move(sentence));
        m_imagesOf.emplace_back();
        return number;
    }

    /// The file says nothing of sentences that were written since.
    std::vector<ItemColumn> longerColumns() const {
        std::vector<ItemColumn> columns = m_imported.columns();
        for (ItemColumn& column : columns)
            if (column.view == View::sentence && column.isNumber())
                column.numbers.resize(m_sentences.size(), ItemColumn::kNoNumber);
            else if (column.view == View::sentence)
                column.textOf.resize(m_sentences.size(), ItemColumn::kNoText);
        return columns;
    }

    const Dataset& m_imported;
    std::vector<ImageItem> m_images;
    std::vector<SentenceItem> m_sentences;
    std::vector<std::string> m_concepts;
    std::vector<std::set<std::int32_t>> m_sentencesOf, m_imagesOf;
    std::vector<bool> m_isLeftOut;
    std::vector<std::vector<std::int32_t>> m_joined;
    std::unordered_map<std::string, std::int32_t> m_byText; // made when it is needed
};

} // namespace

const char* toString(Kind kind) {
    switch (kind) {
    case Kind::unpair:
        return "unpair";
    case Kind::reword:
        return "reword";
    case Kind::leaveOut:
        return "leave-out";
    case Kind::join:
        return "join";
    case Kind::accept:
        break;
    }
    return "accept";
}

Kind editKindFromString(std::string_view word) {
    for (const Kind kind : kKinds)
        if (word == toString(kind))
            return kind;
    throw Error("There is no edit \"" + std::string(word) +
                "\": it is unpair, reword, leave-out, join or accept.");
}

std::vector<DataEdit> changingEdits(std::span<const DataEdit> edits) {
    std::vector<DataEdit> changing;
    std::ranges::copy_if(edits, std::back_inserter(changing),
                         [](const DataEdit& edit) { return edit.kind != Kind::accept; });
    return changing;
}

std::string whyNotPossible(const DataEdit& edit, const Dataset& shown) {
    std::string reason = whyMalformed(edit, shown.images().size(), shown.sentences().size());
    if (!reason.empty() || (edit.kind != Kind::unpair && edit.kind != Kind::reword))
        return reason;
    if (!shown.relation().matches(static_cast<std::size_t>(edit.items[0].index),
                                  static_cast<std::size_t>(edit.items[1].index)))
        return fmt::format("Sentence {} does not describe image {}.", edit.items[1].index,
                           edit.items[0].index);
    if (edit.kind == Kind::reword && shown.given().sentences.areGiven())
        return "The features of these sentences came with the data: another wording would not change them.";
    return {};
}

bool canBeMade(std::span<const DataEdit> edits, const Dataset& imported) {
    std::size_t sentences = imported.sentences().size();
    return std::ranges::all_of(edits, [&](const DataEdit& edit) {
        const bool possible = whyMalformed(edit, imported.images().size(), sentences).empty();
        sentences += edit.kind == Kind::reword ? 1 : 0; // it may add one
        return possible;
    });
}

EditedData edited(const std::shared_ptr<const Dataset>& imported, std::span<const DataEdit> edits) {
    if (edits.empty())
        return {imported, {}, {}, {}};
    Editing editing(*imported);
    for (const DataEdit& edit : edits)
        editing.make(edit);
    return std::move(editing).result();
}

} // namespace crossview
